#include "store/durable.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "base/fnv.hpp"
#include "store/error.hpp"

namespace battalion::store {

namespace {

namespace fs = std::filesystem;

// The seal: these 8 characters, then the number of bytes before it and their FNV-1a 64,
// little-endian.
constexpr char seal_mark[8] = {'B', 'A', 'T', 'T', 'S', 'E', 'A', 'L'};
constexpr std::size_t seal_size = 24;

[[noreturn]] void fail_write(const fs::path& path, const char* action, int error) {
  fail_store("{}: cannot {} ({}); check the folder's permissions and the free space", path.string(),
             action, std::strerror(error));
}

[[noreturn]] void fail_unreadable(const fs::path& path, const char* action,
                                  const std::string& why) {
  throw UnreadableError(
      fmt::format("{}: cannot be {} ({}) check its permissions", path.string(), action, why));
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool close() {
    const int fd = std::exchange(fd_, -1);
    return fd < 0 || ::close(fd) == 0;
  }

 private:
  int fd_;
};

void write_all(const Descriptor& file, const fs::path& path, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(file.get(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail_write(path, "write it", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
}

std::array<std::byte, seal_size> make_seal(std::uint64_t length, std::uint64_t sum) {
  std::array<std::byte, seal_size> seal;
  std::memcpy(seal.data(), seal_mark, 8);
  for (int i = 0; i < 8; ++i) {
    seal[8 + i] = static_cast<std::byte>(length >> (8 * i));
    seal[16 + i] = static_cast<std::byte>(sum >> (8 * i));
  }
  return seal;
}

void add(Fnv64& sum, std::span<const std::byte> bytes) {
  for (const std::byte b : bytes) sum.byte(static_cast<std::uint8_t>(b));
}

// Reads until `bytes` is full or the file ends; what was read.
std::size_t read_some(const Descriptor& file, const fs::path& path, std::span<std::byte> bytes) {
  std::size_t got = 0;
  while (got < bytes.size()) {
    const ssize_t n = ::read(file.get(), bytes.data() + got, bytes.size() - got);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail_unreadable(path, "read", std::strerror(errno));
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  return got;
}

}  // namespace

fs::path temporary_name(const fs::path& final_name) {
  std::array<char, 64> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  std::replace(host.begin(), host.end(), '/', '_');
  return final_name.parent_path() / fmt::format(".{}.{}-{}.part", final_name.filename().string(),
                                                host.data(), ::getpid());
}

bool is_temporary(const std::string& file_name) {
  return file_name.starts_with('.') && file_name.ends_with(".part");
}

bool write_sealed(const fs::path& final_name, std::span<const std::byte> bytes, Existing existing) {
  const fs::path temporary = temporary_name(final_name);
  Temporary leftover(temporary);
  Descriptor file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
  if (file.get() < 0) fail_write(final_name, "create it", errno);
  write_all(file, final_name, bytes);
  Fnv64 sum;
  add(sum, bytes);
  write_all(file, final_name, make_seal(bytes.size(), sum.value()));
  if (!file.close()) fail_write(final_name, "write it", errno);
  leftover.keep();  // publish sees to it
  return publish(temporary, final_name, existing);
}

void check_seal(const fs::path& path) {
  const Descriptor file(path, O_RDONLY);
  if (file.get() < 0) fail_unreadable(path, "opened", std::strerror(errno));
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error) fail_unreadable(path, "read", error.message());
  const char* const cut =
      "{}: has no intact seal (it was cut short, or Battalion did not write it)";
  if (size < seal_size) throw StoreError(fmt::format(fmt::runtime(cut), path.string()));
  const std::uint64_t length = size - seal_size;
  Fnv64 sum;
  std::vector<std::byte> buffer(static_cast<std::size_t>(std::min<std::uint64_t>(length, 1u << 20)));
  for (std::uint64_t left = length; left > 0;) {
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size()));
    if (read_some(file, path, std::span(buffer).first(want)) != want) {
      throw StoreError(fmt::format(fmt::runtime(cut), path.string()));
    }
    add(sum, std::span(buffer).first(want));
    left -= want;
  }
  std::array<std::byte, seal_size> found{};
  const bool whole = read_some(file, path, found) == seal_size;
  const auto expected = make_seal(length, sum.value());
  if (!whole || !std::equal(found.begin(), found.begin() + 16, expected.begin())) {
    throw StoreError(fmt::format(fmt::runtime(cut), path.string()));
  }
  if (found != expected) {
    fail_store("{}: is damaged (its bytes do not fit its checksum)", path.string());
  }
}

bool rename_to_free(const fs::path& from, const fs::path& to) {
  if (::link(from.c_str(), to.c_str()) == 0) {
    ::unlink(from.c_str());
    return true;
  }
  const int error = errno;
  struct stat facts {};
  if (error == EEXIST) {
    // Over NFS the answer to the first try may have been lost: then the second finds its own work.
    struct stat there {};
    const bool ours = ::stat(from.c_str(), &facts) == 0 && ::stat(to.c_str(), &there) == 0 &&
                      facts.st_dev == there.st_dev && facts.st_ino == there.st_ino;
    if (ours) ::unlink(from.c_str());
    return ours;
  }
  const bool no_links = error == EPERM || error == EOPNOTSUPP || error == ENOSYS || error == EMLINK;
  if (!no_links) fail_write(to, "give it its name", error);
  if (::lstat(to.c_str(), &facts) == 0) return false;
  if (::rename(from.c_str(), to.c_str()) != 0) fail_write(to, "give it its name", errno);
  return true;
}

bool publish(const fs::path& temporary, const fs::path& final_name, Existing existing) {
  Temporary leftover(temporary);
  {
    const Descriptor file(temporary, O_RDONLY);
    if (file.get() < 0 || ::fsync(file.get()) != 0) fail_write(final_name, "sync it", errno);
  }
  if (existing == Existing::keep) {
    if (!rename_to_free(temporary, final_name)) return false;
  } else if (::rename(temporary.c_str(), final_name.c_str()) != 0) {
    fail_write(final_name, "give it its name", errno);
  }
  leftover.keep();
  const fs::path folder = final_name.has_parent_path() ? final_name.parent_path() : fs::path(".");
  const Descriptor directory(folder, O_RDONLY | O_DIRECTORY);
  // Some file systems cannot sync a folder (EINVAL); the rename itself has happened.
  if (directory.get() >= 0 && ::fsync(directory.get()) != 0 && errno != EINVAL) {
    fail_write(final_name, "sync its folder", errno);
  }
  return true;
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    fail_store("{}: cannot make this folder ({}); check its parent's permissions", folder.string(),
               error.message());
  }
}

}  // namespace battalion::store
