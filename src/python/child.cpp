#include "python/child.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/clock.hpp"

namespace battalion::python {

Child::~Child() { ::close(fd_); }

bool Child::wait_until_up(std::int64_t most_ns) {
  const std::int64_t until = wall_ns() + most_ns;
  for (;;) {
    pollfd wait{fd_, POLLIN, 0};
    const int left_ms = static_cast<int>(std::max<std::int64_t>(0, (until - wall_ns() + 999'999) / 1'000'000));
    const int ready = ::poll(&wait, 1, left_ms);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    char byte = 0;
    iovec to{&byte, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred))> room{};
    msghdr message{};
    message.msg_iov = &to;
    message.msg_iovlen = 1;
    message.msg_control = room.data();
    message.msg_controllen = room.size();
    if (::recvmsg(fd_, &message, MSG_DONTWAIT) != 1) return false;
    for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
      if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_CREDENTIALS) continue;
      ucred who{};
      std::memcpy(&who, CMSG_DATA(c), sizeof who);
      pid_ = who.pid;  // the kernel says so, in our numbers
    }
    const int off = 0;
    ::setsockopt(fd_, SOL_SOCKET, SO_PASSCRED, &off, sizeof off);
    return pid_ > 0;
  }
}

std::optional<std::int64_t> Child::cpu_ns() const {
  // clock_getcpuclockid() asks first whether there is such a process: the same once more.
  const auto clock = static_cast<clockid_t>((~static_cast<unsigned>(pid_) << 3) | 2u);
  timespec t{};
  if (pid_ <= 0 || ::clock_gettime(clock, &t) != 0) return std::nullopt;
  return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

void Child::kill() const {
  if (pid_ > 0) ::kill(pid_, SIGKILL);
}

void Child::send() {
  while (!to_send_.empty()) {
    const ssize_t n = ::send(fd_, to_send_.data(), to_send_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno != EAGAIN) to_send_.clear();  // it is gone, as receive() will tell
    if (n <= 0) return;
    to_send_.erase(0, static_cast<std::size_t>(n));
  }
}

bool Child::receive() {
  static thread_local std::array<char, 1 << 16> buffer;
  const ssize_t n = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (n > 0) replies_.add({buffer.data(), static_cast<std::size_t>(n)});
  return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

}  // namespace battalion::python
