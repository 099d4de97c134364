#include "comm/fake.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace battalion::comm {

JobAborted::JobAborted(int rank_, int exit_code_)
    : std::runtime_error(
          fmt::format("rank {} aborted the job with exit code {}", rank_, exit_code_)),
      rank(rank_),
      exit_code(exit_code_) {}

class FakeWorld::Rank final : public Communicator {
 public:
  Rank(FakeWorld& world, int rank) : world_(world), rank_(rank) {}

  int rank() const override { return rank_; }
  int size() const override { return world_.size(); }
  int local_rank() const override { return rank_ % world_.options_.ranks_per_host; }
  int local_size() const override {
    const int on_host = world_.options_.ranks_per_host;
    return std::min(on_host, size() - rank_ / on_host * on_host);
  }
  std::string host() const override {
    return fmt::format("fake{}", rank_ / world_.options_.ranks_per_host);
  }

  void send(int destination, int tag, Bytes body) override {
    BATTALION_EXPECT(destination >= 0 && destination < size());
    std::unique_lock lock(world_.mutex_);
    world_.enter(lock, rank_);
    ++world_.messages_;
    world_.bytes_ += body.size();
    world_.inboxes_[static_cast<std::size_t>(destination)].push_back({rank_, tag, std::move(body)});
  }

  std::optional<Message> try_receive() override {
    std::unique_lock lock(world_.mutex_);
    world_.enter(lock, rank_);
    auto& inbox = world_.inboxes_[static_cast<std::size_t>(rank_)];
    if (inbox.empty()) return std::nullopt;
    auto next = inbox.begin();
    if (world_.options_.shuffle) {
      // The oldest message of some source that has one.
      const int source = inbox[world_.random_() % inbox.size()].source;
      next = std::find_if(inbox.begin(), inbox.end(),
                          [&](const Message& m) { return m.source == source; });
    }
    Message message = std::move(*next);
    inbox.erase(next);
    ++world_.received_;
    return message;
  }

  Bytes broadcast(Bytes bytes, int root) override {
    BATTALION_EXPECT(root >= 0 && root < size());
    std::unique_lock lock(world_.mutex_);
    world_.enter(lock, rank_);
    const std::size_t number = world_.broadcasts_seen_[static_cast<std::size_t>(rank_)]++;
    if (rank_ == root) {
      world_.broadcasts_[number] = {root, bytes};
      world_.changed_.notify_all();
      return bytes;
    }
    if (world_.options_.one_thread && !world_.broadcasts_.contains(number)) {
      throw ContractError(
          fmt::format("rank {} would wait for ever for the broadcast of rank {}", rank_, root));
    }
    world_.changed_.wait(lock, [&] { return world_.broadcasts_.contains(number) || world_.over(rank_); });
    world_.enter(lock, rank_);
    const Broadcast& broadcast = world_.broadcasts_[number];
    if (broadcast.root != root) {
      throw ContractError(fmt::format("broadcast {}: rank {} expects root {}, but {} is the root",
                                      number, rank_, root, broadcast.root));
    }
    return broadcast.bytes;
  }

  void finish() override {
    std::unique_lock lock(world_.mutex_);
    world_.enter(lock, rank_);
    ++world_.finished_;
    world_.changed_.notify_all();
    if (world_.options_.one_thread) return;
    world_.changed_.wait(lock, [&] { return all_here(); });
    world_.enter(lock, rank_);
  }

  bool finish_within(std::int64_t patience_ns) override {
    std::unique_lock lock(world_.mutex_);
    world_.enter(lock, rank_);
    if (patience_ns == 0) return false;
    ++world_.finished_;
    world_.changed_.notify_all();
    if (world_.options_.one_thread) return true;
    const bool all = world_.changed_.wait_for(lock, std::chrono::nanoseconds(patience_ns), [&] { return all_here(); });
    world_.enter(lock, rank_);
    return all;
  }

  void tolerate_failures() override {}

  std::vector<int> failed() override {
    std::unique_lock lock(world_.mutex_);
    world_.enter(lock, rank_);
    if (!world_.options_.tells_failures) return {};
    return {world_.killed_.begin(), world_.killed_.end()};
  }

  void abort(int exit_code) override {
    std::unique_lock lock(world_.mutex_);
    world_.enter(lock, rank_);
    if (!world_.aborted_) world_.aborted_.emplace(rank_, exit_code);
    world_.changed_.notify_all();
    throw *world_.aborted_;
  }

 private:
  bool all_here() const { return world_.finished_ >= world_.size() || world_.over(rank_); }

  FakeWorld& world_;
  int rank_;
};

FakeWorld::FakeWorld(int ranks, FakeOptions options)
    : options_(options),
      random_(options.shuffle.value_or(0)),
      inboxes_(static_cast<std::size_t>(ranks)),
      broadcasts_seen_(static_cast<std::size_t>(ranks)) {
  BATTALION_EXPECT(ranks >= 1 && options.ranks_per_host >= 1);
  for (int r = 0; r < ranks; ++r) ranks_.push_back(std::make_unique<Rank>(*this, r));
}

FakeWorld::~FakeWorld() = default;

Communicator& FakeWorld::at(int rank) { return *ranks_[static_cast<std::size_t>(rank)]; }

void FakeWorld::check_alive() const {
  if (aborted_) throw *aborted_;
}

void FakeWorld::enter(std::unique_lock<std::mutex>& lock, int rank) {
  changed_.wait(lock, [&] { return !paused_.contains(rank) || over(rank); });
  if (killed_.contains(rank)) {
    changed_.wait(lock, [&] { return buried_; });
    throw RankKilled();
  }
  check_alive();
}

void FakeWorld::kill(int rank) {
  const std::lock_guard lock(mutex_);
  killed_.insert(rank);
  changed_.notify_all();
}

void FakeWorld::bury() {
  const std::lock_guard lock(mutex_);
  buried_ = true;
  changed_.notify_all();
}

void FakeWorld::pause(int rank) {
  const std::lock_guard lock(mutex_);
  paused_.insert(rank);
}

void FakeWorld::go_on(int rank) {
  const std::lock_guard lock(mutex_);
  paused_.erase(rank);
  changed_.notify_all();
}

std::uint64_t FakeWorld::messages() const {
  const std::lock_guard lock(mutex_);
  return messages_;
}

std::uint64_t FakeWorld::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::uint64_t FakeWorld::undelivered() const {
  const std::lock_guard lock(mutex_);
  return messages_ - received_;
}

}  // namespace battalion::comm
