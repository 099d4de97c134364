// What a timed call costs where nothing expires, beside a plain call: empty bodies, many at once.
//
//   timed_calls [--json]
//
// A row for each number of workers: nanoseconds a call by the wall clock, of the fastest of several rounds.

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/clock.hpp"
#include "exec/executor.hpp"

namespace {

using namespace battalion;

constexpr int calls = 20'000, rounds = 15;

template <class Fn>
double least_ns(const Fn& fn) {
  double least = std::numeric_limits<double>::max();
  for (int k = 0; k < rounds; ++k) {
    const std::int64_t start = wall_ns();
    fn();
    least = std::min(least, static_cast<double>(wall_ns() - start) / calls);
  }
  return least;
}

}  // namespace

int main(int argc, char** argv) {
  const bool json = argc == 2 && std::strcmp(argv[1], "--json") == 0;
  if (argc != 1 && !json) {
    fmt::print(stderr, "timed_calls: '{}' is no option (there is --json) leave it out\n", argv[1]);
    return 2;
  }
  const exec::Terms terms{.limits = {.cpu_ns = 1'000'000'000, .wall_ns = 10'000'000'000, .steps = 1'000'000'000, .memory = std::uint64_t{1} << 30}};
  if (!json) fmt::print("{:>7} {:>16} {:>16}\n", "workers", "plain, ns a call", "timed, ns a call");
  for (const int workers : {1, 2}) {
    exec::Executor executor(workers);
    const double plain = least_ns([&] { executor.run(calls, [](int) {}); });
    const double timed = least_ns([&] { executor.run_timed(calls, terms, [](exec::CallContext&, int) {}); });
    fmt::print(fmt::runtime(json ? "{{\"workers\":{},\"plain_ns\":{:.1f},\"timed_ns\":{:.1f}}}\n" : "{:>7} {:>16.1f} {:>16.1f}\n"), workers, plain, timed);
  }
  return 0;
}
