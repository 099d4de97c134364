#pragma once
// Calls that do not come back: a bug, since whatever can take long asks whether it may go on.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace battalion::exec {

class GraceWatch;

/// Where one thread says what it is at. A post that is kept costs two stores a call: no lock, no clock.
class Post {
 public:
  /// A call at this post is overdue limit_ns (wall clock) and the watch's grace after it began; 0: never.
  /// what: makes the text for a tag, on the watch's thread, while the call runs; must not wait for the call.
  /// around: the post of the call that made this one: of two that are overdue only the inner one is told.
  /// Watch and `around` are not owned and must outlive the post.
  Post(GraceWatch& watch, std::int64_t limit_ns, std::function<std::string(std::uint64_t)> what,
       const Post* around = nullptr);
  ~Post();
  Post(const Post&) = delete;
  Post& operator=(const Post&) = delete;

  /// tag: whatever `what` can tell the call by. begin and end are for one thread and come in turn.
  void begin(std::uint64_t tag) {
    tag_.store(tag, std::memory_order_release);
    serial_.store(serial_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  }
  void end() { serial_.store(serial_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }

 private:
  friend class GraceWatch;
  GraceWatch& watch_;
  const std::int64_t limit_ns_;
  const std::function<std::string(std::uint64_t)> what_;
  const Post* const around_;
  std::atomic<std::uint64_t> serial_{0};  ///< odd while a call runs
  std::atomic<std::uint64_t> tag_{0};
  // The watch's own, under its lock.
  std::uint64_t seen_serial_ = 0;
  std::int64_t seen_at_ = 0;
  bool told_ = false;
};

/// Looks at the posts from time to time. All functions may be called by any thread.
class GraceWatch {
 public:
  /// A call that did not come back, once: what it ran, and for how long it was seen running (ns).
  using Tell = std::function<void(const std::string& what, std::int64_t seen_ns)>;
  /// tell is called on the watch's thread (or that of who calls look), without a lock held; it may end the process.
  GraceWatch(std::int64_t grace_ns, Tell tell);
  /// Ends the thread. Every post must be gone.
  ~GraceWatch();
  GraceWatch(const GraceWatch&) = delete;
  GraceWatch& operator=(const GraceWatch&) = delete;

  /// Starts a thread that looks four times a grace period. Once.
  void start();
  /// One look, as if the wall clock stood at now_ns. A call's time counts from the look that first saw it, so
  /// it is told late by a look at most, never early. Returns how many calls were told.
  int look(std::int64_t now_ns);

 private:
  friend class Post;
  void add(Post* post);
  void remove(Post* post);

  const std::int64_t grace_ns_;
  const Tell tell_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Post*> posts_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace battalion::exec
