#include "python/isolation.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "python/landlock.hpp"
#include "python/seccomp.hpp"

namespace battalion::python {
namespace {

namespace fs = std::filesystem;

/// What the new process reports before it becomes the command.
struct Report {
  bool has_user = false, has_mounts = false, has_landlock = false, has_filter = false;
  int exec_error = 0;
};

/// All that the new process needs, made before it is: between clone and exec it only makes system calls, for other threads may have
/// held any lock.
struct Plan {
  std::vector<char*> words, environment;
  std::string uid_map, gid_map;
  std::vector<std::string> hidden_folders, hidden_files;
  std::string scratch;         ///< a folder that nobody needs: it is covered by one in memory
  std::string scratch_options;
  std::string lonely;          ///< made and removed at once where nothing can be mounted
  std::vector<sock_filter> filter;
  const Landlock* landlock = nullptr;
  int control = -1, in = -1, out = -1, err = -1, report = -1;
  unsigned long namespaces = 0;
};

bool holds_any(const std::string& folder, std::span<const std::string> paths) {
  for (const std::string& p : paths) {
    if (folder == "/" || p == folder || p.starts_with(folder + "/")) return true;
  }
  return false;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (const std::string& t : texts) out.push_back(const_cast<char*>(t.c_str()));
  out.push_back(nullptr);
  return out;
}

bool write_text(const char* path, const char* text) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const auto length = static_cast<ssize_t>(std::strlen(text));
  const bool done = ::write(fd, text, std::strlen(text)) == length;
  ::close(fd);
  return done;
}

bool make_read_only() {
#ifdef SYS_mount_setattr
  struct {
    std::uint64_t set, clear, propagation, user;
  } attr{1 | 2, 0, MS_PRIVATE, 0};  // MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID
  constexpr unsigned recursive = 0x8000;
  return ::syscall(SYS_mount_setattr, AT_FDCWD, "/", recursive, &attr, sizeof attr) == 0;
#else
  return false;
#endif
}

bool lock_files(const Plan& plan) {
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  bool done = make_read_only();
  constexpr unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
  // Other processes' files there are nobody's business, and the interpreter needs none.
  done &= ::mount("none", "/proc", "tmpfs", flags | MS_RDONLY, "size=4k,mode=0") == 0;
  for (const std::string& f : plan.hidden_folders) done &= ::mount("none", f.c_str(), "tmpfs", flags | MS_RDONLY, "size=4k,mode=0") == 0;
  for (const std::string& f : plan.hidden_files) done &= ::mount("/dev/null", f.c_str(), nullptr, MS_BIND, nullptr) == 0;
  done &= ::mount("none", plan.scratch.c_str(), "tmpfs", flags, plan.scratch_options.c_str()) == 0;
  return done && ::chdir(plan.scratch.c_str()) == 0;
}

void drop_capabilities() {
  ::prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED, 0, 0, 0);
  for (unsigned long c = 0; c < 64; ++c) {
    if (::prctl(PR_CAPBSET_DROP, c, 0, 0, 0) != 0 && errno == EINVAL) break;
  }
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[2] = {};
  ::syscall(SYS_capset, &header, none);
}

void limit(int what, rlim_t most) {
  rlimit now{};
  ::getrlimit(static_cast<__rlimit_resource_t>(what), &now);
  const rlim_t value = std::min(most, now.rlim_max);
  now = {value, value};
  ::setrlimit(static_cast<__rlimit_resource_t>(what), &now);
}

/// In the new process. Does not return.
[[noreturn]] void become(const Plan& plan) {
  Report report;
  ::setsid();
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if ((plan.namespaces & CLONE_NEWUSER) != 0) {
    write_text("/proc/self/setgroups", "deny");
    report.has_user = write_text("/proc/self/uid_map", plan.uid_map.c_str()) && write_text("/proc/self/gid_map", plan.gid_map.c_str());
  }
  if ((plan.namespaces & CLONE_NEWNS) != 0) report.has_mounts = lock_files(plan);
  if (!report.has_mounts && ::mkdir(plan.lonely.c_str(), 0700) == 0) {
    // Nothing can be written where there is no folder any more, and nothing is left behind.
    if (::chdir(plan.lonely.c_str()) != 0) ::_exit(1);
    ::rmdir(plan.lonely.c_str());
  }
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, 64);
  limit(RLIMIT_FSIZE, 16 << 20);
  ::dup2(plan.in, 0);
  ::dup2(plan.out, 1);
  ::dup2(plan.err, 2);
  ::dup2(plan.control, 3);
  ::dup2(plan.report, 4);
  ::fcntl(4, F_SETFD, FD_CLOEXEC);
  constexpr int first_other = 5;
  drop_capabilities();
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (plan.landlock->there()) {
    if (report.has_mounts) plan.landlock->add_writable(plan.scratch.c_str());
    report.has_landlock = plan.landlock->enter();
  }
#ifdef SYS_close_range
  if (::syscall(SYS_close_range, first_other, ~0u, 0) != 0)
#endif
  {
    for (int fd = first_other; fd < 65536; ++fd) ::close(fd);
  }
  if (!plan.filter.empty()) {
    const sock_fprog program{static_cast<unsigned short>(plan.filter.size()), const_cast<sock_filter*>(plan.filter.data())};
    report.has_filter = ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (::write(4, &report, sizeof report) != sizeof report) ::_exit(1);
  ::execve(plan.words[0], plan.words.data(), plan.environment.data());
  report.exec_error = errno;
  if (::write(4, &report, sizeof report) != sizeof report) ::_exit(1);
  ::_exit(127);
}

