#include "app/desk.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace battalion::app {
namespace {

namespace wire = sched::wire;

template <class... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Match(Cases...) -> Match<Cases...>;  // clang before 17 wants it said

}  // namespace

Desk::Desk(comm::Communicator& comm, const Job& job, std::vector<UnitId> todo, Progress progress)
    : comm_(comm),
      coordinator_(std::move(todo), comm.size(), units_ahead),
      progress_(std::move(progress)),
      farewells_(static_cast<std::size_t>(comm.size())) {
  state_.units = coordinator_.progress().total;
  state_.evaluations = job.plan.evaluations;
}

void Desk::hear(int rank, const wire::Message& message) {
  std::visit(Match{
                 [&](const wire::Ready& m) { carry_out(coordinator_.ready(rank, m.slots)); },
                 [&](const wire::Done& m) {
                   carry_out(coordinator_.done(rank, m.unit));
                   count(m.outcomes);
                   state_.units_done = coordinator_.progress().done;
                 },
                 [&](const wire::Progress& m) { count(m.outcomes); },
                 [&](const wire::Failed& m) {
                   throw std::runtime_error(fmt::format("rank {} gave up: {}", m.rank, m.message));
                 },
                 [&](const wire::Stop& m) {
                   if (stopped_by_.empty()) stopped_by_ = m.reason;
                   carry_out(coordinator_.stop());
                 },
                 [&](const wire::Farewell& m) {
                   std::optional<wire::Farewell>& slot =
                       farewells_.at(static_cast<std::size_t>(rank));
                   if (slot)
                     throw sched::ProtocolError(fmt::format("second farewell of rank {}", rank));
                   slot = m;
                   ++home_;
                 },
                 [&](const auto& m) {
                   throw sched::ProtocolError(fmt::format(
                       "message {} from rank {} is not for rank 0's desk", int(m.tag), rank));
                 },
             },
             message);
}

void Desk::carry_out(const sched::Actions& actions) {
  const auto tell = [&](int rank, const wire::Message& m) {
    comm_.send(rank, wire::tag_of(m), wire::pack(m));
  };
  for (const sched::Action& action : actions) {
    std::visit(Match{
                   [&](const sched::Assign& a) { tell(a.rank, wire::Assign{a.unit}); },
                   [&](const sched::Finish& a) { tell(a.rank, wire::Finish{}); },
                   [&](const sched::Halt& a) { tell(a.rank, wire::Halt{}); },
                   [&](const sched::Abort& a) {
                     tell(a.rank, wire::Failed{a.failed, a.message});
                   },
               },
               action);
  }
}

void Desk::count(const wire::OutcomeCounts& outcomes) {
  for (std::size_t i = 0; i < outcomes.size(); ++i) state_.outcomes[i] += outcomes[i];
}

std::uint32_t Desk::written() const {
  std::uint32_t written = state_.units_done;
  for (const auto& f : farewells_) written -= f ? f->unwritten : 0;
  return written;
}

void Desk::release(int exit_code) {
  for (int rank = 1; rank < comm_.size(); ++rank) {
    const wire::Message goodbye = wire::Release{exit_code};
    comm_.send(rank, wire::tag_of(goodbye), wire::pack(goodbye));
  }
}

std::vector<wire::Farewell> Desk::farewells() const {
  std::vector<wire::Farewell> all;
  for (const auto& f : farewells_) all.push_back(f.value_or(wire::Farewell{}));
  return all;
}

}  // namespace battalion::app
