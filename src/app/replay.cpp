#include "app/replay.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <queue>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/contract.hpp"
#include "comm/fake.hpp"
#include "sched/coordinator.hpp"
#include "sched/protocol.hpp"

namespace battalion::app {
namespace {

namespace wire = sched::wire;

class Simulation {
 public:
  Simulation(const sched::Plan& plan, std::span<const double> seconds, int ranks, const ReplayTerms& terms)
      : terms_(terms),
        seconds_(seconds),
        world_(ranks, {.one_thread = true}),
        coordinator_(static_cast<std::uint32_t>(plan.units.size()), ranks, terms.ahead),
        ranks_(static_cast<std::size_t>(ranks)) {
    BATTALION_EXPECT(seconds.size() == plan.units.size());
  }

  Replay run() {
    for (int r = 0; r < world_.size(); ++r) say(0, r, 0, wire::Ready{terms_.ahead});
    while (!events_.empty()) {
      const Event e = events_.top();
      events_.pop();
      if (e.what == Event::What::unit_ends) {
        end_unit(e.time, e.rank);
      } else if (e.what == Event::What::rank0_hears) {
        handle(e.time, std::exchange(on_their_way_[e.message], {}));
      } else {
        hear(e.time, e.rank, std::exchange(on_their_way_[e.message], {}));
      }
    }
    BATTALION_EXPECT(coordinator_.finished());
    return result();
  }

 private:
  struct Rank {
    std::deque<UnitId> held;  ///< the first is being scored
    double idle_since = 0;
  };
  struct Event {
    enum class What : std::uint8_t { unit_ends, rank0_hears, rank_hears };
    double time;
    std::uint64_t number;  ///< ties: as they came about
    What what;
    int rank;
    std::size_t message;
    bool operator<(const Event& o) const { return time != o.time ? time > o.time : number > o.number; }
  };

  void at(double time, Event::What what, int rank, std::size_t message = 0) { events_.push({time, count_++, what, rank, message}); }

  /// Looks come at moments of the rank's own.
  double next_look(double time, int rank) const {
    if (terms_.poll <= 0) return time;
    const double phase = std::fmod(rank * 0.6180339887498949, 1.0) * terms_.poll;
    return std::ceil((time - phase) / terms_.poll) * terms_.poll + phase;
  }

  void say(double time, int from, int to, const wire::Message& m) {
    const std::int64_t start = wall_ns();
    world_.at(from).send(to, wire::tag_of(m), wire::pack(m));
    // It is taken out at once, for it arrives when this clock says so.
    const auto raw = world_.at(to).try_receive();
    on_their_way_.push_back({from, wire::unpack(raw->tag, raw->body)});
    spent_ns_ += wall_ns() - start;
    const bool to_coordinator = std::holds_alternative<wire::Ready>(m) || std::holds_alternative<wire::Done>(m);
    const double arrives = time + terms_.latency;
    if (to_coordinator) {
      at(arrives, Event::What::rank0_hears, to, on_their_way_.size() - 1);
    } else {
      at(next_look(arrives, to), Event::What::rank_hears, to, on_their_way_.size() - 1);
    }
  }

  struct Mail {
    int from = 0;
    wire::Message message;
  };

  /// Rank 0's main thread, busy, takes a message when it is done with those before; else when it looks again.
  void handle(double time, const Mail& mail) {
    free_at_ = (time <= free_at_ ? free_at_ : next_look(time, 0)) + terms_.handling;
    const std::int64_t start = wall_ns();
    const auto* ready = std::get_if<wire::Ready>(&mail.message);
    const sched::Actions actions = ready != nullptr ? coordinator_.ready(mail.from, ready->slots)
                                                    : coordinator_.done(mail.from, std::get<wire::Done>(mail.message).unit);
    spent_ns_ += wall_ns() - start;
    for (const sched::Action& action : actions) {
      free_at_ += terms_.handling;
      if (const auto* a = std::get_if<sched::Assign>(&action)) say(free_at_, 0, a->rank, wire::Assign{a->unit});
      if (const auto* f = std::get_if<sched::Finish>(&action)) say(free_at_, 0, f->rank, wire::Finish{});
    }
  }

  void hear(double time, int r, const Mail& mail) {
    const auto* assign = std::get_if<wire::Assign>(&mail.message);
    if (assign == nullptr) return;  // Finish
    Rank& rank = ranks_[static_cast<std::size_t>(r)];
    rank.held.push_back(assign->unit);
    if (rank.held.size() == 1) begin(time, r);
  }

  void begin(double time, int r) {
    const Rank& rank = ranks_[static_cast<std::size_t>(r)];
    waits_.push_back(time - rank.idle_since);
    at(time + seconds_[rank.held.front().value], Event::What::unit_ends, r);
  }

  void end_unit(double time, int r) {
    Rank& rank = ranks_[static_cast<std::size_t>(r)];
    const UnitId unit = rank.held.front();
    rank.held.pop_front();
    makespan_ = rank.idle_since = time;
    say(time, r, 0, wire::Done{.unit = unit});
    if (!rank.held.empty()) begin(time, r);
  }

  Replay result() {
    Replay out{.ranks = world_.size(), .makespan = makespan_, .messages = world_.messages(), .bytes = world_.bytes()};
    for (const double s : seconds_) out.work += s;
    out.rank0_busy = static_cast<double>(out.messages) * terms_.handling;
    std::sort(waits_.begin(), waits_.end());
    for (const double w : waits_) out.waiting += w;
    if (!waits_.empty()) out.p99_wait = waits_[(waits_.size() - 1) * 99 / 100];
    if (out.messages > 0) out.seconds_a_message = static_cast<double>(spent_ns_) * 1e-9 / static_cast<double>(out.messages);
    return out;
  }

  const ReplayTerms terms_;
  const std::span<const double> seconds_;
  comm::FakeWorld world_;
  sched::Coordinator coordinator_;
  std::vector<Rank> ranks_;
  std::priority_queue<Event> events_;
  std::vector<Mail> on_their_way_;
  std::uint64_t count_ = 0;
  double free_at_ = 0;  ///< when rank 0's main thread is done with what it has
  double makespan_ = 0;
  std::vector<double> waits_;  ///< before each unit
  std::int64_t spent_ns_ = 0;
};

}  // namespace

Replay replay(const sched::Plan& plan, std::span<const double> seconds, int ranks, const ReplayTerms& terms) {
  return Simulation(plan, seconds, ranks, terms).run();
}

}  // namespace battalion::app
