#include "app/rank_loop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "base/clock.hpp"

namespace battalion::app {
namespace {

namespace wire = sched::wire;

// MPI has no wait with a time limit that lets a thread sleep, so the loop looks for messages this
// often.
constexpr std::chrono::microseconds nap{1000};
constexpr std::int64_t progress_every_ns = 200'000'000;

}  // namespace

RankLoop::RankLoop(comm::Communicator& comm, Worker& worker, SegmentBuffer& buffer, Desk* desk,
                   store::RankRecord account)
    : comm_(comm),
      worker_(worker),
      buffer_(buffer),
      desk_(desk),
      account_(std::move(account)),
      making_(account_.phases.size()),
      writing_(making_ + 1) {
  account_.phases.push_back(
      {score::no_task, static_cast<std::uint8_t>(score::Phase::validate), 0, 0});
  account_.phases.push_back({score::no_task, static_cast<std::uint8_t>(score::Phase::write), 0, 0});
}

void RankLoop::run() {
  start_ns_ = told_ns_ = wall_ns();
  say(wire::Ready{units_ahead});
  for (;;) {
    bool busy = receive();
    busy = report() || busy;
    const std::int64_t now = wall_ns();
    if (buffer_.due(now)) flush();
    if (desk_ != nullptr) desk_->tick(now);
    if (finish_ && !said_) farewell();
    if (desk_ != nullptr ? desk_->all_home() : released_) break;
    if (!busy) worker_.wait(nap);
  }
  if (desk_ != nullptr) desk_->close(wall_ns());
}

void RankLoop::save() noexcept {
  try {
    if (!buffer_.empty()) flush();
  } catch (...) {
    // The job ends for another reason; what is lost here is scored again.
  }
}

bool RankLoop::receive() {
  bool any = false;
  while (auto message = comm_.try_receive()) {
    any = true;
    handle(*message);
  }
  return any;
}

void RankLoop::handle(const comm::Message& message) {
  const wire::Message m = wire::unpack(message.tag, message.body);
  if (const auto* assign = std::get_if<wire::Assign>(&m)) {
    worker_.add(assign->unit);
  } else if (std::holds_alternative<wire::Finish>(m)) {
    finish_ = true;
  } else if (desk_ != nullptr) {
    desk_->hear(message.source, m);
  } else if (std::holds_alternative<wire::Farewell>(m)) {
    released_ = true;
  } else if (const auto* failed = std::get_if<wire::Failed>(&m)) {
    throw std::runtime_error(fmt::format("rank {} gave up: {}", failed->rank, failed->message));
  } else {
    throw sched::ProtocolError(
        fmt::format("message {} is not for rank {}", message.tag, comm_.rank()));
  }
}

bool RankLoop::report() {
  News news = worker_.take();
  const bool any = !news.finished.empty();
  const std::int64_t now = wall_ns();
  account_.phases[making_].wall_ns += news.making.wall_ns;
  account_.phases[making_].cpu_ns += news.making.cpu_ns;
  for (Finished& f : news.finished) {
    wire::Done done{f.result.unit, f.unreported, f.set_order_dependent, f.result.busy_ns};
    // What was held back as running belongs to the first of them.
    for (std::size_t i = 0; i < running_.size(); ++i)
      done.outcomes[i] += std::exchange(running_[i], 0);
    ++account_.units;
    account_.busy_ns += f.result.busy_ns;
    buffer_.add(std::move(f.result), now);
    say(done);
  }
  for (std::size_t i = 0; i < running_.size(); ++i) running_[i] += news.running[i];
  const bool some = std::any_of(running_.begin(), running_.end(), [](auto n) { return n != 0; });
  if (some && now - told_ns_ >= progress_every_ns) {
    told_ns_ = now;
    say(wire::Progress{std::exchange(running_, {})});
  }
  return any;
}

void RankLoop::say(const wire::Message& message) {
  comm_.send(0, wire::tag_of(message), wire::pack(message));
}

void RankLoop::flush() {
  // The account goes into the file, so it cannot know of this very write.
  account_.finish_ns = unix_ns();
  account_.idle_ns = std::max<std::int64_t>(0, wall_ns() - start_ns_ - account_.busy_ns);
  const std::int64_t wall = wall_ns();
  const std::int64_t cpu = thread_cpu_ns();
  buffer_.flush(account_);
  account_.phases[writing_].wall_ns += wall_ns() - wall;
  account_.phases[writing_].cpu_ns += thread_cpu_ns() - cpu;
}

void RankLoop::farewell() {
  if (!buffer_.empty()) flush();
  // The account alone: a rank that had nothing to score leaves it all the same, and the time of the
  // last write is in it.
  flush();
  said_ = true;
  say(wire::Farewell{account_.units, account_.busy_ns, account_.idle_ns});
}

}  // namespace battalion::app
