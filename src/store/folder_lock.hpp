#pragma once
// One sweep at a time in a folder. Needs no file locks (NFS and Lustre may have none), no equal clocks,
// and nobody to clean up after a crash.
//
// The lock is a file, OUT/sweep.lock, that only one process can make (link(2)). It says who holds it and
// has a counter that the holder raises every few seconds. Whoever finds it there knows the holder for
// gone where it ran on this host and its process is no more; else where the counter stands still for as
// long as the finder watches, by the finder's own clock.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace battalion::store {

struct LockTerms {
  std::chrono::milliseconds beat{5'000};    ///< between two signs of life
  std::chrono::milliseconds watch{30'000};  ///< without one, and the holder counts as gone
};

class FolderLock {
 public:
  using Say = std::function<void(std::string_view)>;

  /// Takes the lock, over from a holder that is gone if need be: `say` is told so, and before it has to
  /// watch. Throws StoreError, naming the holder, where somebody holds it; and where OUT cannot be
  /// written. OUT must be there. Starts a thread that gives signs of life.
  FolderLock(const std::filesystem::path& out, LockTerms terms, const Say& say);
  /// Gives it back.
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

  /// Somebody has taken it over: this process was stopped, or cut off from the file system, for so long.
  bool lost() const { return lost_.load(); }

 private:
  void acquire(const Say& say);
  bool create();
  std::filesystem::path temporary() const;
  void beat();

  std::filesystem::path path_;
  LockTerms terms_;
  std::string token_;  ///< tells this lock from every other
  std::string text_;   ///< the file, less its counter
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ending_ = false;
  std::atomic<bool> lost_ = false;
  std::thread thread_;
};

std::filesystem::path lock_path(const std::filesystem::path& out);

/// What a lock says, to one who only looks.
struct LockHolder {
  enum class Life : std::uint8_t {
    here,      ///< a process of this host
    gone,      ///< it was one, and is no more
    elsewhere  ///< of another host, or not known: alive if the beat goes up
  };
  Life life = Life::elsewhere;
  std::string name;        ///< "job 12, process 345 on node7 since ..."
  std::uint64_t beat = 0;  ///< its counter
};
/// None where OUT is not locked.
std::optional<LockHolder> read_holder(const std::filesystem::path& out);

}  // namespace battalion::store
