#include "python/worker_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/clock.hpp"
#include "python/harness.hpp"
#include "python/seccomp.hpp"

namespace battalion::python {
namespace {

std::string hex(const std::vector<sock_filter>& filter) {
  std::string out;
  const auto* bytes = reinterpret_cast<const unsigned char*>(filter.data());
  for (std::size_t k = 0; k < filter.size() * sizeof(sock_filter); ++k) out += fmt::format("{:02x}", bytes[k]);
  return out;
}

LockedCommand command_of(const WorkerTerms& terms) {
  LockedCommand command;
  command.words = {terms.interpreter.path, "-B", "-W", "ignore", "-c", harness};
  command.environment = {"PYTHONHASHSEED=0", "LC_ALL=C.UTF-8", "LANG=C.UTF-8", "PATH=/usr/bin:/bin", "HOME=/nonexistent",
                         "PYTHONUSERBASE=" + terms.interpreter.user_base};
  // Without a core of its own for each of them, many threads are slower than one.
  for (const char* name : {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"}) {
    command.environment.push_back(std::string(name) + "=1");
  }
  for (const char* name : {"PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH"}) {
    if (const char* value = std::getenv(name)) command.environment.push_back(fmt::format("{}={}", name, value));
  }
  command.readable = terms.interpreter.folders;
  command.readable.push_back(terms.interpreter.path);  // where it is called by a link
  for (const char* path : {"/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime"}) command.readable.push_back(path);
  command.hidden = terms.hidden;
  return command;
}

LockedProcess start(const WorkerTerms& terms) {
  LockedCommand command = command_of(terms);
  const auto filter = [](bool own_pids) { return has_filters() ? hex(child_filter(own_pids)) : std::string(); };
  command.words.insert(command.words.end(), {terms.arrays ? "1" : "0", filter(true), filter(false)});
  command.words.insert(command.words.end(), terms.modules.begin(), terms.modules.end());
  return start_locked(command);
}

std::uint64_t address_space(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/statm", pid));
  std::uint64_t pages = 0;
  file >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// One message; empty where none comes.
std::string receive(int fd, std::int64_t most_ns) {
  const std::int64_t until = wall_ns() + most_ns;
  for (;;) {
    pollfd wait{fd, POLLIN, 0};
    const int left_ms = static_cast<int>(std::max<std::int64_t>(0, (until - wall_ns()) / 1'000'000));
    const int ready = ::poll(&wait, 1, left_ms);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return {};
    std::array<char, 1024> buffer;
    const ssize_t n = ::recv(fd, buffer.data(), buffer.size(), 0);
    return n <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(n));
  }
}

}  // namespace

WorkerProcess::WorkerProcess(const WorkerTerms& terms) : terms_(terms), process_(start(terms)), out_(process_.out), err_(process_.err) {
  const std::string hello = receive(process_.control, start_patience_ns);
  const auto json = nlohmann::json::parse(hello, nullptr, false);
  if (!json.is_object() || !json.contains("filter")) {
    err_.drain();
    const std::string said = err_.take();
    end();
    throw std::runtime_error(fmt::format("{} does not start as a worker ({})", terms.interpreter.path, said.empty() ? "it says nothing" : said));
  }
  process_.holds.children_filtered = json["filter"] == true;
  if (terms.memory != 0) memory_end_ = address_space(process_.pid) + terms.memory;
}

WorkerProcess::~WorkerProcess() { end(); }

void WorkerProcess::end() {
  // Process 1 of its namespace takes all others with it; where there is none, it ends its child when this end closes.
  ::close(process_.control);
  if (process_.holds.own_pids) ::kill(process_.pid, SIGKILL);
  pollfd wait{process_.out, POLLIN, 0};
  const std::int64_t until = wall_ns() + answer_patience_ns;
  while (::waitpid(process_.pid, nullptr, WNOHANG) == 0) {
    if (wall_ns() > until) ::kill(process_.pid, SIGKILL);
    // What it writes must not keep it; at its end the pipe does.
    wait.revents = 0;
    if (::poll(&wait, 1, 1) > 0) out_.drain();
    err_.drain();
  }
  ::close(process_.out);
  ::close(process_.err);
}

int WorkerProcess::ask(const void* request, std::size_t bytes, int fd) {
  iovec from{const_cast<void*>(request), bytes};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof fd)> room{};
  msghdr message{};
  message.msg_iov = &from;
  message.msg_iovlen = 1;
  if (fd >= 0) {
    message.msg_control = room.data();
    message.msg_controllen = room.size();
    cmsghdr* c = CMSG_FIRSTHDR(&message);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof fd);
    std::memcpy(CMSG_DATA(c), &fd, sizeof fd);
  }
  if (::sendmsg(process_.control, &message, MSG_NOSIGNAL) < 0) throw std::runtime_error("a Python worker is gone");
  const std::string answer = receive(process_.control, answer_patience_ns);
  if (answer.size() != 5) throw std::runtime_error("a Python worker does not answer");
  std::int32_t status = -1;
  std::memcpy(&status, answer.data(), sizeof status);
  if (answer[4] == 0) worn_ = true;
  return status;
}

int WorkerProcess::end_child() { return ask("", 1, -1); }

std::unique_ptr<Child> WorkerProcess::renew() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    throw std::runtime_error(fmt::format("no sockets: {}", std::strerror(errno)));
  }
  const int on = 1;
  ::setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  auto child = std::make_unique<Child>(ends[0]);
  struct {
    std::uint64_t memory_end, cpu_s;
  } const request{memory_end_, terms_.child_cpu_ns == 0 ? 0 : static_cast<std::uint64_t>(terms_.child_cpu_ns / 1'000'000'000 + 2)};
  try {
    ask(&request, sizeof request, ends[1]);
  } catch (...) {
    ::close(ends[1]);
    throw;
  }
  ::close(ends[1]);
  if (!child->wait_until_up(answer_patience_ns)) throw std::runtime_error("a Python worker does not fork");
  return child;
}

}  // namespace battalion::python
