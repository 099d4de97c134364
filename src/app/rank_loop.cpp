#include "app/rank_loop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "app/value_text.hpp"
#include "base/clock.hpp"
#include "store/error.hpp"

namespace battalion::app {
namespace {

namespace wire = sched::wire;

// MPI has no wait with a time limit that lets a thread sleep, so the loop looks for messages this
// often.
constexpr std::chrono::microseconds nap{1000};
constexpr std::int64_t progress_every_ns = 200'000'000;
constexpr std::int64_t retry_every_ns = 1'000'000'000;
/// Results that a rank which cannot write keeps before it takes no more work.
constexpr std::size_t most_kept_bytes = std::size_t{256} << 20;
/// With --survive, a rank without work writes what it has: what is not on disk would have to be scored again, and the
/// sweep does not end before.
constexpr std::int64_t idle_write_ns = 100'000'000;
/// After a unit was given up, until its scorer counts as stuck.
constexpr std::int64_t give_up_ns = 5'000'000'000;

}  // namespace

RankLoop::RankLoop(comm::Communicator& comm, Worker& worker, SegmentBuffer& buffer, Desk* desk,
                   store::RankRecord account, RankTerms terms)
    : comm_(comm),
      worker_(worker),
      buffer_(buffer),
      desk_(desk),
      terms_(std::move(terms)),
      account_(std::move(account)),
      making_(account_.phases.size()),
      writing_(making_ + 1) {
  account_.phases.push_back(
      {score::no_task, static_cast<std::uint8_t>(score::Phase::validate), 0, 0});
  account_.phases.push_back({score::no_task, static_cast<std::uint8_t>(score::Phase::write), 0, 0});
}

int RankLoop::run() {
  start_ns_ = told_ns_ = wall_ns();
  if (terms_.heartbeat_ns != 0) {
    comm_.tolerate_failures();
    if (desk_ == nullptr) contact_.emplace(0, 1, terms_.heartbeat_ns, start_ns_);
  }
  say(wire::Ready{terms_.units_ahead});
  for (;;) {
    bool busy = receive();
    busy = report() || busy;
    const std::int64_t now = wall_ns();
    if (trouble_ns_ != 0 ? now >= retry_ns_ : buffer_.due(now)) try_flush(now);
    heed(now);
    if (terms_.heartbeat_ns != 0) keep_contact(now);
    if (desk_ != nullptr) desk_->tick(now);
    if (!said_ && (halt_ns_ != 0 ? done_scoring(now) : finish_)) farewell(now);
    if (desk_ != nullptr ? desk_->all_home() : released_ || (orphaned_ && said_)) break;
    if (!busy) worker_.wait(nap);
  }
  if (desk_ == nullptr) {
    if (!said_) {  // released early: all was over before this rank was heard of again, or rank 0 has given up
      worker_.cancel();
      save();
    }
    return released_ ? exit_code_ : stopped;
  }
  alone_ = desk_->incomplete();
  return !desk_->stopped_by().empty() && desk_->unfinished() > 0 ? stopped : 0;
}

void RankLoop::keep_contact(std::int64_t now) {
  if (!worker_.idle() || buffer_.empty()) {
    idle_ns_ = 0;
  } else if (idle_ns_ == 0) {
    idle_ns_ = now;
  } else if (now - idle_ns_ >= idle_write_ns && trouble_ns_ == 0) {
    try_flush(now);
  }
  if (!contact_ || orphaned_) return;
  if (contact_->beat_due(now)) say(wire::Beat{});
  const std::vector<int> dead = comm_.failed();
  const bool lost = std::find(dead.begin(), dead.end(), 0) != dead.end();
  if (!lost && contact_->fallen_silent(now).empty()) return;
  orphaned_ = alone_ = true;
  terms_.say(fmt::format("battalion: rank {} ({}): rank 0 {}: it writes what it has and leaves\n", comm_.rank(),
                         comm_.host(),
                         lost ? "is dead" : "has not been heard of for " + format_duration(terms_.heartbeat_ns)));
  halt(now);
}

void RankLoop::heed(std::int64_t now) {
  if (!asked_) {
    std::string reason = terms_.stop_wanted();
    if (reason.empty() && trouble_ns_ != 0 && now - trouble_ns_ >= terms_.write_patience_ns) {
      reason = fmt::format("rank {}, which cannot write its results", comm_.rank());
    }
    if (!reason.empty()) {
      asked_ = true;
      say(wire::Stop{std::move(reason)});
    }
  }
  if (halt_ns_ != 0 && !given_up_ && now - halt_ns_ >= terms_.grace_ns) {
    given_up_ = true;
    worker_.cancel();
  }
}

void RankLoop::halt(std::int64_t now) {
  if (halt_ns_ != 0) return;
  halt_ns_ = now;
  worker_.drop_waiting();
  // At once: whoever sent the signal may not wait for the grace period to end.
  if (!buffer_.empty()) try_flush(now);
}

bool RankLoop::done_scoring(std::int64_t now) {
  if (worker_.idle()) return true;
  stuck_ = given_up_ && now - halt_ns_ >= terms_.grace_ns + give_up_ns;
  return stuck_;
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
  if (contact_) contact_->heard(0, wall_ns());
  if (const auto* assign = std::get_if<wire::Assign>(&m)) {
    // One that is leaving may be told so before rank 0 knows.
    if (!orphaned_) worker_.add(assign->unit);
  } else if (std::holds_alternative<wire::Recall>(m)) {
    worker_.drop_waiting();
  } else if (std::holds_alternative<wire::Finish>(m)) {
    finish_ = true;
  } else if (std::holds_alternative<wire::Halt>(m)) {
    halt(wall_ns());
  } else if (desk_ != nullptr) {
    desk_->hear(message.source, m, wall_ns());
  } else if (std::holds_alternative<wire::Beat>(m)) {
    // That it came is all it says.
  } else if (const auto* release = std::get_if<wire::Release>(&m)) {
    released_ = true;
    alone_ = alone_ || release->alone != 0;
    exit_code_ = release->exit_code;
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
    if (trouble_ns_ != 0 && buffer_.bytes() > most_kept_bytes) {
      withheld_.push_back(done);
    } else {
      say(done);
    }
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

bool RankLoop::try_flush(std::int64_t now) {
  try {
    flush();
  } catch (const store::StoreError& error) {
    in_trouble(error.what(), now);
    return false;
  }
  if (std::exchange(trouble_ns_, 0) != 0) {
    terms_.say(fmt::format("battalion: rank {} ({}) can write again, nothing was lost\n",
                           comm_.rank(), comm_.host()));
  }
  for (const wire::Done& done : std::exchange(withheld_, {})) say(done);
  if (terms_.heartbeat_ns != 0) say(wire::Written{});
  return true;
}

void RankLoop::in_trouble(const char* what, std::int64_t now) {
  retry_ns_ = now + retry_every_ns;
  if (trouble_ns_ != 0) return;
  trouble_ns_ = now;
  terms_.say(fmt::format("battalion: rank {} ({}): {}; it keeps what it has and tries again for {} s\n",
                         comm_.rank(), comm_.host(), what,
                         terms_.write_patience_ns / 1'000'000'000));
}

bool RankLoop::settled(std::int64_t now) {
  if (buffer_.empty()) return true;
  if ((trouble_ns_ == 0 || now >= retry_ns_) && try_flush(now)) return true;
  // As long as there is time; in a stopped sweep it is short.
  return halt_ns_ != 0 && (now - halt_ns_ >= terms_.grace_ns ||
                           now - trouble_ns_ >= terms_.write_patience_ns);
}

void RankLoop::farewell(std::int64_t now) {
  if (!settled(now)) return;
  const auto unwritten = static_cast<std::uint32_t>(buffer_.units() - withheld_.size());
  if (buffer_.empty()) {
    try {
      // The account alone: a rank that had nothing to score leaves it all the same, and the time of
      // the last write is in it.
      flush();
    } catch (const store::StoreError&) {
      // The results are on disk; an earlier account stands.
    }
  }
  said_ = true;
  // With --survive others may have finished what this rank is still at, having been lost for a while.
  if (finish_) worker_.cancel();
  say(wire::Farewell{account_.units, unwritten, account_.busy_ns, account_.idle_ns});
}

}  // namespace battalion::app
