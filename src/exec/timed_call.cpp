#include "exec/timed_call.hpp"

#include <algorithm>
#include <new>

#include "base/clock.hpp"
#include "exec/call_clock.hpp"

namespace battalion::exec {

CallContext::CallContext(const Terms& terms, const CallContext* around, std::int64_t start)
    : terms_(terms),
      around_(around),
      deadline_(terms.limits, start, around == nullptr ? Deadline::never : around->end()),
      look_at_(steps_a_look) {
  if (terms.limits.steps != 0) look_at_ = std::min(look_at_, terms.limits.steps + 1);
}

bool CallContext::cancelled() const {
  for (const CallContext* c = this; c != nullptr; c = c->around_) {
    if (c->terms_.cancellation != nullptr && c->terms_.cancellation->cancelled()) return true;
  }
  return false;
}

void CallContext::stop(Ended::How how, TimeLimit limit) {
  if (!stopped_) {  // a body that went on after the first is told again; the first counts
    stopped_ = true;
    how_ = how;
    limit_ = limit;
  }
  throw Stopped{};
}

void CallContext::check() {
  if (cancelled()) stop(Ended::How::cancelled);
  switch (deadline_.look(wall_ns(), call_cpu_ns)) {
    case Deadline::State::open: return;
    case Deadline::State::cpu: stop(Ended::How::timeout, TimeLimit::cpu);
    case Deadline::State::wall: stop(Ended::How::timeout, TimeLimit::wall);
    case Deadline::State::inherited: stop(Ended::How::cancelled);
  }
}

void CallContext::look_steps() {
  // Steps come first: they are the limit that is the same everywhere.
  if (terms_.limits.steps != 0 && steps_ > terms_.limits.steps) stop(Ended::How::timeout, TimeLimit::steps);
  check();
  look_at_ = steps_ + steps_a_look;
  if (terms_.limits.steps != 0) look_at_ = std::min(look_at_, terms_.limits.steps + 1);
}

void CallContext::use_memory(std::uint64_t bytes) {
  memory_ += bytes;
  if (terms_.limits.memory != 0 && memory_ > terms_.limits.memory) stop(Ended::How::memory);
}

void CallContext::end_as(Ended& ended, std::exception_ptr failure) {
  ended.ran = true;
  ended.steps = steps_;
  ended.memory = memory_;
  if (stopped_) {
    ended.how = how_;
    ended.limit = limit_;
    return;
  }
  if (failure) {
    try {
      std::rethrow_exception(failure);
    } catch (const std::bad_alloc&) {
      ended.how = Ended::How::memory;
    } catch (...) {
      ended.how = Ended::How::raised;
      ended.raised = std::move(failure);
    }
    return;
  }
  ended.how = Ended::How::finished;
  // Whether a call is over its limits must not hang on when it last asked.
  const Deadline::State state = deadline_.look(wall_ns(), call_cpu_ns);
  if (state == Deadline::State::cpu || state == Deadline::State::wall) {
    ended.how = Ended::How::timeout;
    ended.limit = state == Deadline::State::cpu ? TimeLimit::cpu : TimeLimit::wall;
  }
}

}  // namespace battalion::exec
