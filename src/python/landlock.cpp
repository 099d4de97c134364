#include "python/landlock.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

namespace battalion::python {
namespace {

// The kernel's, which older headers lack.
constexpr long create_ruleset = 444, add_rule = 445, restrict_self = 446;
constexpr unsigned version_flag = 1;
constexpr int path_beneath = 1;

struct RulesetAttr {
  std::uint64_t fs = 0, net = 0, scoped = 0;
};
struct [[gnu::packed]] PathBeneath {
  std::uint64_t allowed = 0;
  std::int32_t parent = -1;
};

constexpr std::uint64_t execute = 1, write_file = 2, read_file = 4, read_dir = 8, truncate = 1 << 14;
/// remove_dir, remove_file, make_dir, make_reg, make_sym; refer.
constexpr std::uint64_t change = 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 12 | 1 << 13;
/// Those that make sense for a file.
constexpr std::uint64_t of_files = execute | write_file | read_file | truncate;

std::uint64_t rights_of(int version) {
  std::uint64_t all = (1ull << 13) - 1;
  if (version >= 2) all |= 1 << 13;  // refer
  if (version >= 3) all |= truncate;
  if (version >= 5) all |= 1 << 15;  // ioctl on devices
  return all;
}

bool allow(int ruleset, const char* path, std::uint64_t rights) {
  const int fd = ::open(path, O_PATH | O_CLOEXEC);
  if (fd < 0) return false;
  struct stat status {};
  if (::fstat(fd, &status) == 0 && !S_ISDIR(status.st_mode)) rights &= of_files;
  PathBeneath rule;
  rule.allowed = rights;
  rule.parent = fd;
  const bool done = ::syscall(add_rule, ruleset, path_beneath, &rule, 0) == 0;
  ::close(fd);
  return done;
}

}  // namespace

Landlock::Landlock(std::span<const std::string> readable) {
  const long version = ::syscall(create_ruleset, nullptr, 0, version_flag);
  if (version < 1) return;
  version_ = static_cast<int>(version);
  handled_ = rights_of(version_);
  RulesetAttr attr;
  attr.fs = handled_;
  if (version_ >= 4) attr.net = 3;     // bind and connect of TCP
  if (version_ >= 6) attr.scoped = 3;  // abstract sockets, signals
  const std::size_t size = version_ >= 6 ? sizeof attr : version_ >= 4 ? 16 : 8;
  const int low = static_cast<int>(::syscall(create_ruleset, &attr, size, 0));
  if (low >= 0) {
    fd_ = ::fcntl(low, F_DUPFD_CLOEXEC, 16);  // above what a new process gives numbers to
    ::close(low);
  }
  if (fd_ < 0) {
    version_ = 0;
    return;
  }
  for (const std::string& path : readable) allow(fd_, path.c_str(), (execute | read_file | read_dir) & handled_);
  for (const char* device : {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"}) {
    allow(fd_, device, (read_file | write_file) & handled_);
  }
}

Landlock::~Landlock() {
  if (fd_ >= 0) ::close(fd_);
}

bool Landlock::add_writable(const char* folder) const {
  return allow(fd_, folder, (read_file | read_dir | write_file | truncate | change) & handled_);
}

bool Landlock::enter() const { return ::syscall(restrict_self, fd_, 0) == 0; }

}  // namespace battalion::python
