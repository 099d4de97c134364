#include "python/runner.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "base/printable.hpp"
#include "exec/timed_call.hpp"
#include "python/engine.hpp"

namespace battalion::python {
namespace {

using score::ForeignAnswer;

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
/// How often a cancellation is looked for.
constexpr std::int64_t look_ns = 20'000'000;
/// How a child ends that finds its connection closed before it is ended for that: harness.py.
constexpr int cut_off = 113;
constexpr std::size_t longest_kind = 60, longest_message = 200;

std::int64_t limit_or_never(std::int64_t ns) { return ns == 0 ? never : ns; }
std::int64_t after(std::int64_t start, std::int64_t ns) { return ns > never - start ? never : start + ns; }

std::string name_of_signal(int number) {
  static constexpr std::pair<int, const char*> names[] = {{SIGSEGV, "SIGSEGV"}, {SIGABRT, "SIGABRT"}, {SIGBUS, "SIGBUS"}, {SIGFPE, "SIGFPE"},
                                                          {SIGILL, "SIGILL"},   {SIGSYS, "SIGSYS"},   {SIGTRAP, "SIGTRAP"}, {SIGALRM, "SIGALRM"}};
  for (const auto& [n, name] : names) {
    if (n == number) return name;
  }
  return fmt::format("signal {}", number);
}

}  // namespace

Runner::Runner(const Engine& engine, const exec::Cancellation* cancellation)
    : engine_(engine), cancellation_(cancellation), process_(std::make_unique<WorkerProcess>(engine.worker_terms())) {}

void Runner::run(const dsl::Program& program, std::span<const arc::Grid* const> inputs, bool one_by_one, const Take& take) {
  const bool shared = engine_.goes_with_others(program);
  if (child_ && (!shared || !is_shared_ || is_worn_)) drop_child();
  std::size_t failed_at = inputs.size();
  for (std::size_t k = 0; k < inputs.size();) {
    try {
      if (process_->worn()) replace_process();
      need_child(shared);
      if (!go(program, inputs, k, one_by_one, take)) break;
    } catch (const std::runtime_error&) {
      // The parent is gone, or hangs: whatever did that, another one is tried once.
      if (failed_at == k) throw;
      failed_at = k;
      replace_process();
    }
  }
  if (child_ && !shared) drop_child();
}

void Runner::replace_process() {
  child_.reset();
  process_.reset();
  process_ = std::make_unique<WorkerProcess>(engine_.worker_terms());
}

void Runner::need_child(bool shared) {
  if (child_) return;
  child_ = process_->renew();
  is_shared_ = shared;
  is_worn_ = false;
}

int Runner::drop_child() {
  child_->kill();
  child_.reset();
  return process_->end_child();
}

bool Runner::is_spent(std::int64_t cpu_ns) const {
  const std::int64_t most = engine_.worker_terms().child_cpu_ns;
  return most != 0 && cpu_ns > most / 2;
}

bool Runner::go(const dsl::Program& program, std::span<const arc::Grid* const> inputs, std::size_t& k, bool one_by_one, const Take& take) {
  Turn turn;
  turn.begin_cpu_ns = child_->cpu_ns().value_or(0);
  std::string bytes;
  append_program(program, bytes);
  one_by_one |= !is_shared_;
  for (std::size_t i = k; i < (one_by_one ? k + 1 : inputs.size()); ++i) append_input(*inputs[i], bytes);
  child_->put(bytes);
  turn.begin_wall_ns = wall_ns();
  child_->send();
  for (;;) {
    Reply reply;
    const Came came = wait(turn, reply);
    const std::int64_t now = wall_ns();
    ForeignAnswer answer;
    const bool goes_on = came == Came::reply && !reply.ends_child;
    if (came == Came::reply) {
      answer = answer_of(reply);
      // What it says of its clock must lie between what the kernel told before and after.
      const std::int64_t most = child_->cpu_ns().value_or(turn.begin_cpu_ns + turn.used_cpu_ns);
      const std::int64_t end = reply.cpu_ns < turn.begin_cpu_ns || reply.cpu_ns > most ? most : reply.cpu_ns;
      turn.used_cpu_ns = end - turn.begin_cpu_ns;
      turn.begin_cpu_ns = end;
      is_worn_ |= reply.worn;
      const exec::Limits& limits = engine_.limits();
      if (turn.used_cpu_ns >= limit_or_never(limits.cpu_ns)) {
        answer = answer_of_end(Came::cpu, 0);
      } else if (now - turn.begin_wall_ns >= limit_or_never(limits.wall_ns)) {
        answer = answer_of_end(Came::wall, 0);
      }
    } else {
      answer = answer_of_end(came, drop_child());
    }
    process_->out().drain();
    process_->err().drain();
    answer.out = process_->out().take();
    answer.err = process_->err().take();
    answer.cpu_ns = turn.used_cpu_ns;
    answer.wall_ns = now - turn.begin_wall_ns;
    if (came == Came::reply && !goes_on) drop_child();
    const bool wanted = take(k++, std::move(answer));
    if (!wanted || k == inputs.size()) {
      // Inputs that it was sent and that nobody wants are none of the next program's.
      if (child_ && !wanted && !one_by_one) drop_child();
      return false;
    }
    if (child_ && !is_shared_) {
      // What it has changed, files among it, is not to be met by the next input; the next renew() ends it with all that it started.
      child_->kill();
      child_.reset();
    }
    if (!child_) return true;
    if (is_spent(turn.begin_cpu_ns)) {
      drop_child();
      return true;
    }
    turn.used_cpu_ns = 0;
    turn.begin_wall_ns = now;
    if (!one_by_one) continue;
    bytes.clear();
    append_input(*inputs[k], bytes);
    child_->put(bytes);
    turn.begin_wall_ns = wall_ns();
    child_->send();
  }
}

Runner::Came Runner::wait(Turn& turn, Reply& reply) {
  const std::int64_t cpu_limit = limit_or_never(engine_.limits().cpu_ns), wall_limit = limit_or_never(engine_.limits().wall_ns);
  const std::int64_t wall_end = after(turn.begin_wall_ns, wall_limit);
  const auto read_cpu = [&] { turn.used_cpu_ns = child_->cpu_ns().value_or(turn.begin_cpu_ns) - turn.begin_cpu_ns; };
  std::int64_t look_at = after(turn.begin_wall_ns, std::min(cpu_limit, look_ns));
  for (;;) {
    switch (child_->next(reply)) {
      case ReplyReader::Got::reply: return Came::reply;
      case ReplyReader::Got::breach: return Came::breach;
      case ReplyReader::Got::nothing: break;
    }
    const std::int64_t now = wall_ns();
    if (cancellation_ != nullptr && cancellation_->cancelled()) {
      drop_child();
      throw exec::Stopped{};
    }
    if (now >= look_at) {
      read_cpu();
      if (turn.used_cpu_ns >= cpu_limit) return Came::cpu;
      // With several threads the CPU clock is the faster one.
      look_at = after(now, std::min(cpu_limit - turn.used_cpu_ns, look_ns));
    }
    if (now >= wall_end) {
      read_cpu();
      return Came::wall;
    }
    const std::int64_t next = std::min({look_at, wall_end, now + look_ns});
    const std::int64_t left = std::max<std::int64_t>(next - now, 0);
    const timespec most{static_cast<time_t>(left / 1'000'000'000), static_cast<long>(left % 1'000'000'000)};
    pollfd fds[] = {{child_->fd(), static_cast<short>(child_->has_to_send() ? POLLIN | POLLOUT : POLLIN), 0},
                    {process_->out_fd(), POLLIN, 0},
                    {process_->err_fd(), POLLIN, 0}};
    if (::ppoll(fds, std::size(fds), &most, nullptr) <= 0) continue;
    if ((fds[1].revents & POLLIN) != 0) process_->out().drain();
    if ((fds[2].revents & POLLIN) != 0) process_->err().drain();
    if ((fds[0].revents & POLLOUT) != 0) child_->send();
    if ((fds[0].revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
    if (!child_->receive()) {
      read_cpu();
      return Came::gone;
    }
  }
}

ForeignAnswer Runner::answer_of(const Reply& reply) const {
  ForeignAnswer answer;
  switch (reply.is) {
    case Reply::Is::answer:
      answer.grid = reply.grid();
      if (!answer.grid) {
        answer.kind = "wrong";
        answer.message = "no grid";
      }
      break;
    case Reply::Is::no_grid:
      answer.kind = "wrong";
      answer.message = printable(reply.body, longest_message);
      break;
    case Reply::Is::raised: {
      answer.is = ForeignAnswer::Is::raised;
      const std::size_t end = std::min(reply.body.find('\0'), reply.body.size());
      answer.kind = printable(std::string_view(reply.body).substr(0, end), longest_kind);
      if (answer.kind.empty()) answer.kind = "Exception";
      if (end < reply.body.size()) answer.message = printable(std::string_view(reply.body).substr(end + 1), longest_message);
      break;
    }
    case Reply::Is::memory:
      answer.is = ForeignAnswer::Is::memory;
      answer.kind = "memory";
      answer.message = "limit exceeded";
      break;
  }
  return answer;
}

ForeignAnswer Runner::answer_of_end(Came came, int status) const {
  ForeignAnswer answer;
  if (came == Came::cpu || came == Came::wall || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)) {
    answer.is = ForeignAnswer::Is::timeout;
    answer.kind = came == Came::wall ? "wall" : "cpu";
    answer.message = "limit exceeded";
    return answer;
  }
  answer.is = ForeignAnswer::Is::raised;
  if (came == Came::breach) {
    answer.kind = "Breach";
    answer.message = "it wrote into its connection";
  } else if (WIFEXITED(status) && WEXITSTATUS(status) != cut_off) {
    answer.kind = "Exit";
    answer.message = fmt::format("it ended its process with status {}", WEXITSTATUS(status));
  } else if (WIFEXITED(status) || WTERMSIG(status) == SIGKILL) {
    // By this rank, when its connection had closed; or by itself.
    answer.kind = "Exit";
    answer.message = "it closed its connection, or killed itself";
  } else {
    answer.kind = "Signal";
    answer.message = name_of_signal(WTERMSIG(status));
  }
  return answer;
}

}  // namespace battalion::python
