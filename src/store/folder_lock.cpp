#include "store/folder_lock.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <random>

#include "store/durable.hpp"
#include "store/error.hpp"

namespace battalion::store {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t counter_digits = 20;

// A text line of the lock: "key value". Empty where there is none.
std::string value_of(const std::string& text, const std::string& key) {
  const auto at = text.find("\n" + key + ' ');
  if (at == std::string::npos) return {};
  const auto from = at + key.size() + 2;
  return text.substr(from, text.find('\n', from) - from);
}

// The whole file; false where there is none. Opened anew each time: that is when NFS looks again.
bool read_lock(const fs::path& path, std::string& text) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return false;
  text.assign(std::istreambuf_iterator<char>(in), {});
  return true;
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

// Where process numbers mean the same: this boot of this machine, this container. Empty: not known.
std::string process_space() {
  std::string boot;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
  std::error_code error;
  const fs::path space = fs::read_symlink("/proc/self/ns/pid", error);
  return boot.empty() || error ? std::string() : boot + '/' + space.string();
}

// When a process started, in ticks since the boot; empty where it is no more.
std::string start_of(const std::string& pid) {
  std::ifstream in("/proc/" + pid + "/stat");
  const std::string stat{std::istreambuf_iterator<char>(in), {}};
  const auto name_end = stat.rfind(')');  // a name may hold anything
  if (name_end == std::string::npos) return {};
  std::string field, state;
  std::size_t at = name_end + 1;
  for (int number = 3; number <= 22; ++number) {
    const auto from = stat.find_first_not_of(' ', at);
    if (from == std::string::npos) return {};
    at = std::min(stat.find(' ', from), stat.size());
    field = stat.substr(from, at - from);
    if (number == 3) state = field;
  }
  return state == "Z" || state == "X" ? std::string() : field;
}

using Life = LockHolder::Life;

Life life_of(const std::string& text) {
  const std::string space = process_space();
  if (space.empty() || value_of(text, "space") != space || value_of(text, "host") != host_name()) {
    return Life::elsewhere;
  }
  const std::string start = start_of(value_of(text, "pid"));
  return !start.empty() && start == value_of(text, "started") ? Life::here : Life::gone;
}

std::string holder_of(const std::string& text) {
  if (value_of(text, "pid").empty()) return "somebody who has not written a name";
  const std::string job = value_of(text, "job");
  return fmt::format("{}process {} on {} since {}", job.empty() ? "" : fmt::format("job {}, ", job),
                     value_of(text, "pid"), value_of(text, "host"), value_of(text, "since"));
}

[[noreturn]] void fail_held(const fs::path& path, const std::string& text) {
  fail_store("{} is in use by another sweep ({}) wait for its end, or give another --out",
             path.parent_path().string(), holder_of(text));
}

std::string time_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::array<char, 64> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts);
  return text.data();
}

// Removes the lock that says `text`, and no other that somebody may have made meanwhile.
void take_away(const fs::path& path, const fs::path& aside, const std::string& text) {
  if (::rename(path.c_str(), aside.c_str()) != 0) return;  // somebody else did
  std::string found;
  if (read_lock(aside, found) && found != text) {
    rename_to_free(aside, path);  // alive after all: back with it
    return;
  }
  ::unlink(aside.c_str());
}

}  // namespace

fs::path lock_path(const fs::path& out) { return out / "sweep.lock"; }

std::optional<LockHolder> read_holder(const fs::path& out) {
  std::string text;
  if (!read_lock(lock_path(out), text)) return std::nullopt;
  LockHolder holder{.life = life_of(text), .name = holder_of(text)};
  const std::string beat = value_of(text, "beat");
  std::from_chars(beat.data(), beat.data() + beat.size(), holder.beat);  // 0 where it is no number
  return holder;
}

FolderLock::FolderLock(const fs::path& out, LockTerms terms, const Say& say)
    : path_(lock_path(out)), terms_(terms) {
  std::random_device random;
  token_ = fmt::format("{:08x}{:08x}", random(), random());
  const char* job = std::getenv("SLURM_JOB_ID");
  const std::string pid = fmt::format("{}", ::getpid());
  text_ = fmt::format(
      "A sweep of Battalion is at work in this folder.\nhost {}\npid {}\nstarted {}\nspace {}\n"
      "job {}\nsince {}\ntoken {}\nbeat ",
      host_name(), pid, start_of(pid), process_space(), job == nullptr ? "" : job, time_now(),
      token_);
  acquire(say);
  thread_ = std::thread([this] { beat(); });
}

FolderLock::~FolderLock() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
  std::string found;
  if (read_lock(path_, found) && value_of(found, "token") == token_) ::unlink(path_.c_str());
}

void FolderLock::acquire(const Say& say) {
  while (!create()) {
    std::string seen;
    if (!read_lock(path_, seen)) continue;  // given back just now
    const Life life = life_of(seen);
    if (life == Life::here) fail_held(path_, seen);
    if (life == Life::elsewhere) {
      say(fmt::format("battalion: {} is locked by {}: waiting {} s for a sign of life\n",
                      path_.parent_path().string(), holder_of(seen),
                      std::chrono::duration_cast<std::chrono::seconds>(terms_.watch).count()));
      const auto end = std::chrono::steady_clock::now() + terms_.watch;
      std::string now = seen;
      bool there = true;
      while (there && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(terms_.watch / 60);
        there = read_lock(path_, now);
        if (there && now != seen) fail_held(path_, seen);
      }
      if (!there) continue;
    }
    say(fmt::format("battalion: {} was left locked by {}, which is gone\n",
                    path_.parent_path().string(), holder_of(seen)));
    take_away(path_, temporary(), seen);
  }
}

fs::path FolderLock::temporary() const {
  return path_.parent_path() / fmt::format(".{}.{}.part", path_.filename().string(), token_);
}

bool FolderLock::create() {
  const fs::path made = temporary();
  Temporary leftover(made);
  {
    std::ofstream out(made, std::ios::binary);
    out << text_ << fmt::format("{:0{}}\n", 0, counter_digits);
    if (!out.flush()) {
      fail_store("{}: cannot be written ({}) check the folder's permissions and the free space",
                 path_.string(), std::strerror(errno));
    }
  }
  if (!rename_to_free(made, path_)) return false;
  leftover.keep();
  return true;
}

void FolderLock::beat() {
  std::unique_lock lock(mutex_);
  for (std::uint64_t count = 1; !changed_.wait_for(lock, terms_.beat, [this] { return ending_; });
       ++count) {
    std::string found;
    // Not there: the folder is out of reach, which the ranks will notice; or somebody looks at it.
    if (!read_lock(path_, found)) continue;
    if (value_of(found, "token") != token_) {
      lost_ = true;
      return;
    }
    const int file = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) continue;
    const std::string digits = fmt::format("{:0{}}", count, counter_digits);
    // In place, and so without new space. What fails is tried again with the next beat.
    [[maybe_unused]] const auto written =
        ::pwrite(file, digits.data(), digits.size(), static_cast<off_t>(text_.size()));
    ::close(file);
  }
}

}  // namespace battalion::store
