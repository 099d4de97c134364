#include "exec/grace_watch.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/clock.hpp"
#include "base/contract.hpp"

namespace battalion::exec {

Post::Post(GraceWatch& watch, std::int64_t limit_ns, std::function<std::string(std::uint64_t)> what,
           const Post* around)
    : watch_(watch), limit_ns_(limit_ns), what_(std::move(what)), around_(around) {
  watch_.add(this);
}

Post::~Post() { watch_.remove(this); }

GraceWatch::GraceWatch(std::int64_t grace_ns, Tell tell) : grace_ns_(grace_ns), tell_(std::move(tell)) {
  BATTALION_EXPECT(grace_ns > 0);
}

GraceWatch::~GraceWatch() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void GraceWatch::add(Post* post) {
  std::lock_guard lock(mutex_);
  posts_.push_back(post);
}

void GraceWatch::remove(Post* post) {
  std::lock_guard lock(mutex_);
  posts_.erase(std::find(posts_.begin(), posts_.end(), post));
}

void GraceWatch::start() {
  BATTALION_EXPECT(!thread_.joinable());
  thread_ = std::thread([this] {
    const std::chrono::nanoseconds period(std::max<std::int64_t>(grace_ns_ / 4, 1'000'000));
    // While the whole process stands still (SIGSTOP, a suspended job), nobody can come back: that does not count.
    std::int64_t last = wall_ns(), stood_still = 0;
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, period, [this] { return stopping_; })) {
      lock.unlock();
      const std::int64_t now = wall_ns(), gap = now - last - period.count();
      last = now;
      if (gap > period.count()) stood_still += gap;
      look(now - stood_still);
      lock.lock();
    }
  });
}

int GraceWatch::look(std::int64_t now_ns) {
  std::vector<std::pair<std::string, std::int64_t>> overdue;
  {
    std::lock_guard lock(mutex_);
    std::vector<const Post*> around;  // of calls that run: they wait, whoever is overdue is further in
    for (Post* post : posts_) {
      const std::uint64_t serial = post->serial_.load(std::memory_order_acquire);
      if (serial != post->seen_serial_) {
        post->seen_serial_ = serial;
        post->seen_at_ = now_ns;
        post->told_ = false;
      }
      if (serial % 2 == 1 && post->around_ != nullptr) around.push_back(post->around_);
    }
    for (Post* post : posts_) {
      if (post->limit_ns_ == 0 || post->told_ || post->seen_serial_ % 2 == 0) continue;
      // Subtracted, for a limit may be as large as the type allows.
      if (now_ns - post->seen_at_ - grace_ns_ < post->limit_ns_) continue;
      if (std::find(around.begin(), around.end(), post) != around.end()) continue;
      const std::uint64_t tag = post->tag_.load(std::memory_order_acquire);
      // It may have ended just now, and the tag be that of the next.
      if (post->serial_.load(std::memory_order_acquire) != post->seen_serial_) continue;
      post->told_ = true;
      // Under the lock the post cannot go, so what the text is made from is there.
      overdue.emplace_back(post->what_ ? post->what_(tag) : "a call", now_ns - post->seen_at_);
    }
  }
  for (const auto& [text, seen_ns] : overdue) tell_(text, seen_ns);
  return static_cast<int>(overdue.size());
}

}  // namespace battalion::exec
