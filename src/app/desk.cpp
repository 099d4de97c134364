#include "app/desk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "app/value_text.hpp"
#include "base/clock.hpp"

namespace battalion::app {
namespace {

namespace wire = sched::wire;

template <class... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Match(Cases...) -> Match<Cases...>;  // clang before 17 wants it said

void add(wire::OutcomeCounts& to, const wire::OutcomeCounts& counts) {
  for (std::size_t i = 0; i < counts.size(); ++i) to[i] += counts[i];
}

}  // namespace

std::uint32_t units_ahead_of(const Job& job, int ranks) {
  if (!job.device) return units_ahead;
  constexpr std::size_t parts = 4;
  const std::size_t share = job.plan.units.size() / static_cast<std::size_t>(ranks) / parts;
  return static_cast<std::uint32_t>(std::clamp<std::size_t>(share, units_ahead, most_units_ahead));
}

Desk::Desk(comm::Communicator& comm, const Job& job, std::vector<UnitId> todo, Progress progress, Say say)
    : comm_(comm),
      coordinator_(std::move(todo), comm.size(), most_units_ahead,
                   job.config.survive ? sched::Ending::together : sched::Ending::one_by_one),
      progress_(std::move(progress)),
      say_(std::move(say)),
      heartbeat_ns_(job.config.heartbeat_ns),
      seats_(static_cast<std::size_t>(comm.size())) {
  state_.units = coordinator_.progress().total;
  state_.evaluations = job.plan.evaluations;
  if (job.config.survive) contact_.emplace(1, comm.size() - 1, heartbeat_ns_, wall_ns());
}

void Desk::hear(int rank, const wire::Message& message, std::int64_t now_ns) {
  Seat& seat = seats_.at(static_cast<std::size_t>(rank));
  if (seat.dead) return;  // was on its way when MPI told of its end
  // A rank that came back may still be at a unit that others have finished: all is over for it.
  const bool late = std::holds_alternative<wire::Done>(message) || std::holds_alternative<wire::Progress>(message) ||
                    std::holds_alternative<wire::Written>(message) || std::holds_alternative<wire::Beat>(message);
  if (contact_ && seat.farewell && late) return;
  if (contact_ && rank != 0 && contact_->heard(rank, now_ns)) welcome_back(rank);
  std::visit(Match{
                 [&](const wire::Ready& m) { carry_out(coordinator_.ready(rank, m.slots)); },
                 [&](const wire::Done& m) { done(rank, m); },
                 [&](const wire::Written&) {
                   carry_out(coordinator_.written(rank));
                   seat.unwritten = {};
                 },
                 [&](const wire::Progress& m) {
                   count(m.outcomes);
                   add(seat.running, m.outcomes);
                 },
                 [&](const wire::Beat&) {},
                 [&](const wire::Failed& m) {
                   throw std::runtime_error(fmt::format("rank {} gave up: {}", m.rank, m.message));
                 },
                 [&](const wire::Stop& m) {
                   if (stopped_by_.empty()) stopped_by_ = m.reason;
                   carry_out(coordinator_.stop());
                 },
                 [&](const wire::Farewell& m) { farewell(rank, m); },
                 [&](const auto& m) {
                   throw sched::ProtocolError(fmt::format(
                       "message {} from rank {} is not for rank 0's desk", int(m.tag), rank));
                 },
             },
             message);
}

void Desk::tick(std::int64_t now_ns) {
  progress_.tick(state_, now_ns);
  if (!contact_) return;
  for (const int rank : comm_.failed()) {
    Seat& seat = seats_[static_cast<std::size_t>(rank)];
    if (std::exchange(seat.dead, true)) continue;
    if (contact_->silence(rank) && !seat.farewell) lose(rank, "is dead");
    seat.lost = true;
  }
  for (const int rank : contact_->fallen_silent(now_ns)) {
    lose(rank, fmt::format("has not been heard of for {}", format_duration(heartbeat_ns_)));
  }
  if (!contact_->beat_due(now_ns)) return;
  for (int rank = 1; rank < comm_.size(); ++rank) {
    if (!seats_[static_cast<std::size_t>(rank)].lost) tell(rank, wire::Beat{});
  }
}

void Desk::lose(int rank, std::string_view how) {
  Seat& seat = seats_[static_cast<std::size_t>(rank)];
  seat.lost = true;
  ++home_;
  uncount(seat.running);
  uncount(seat.unwritten);
  const std::uint32_t before = coordinator_.requeued();
  carry_out(coordinator_.lost(rank));
  state_.units_done = coordinator_.progress().done;
  say_(fmt::format("battalion: rank {} {}: {} units are handed out again\n", rank, how,
                   coordinator_.requeued() - before));
}

void Desk::welcome_back(int rank) {
  Seat& seat = seats_[static_cast<std::size_t>(rank)];
  seat.lost = false;
  --home_;
  say_(fmt::format("battalion: rank {} is heard of again\n", rank));
  carry_out(coordinator_.back(rank));
  const std::uint32_t done = coordinator_.progress().done;
  // Where others were faster with all of it. With a part of it: the progress shown is a little ahead.
  if (done == state_.units_done) seat.unwritten = {};
  state_.units_done = done;
  count(seat.running);
  count(seat.unwritten);
}

void Desk::done(int rank, const wire::Done& m) {
  Seat& seat = seats_[static_cast<std::size_t>(rank)];
  const std::uint32_t repeated = coordinator_.repeated();
  carry_out(coordinator_.done(rank, m.unit));
  state_.units_done = coordinator_.progress().done;
  const wire::OutcomeCounts running = std::exchange(seat.running, {});
  if (coordinator_.repeated() != repeated) return uncount(running);
  count(m.outcomes);
  add(seat.unwritten, m.outcomes);
  add(seat.unwritten, running);
}

void Desk::farewell(int rank, const wire::Farewell& m) {
  Seat& seat = seats_[static_cast<std::size_t>(rank)];
  if (seat.farewell) throw sched::ProtocolError(fmt::format("second farewell of rank {}", rank));
  seat.farewell = m;
  ++home_;
  if (!contact_ || rank == 0) return;
  contact_->forget(rank);
  if (coordinator_.stopped()) return;
  // One that had lost contact leaves before its time, and alone.
  const std::uint32_t before = coordinator_.requeued();
  carry_out(coordinator_.lost(rank));
  state_.units_done = coordinator_.progress().done;
  seat.farewell->unwritten = 0;  // those are among the units handed out again
  if (coordinator_.requeued() == before && coordinator_.finished()) return;
  seat.lost = true;
  uncount(seat.running);
  uncount(seat.unwritten);
  say_(fmt::format("battalion: rank {} has left: {} units are handed out again\n", rank,
                   coordinator_.requeued() - before));
}

void Desk::tell(int rank, const wire::Message& m) { comm_.send(rank, wire::tag_of(m), wire::pack(m)); }

void Desk::carry_out(const sched::Actions& actions) {
  for (const sched::Action& action : actions) {
    std::visit(Match{
                   [&](const sched::Assign& a) { tell(a.rank, wire::Assign{a.unit}); },
                   [&](const sched::Finish& a) { tell(a.rank, wire::Finish{}); },
                   [&](const sched::Halt& a) { tell(a.rank, wire::Halt{}); },
                   [&](const sched::Recall& a) { tell(a.rank, wire::Recall{}); },
                   [&](const sched::Abort& a) {
                     tell(a.rank, wire::Failed{a.failed, a.message});
                   },
               },
               action);
  }
}

void Desk::count(const wire::OutcomeCounts& outcomes) { add(state_.outcomes, outcomes); }

void Desk::uncount(const wire::OutcomeCounts& outcomes) {
  for (std::size_t i = 0; i < outcomes.size(); ++i) state_.outcomes[i] -= outcomes[i];
}

bool Desk::incomplete() const {
  return std::any_of(seats_.begin(), seats_.end(), [](const Seat& s) { return s.lost; });
}

std::uint32_t Desk::written() const {
  std::uint32_t written = state_.units_done;
  for (const Seat& s : seats_) written -= s.farewell ? s.farewell->unwritten : 0;
  return written;
}

void Desk::release(int exit_code) {
  for (int rank = 1; rank < comm_.size(); ++rank) {
    if (!seats_[static_cast<std::size_t>(rank)].dead) tell(rank, wire::Release{exit_code, incomplete()});
  }
}

std::vector<wire::Farewell> Desk::farewells() const {
  std::vector<wire::Farewell> all;
  for (const Seat& s : seats_) all.push_back(s.farewell.value_or(wire::Farewell{}));
  return all;
}

}  // namespace battalion::app
