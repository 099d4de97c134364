// Waiting for ranks that do not come, before scoring begins.

#include "app/start_watch.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace battalion::app {
namespace {

using namespace std::chrono_literals;

/// What a watch told, and waiting for that.
class Told {
 public:
  std::function<void()> tell() {
    return [this] {
      const std::lock_guard lock(mutex_);
      ++times_;
      changed_.notify_all();
    };
  }
  bool comes_within(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return times_ > 0; });
  }
  int times() {
    const std::lock_guard lock(mutex_);
    return times_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int times_ = 0;
};

constexpr std::int64_t patience_ns = 40'000'000;
constexpr std::chrono::milliseconds long_after = 60s, a_while = 200ms;  // of the first no more than is needed passes

TEST(StartWatch, TellsOnceOfAWaitThatTakesTooLong) {
  Told told;
  StartWatch watch(patience_ns, told.tell());
  watch.wait_begins();
  EXPECT_TRUE(told.comes_within(long_after));
  watch.stop();
  EXPECT_EQ(told.times(), 1);
}

TEST(StartWatch, LeavesWhoDoesNotWaitAlone) {
  Told told;
  StartWatch watch(patience_ns, told.tell());
  EXPECT_FALSE(told.comes_within(a_while));
  watch.wait_begins();
  watch.wait_ends();
  EXPECT_FALSE(told.comes_within(a_while));
  watch.stop();
  watch.wait_begins();
  EXPECT_FALSE(told.comes_within(a_while));
}

TEST(StartWatch, WithoutPatienceWatchesNothing) {
  Told told;
  StartWatch watch(0, told.tell());
  watch.wait_begins();
  EXPECT_FALSE(told.comes_within(a_while));
}

/// A rank whose messages are those that it is given; whose broadcast takes until it is told that it takes too long.
class Lonely final : public comm::Communicator {
 public:
  explicit Lonely(Told* told = nullptr) : told_(told) {}
  int rank() const override { return 1; }
  int size() const override { return 2; }
  int local_rank() const override { return 1; }
  int local_size() const override { return 2; }
  std::string host() const override { return "here"; }
  void send(int, int, Bytes) override {}
  std::optional<comm::Message> try_receive() override { return std::exchange(next, std::nullopt); }
  Bytes broadcast(Bytes bytes, int) override {
    if (told_ != nullptr) told_->comes_within(long_after);
    return bytes;
  }
  void finish() override {}
  bool finish_within(std::int64_t) override { return true; }
  void tolerate_failures() override {}
  std::vector<int> failed() override { return {}; }
  void abort(int) override {}

  std::optional<comm::Message> next;

 private:
  Told* const told_;
};

TEST(WatchedStart, ABroadcastThatDoesNotComeIsAWait) {
  Told told;
  StartWatch watch(patience_ns, told.tell());
  Lonely alone(&told);
  WatchedStart comm(alone, watch);
  const Bytes sent(2, std::byte{5});
  EXPECT_EQ(comm.broadcast(sent, 0), sent);
  EXPECT_EQ(told.times(), 1);
}

TEST(WatchedStart, SoIsReceivingNothing) {
  Told told;
  StartWatch watch(patience_ns, told.tell());
  Lonely alone;
  WatchedStart comm(alone, watch);
  EXPECT_FALSE(comm.try_receive());
  EXPECT_TRUE(told.comes_within(long_after));
}

TEST(WatchedStart, UntilSomethingComesOrIsSent) {
  Told told;
  StartWatch watch(patience_ns, told.tell());
  Lonely alone;
  WatchedStart comm(alone, watch);
  EXPECT_FALSE(comm.try_receive());
  alone.next = comm::Message{0, 7, Bytes(1)};
  EXPECT_TRUE(comm.try_receive());
  EXPECT_FALSE(told.comes_within(a_while));
  EXPECT_FALSE(comm.try_receive());
  comm.send(0, 7, {});
  EXPECT_FALSE(told.comes_within(a_while));
}

}  // namespace
}  // namespace battalion::app