/// A descriptor above those that the new process gives numbers to, closed by exec.
int moved_up(int fd) {
  const int up = ::fcntl(fd, F_DUPFD_CLOEXEC, 16);
  ::close(fd);
  return up;
}

struct Ends {
  int near = -1, far = -1;
};

Ends pipe_up(bool blocks) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error(fmt::format("no pipe: {}", std::strerror(errno)));
  if (!blocks) ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {moved_up(ends[0]), moved_up(ends[1])};
}

}  // namespace

std::string Isolation::text() const {
  std::vector<std::string> holds, lacks;
  const auto put = [&](bool is, std::string yes, std::string no) { (is ? holds : lacks).push_back(std::move(is ? yes : no)); };
  put(own_pids, "PID namespace", "no PID namespace");
  put(children_filtered, "no new processes (seccomp)", "processes can be started");
  put(own_network, "network namespace", "no network namespace");
  put(filtered, "no sockets (seccomp)", "no filter of system calls");
  put(landlock > 0, fmt::format("its own files only (Landlock {})", landlock), "no Landlock: other files can be read");
  put(own_files, "read-only mounts, scratch in memory", "no mount namespace: nowhere to write");
  std::string out = fmt::format("{}", fmt::join(holds, ", "));
  if (!lacks.empty()) out += fmt::format("{}not permitted here: {}", out.empty() ? "" : "; ", fmt::join(lacks, ", "));
  return out;
}

LockedProcess start_locked(const LockedCommand& command) {
  static constexpr const char* scratch_places[] = {"/tmp", "/var/tmp", "/mnt", "/media", "/srv", "/run", "/opt"};
  const Landlock landlock(command.readable);
  Plan plan;
  plan.landlock = &landlock;
  for (const char* place : scratch_places) {
    if (!fs::is_directory(place) || holds_any(place, command.readable)) continue;
    plan.scratch = place;
    break;
  }
  plan.scratch_options = fmt::format("size={},nr_inodes=256,mode=0700", command.scratch_bytes);
  const char* tmp = std::getenv("TMPDIR");
  plan.lonely = fmt::format("{}/battalion-{}-{}", tmp == nullptr ? "/tmp" : tmp, ::getpid(), ::syscall(SYS_gettid));
  for (const std::string& path : command.hidden) {
    std::error_code error;
    const fs::path whole = fs::canonical(path, error);
    const std::string text = whole.string();
    if (error || holds_any(text, command.readable)) continue;
    if (!plan.scratch.empty() && holds_any(plan.scratch, {&text, 1})) continue;  // covered with it
    (fs::is_directory(whole, error) ? plan.hidden_folders : plan.hidden_files).push_back(text);
  }
  plan.uid_map = fmt::format("{0} {0} 1", ::getuid());
  plan.gid_map = fmt::format("{0} {0} 1", ::getgid());
  plan.filter = has_filters() ? parent_filter() : std::vector<sock_filter>{};
  std::vector<std::string> environment = command.environment;
  environment.push_back("TMPDIR=" + (plan.scratch.empty() ? std::string("/nonexistent") : plan.scratch));
  plan.words = pointers(command.words);
  plan.environment = pointers(environment);

  int control[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) != 0) {
    throw std::runtime_error(fmt::format("no sockets: {}", std::strerror(errno)));
  }
  LockedProcess process;
  process.control = control[0];
  plan.control = moved_up(control[1]);
  const Ends out = pipe_up(false), err = pipe_up(false), told = pipe_up(true);
  process.out = out.near;
  process.err = err.near;
  plan.out = out.far;
  plan.err = err.far;
  plan.report = told.far;
  plan.in = moved_up(::open("/dev/null", O_RDONLY | O_CLOEXEC));

  constexpr unsigned long inner = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
  long pid = -1;
  // With a user namespace no privilege is needed, and none outside of it is left; some systems permit one, some the other.
  for (const unsigned long namespaces : {inner | CLONE_NEWUSER, inner, 0ul}) {
    if (namespaces != 0 && plan.scratch.empty()) continue;
    plan.namespaces = namespaces;
    pid = ::syscall(SYS_clone, namespaces | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) become(plan);
    if (pid > 0) break;
  }
  const int failed = errno;
  for (const int fd : {plan.control, plan.in, plan.out, plan.err, plan.report}) ::close(fd);
  process.pid = static_cast<pid_t>(pid);
  Report report, last;
  bool has_report = false;
  while (pid > 0 && ::read(told.near, &last, sizeof last) == sizeof last) {
    report = last;
    has_report = true;
  }
  ::close(told.near);
  if (!has_report || report.exec_error != 0) {
    for (const int fd : {process.control, process.out, process.err}) ::close(fd);
    if (pid > 0) ::waitpid(process.pid, nullptr, 0);
    throw std::runtime_error(fmt::format("{} cannot be started: {}", command.words[0],
                                         pid < 0 ? std::strerror(failed) : has_report ? std::strerror(report.exec_error) : "it was killed"));
  }
  process.holds = {.own_pids = (plan.namespaces & CLONE_NEWPID) != 0,
                   .own_network = (plan.namespaces & CLONE_NEWNET) != 0,
                   .own_files = report.has_mounts,
                   .landlock = report.has_landlock ? landlock.version() : 0,
                   .filtered = report.has_filter};
  return process;
}

}  // namespace battalion::python
