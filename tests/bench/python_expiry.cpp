// How late programs in Python that would run for ever are stopped, and how soon the next input is at work.
//
//   python_expiry [--json] [--cpu-limit MS] [--expiries N] [--python PATH]
//
// Each endless program meets inputs on which it loops, and between them inputs that it answers at once. Overrun: CPU time of its process
// beyond the limit when it was stopped. Late: wall time from when the input was begun to when its outcome was there, beyond the limit; on
// an idle machine the same, beside busy processes more. Recovery: from then to the answer on the next input, which takes a new process.

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/contract.hpp"
#include "python/engine.hpp"
#include "python/read_programs.hpp"

namespace {

using namespace battalion;

struct Endless {
  const char* name;
  const char* loop;
};
constexpr Endless programs[] = {
    {"loop", "while True: pass"},
    {"big_power", "9 ** 9 ** 9"},
    {"backtracking", "__import__('re').match('(a+)+$', 'a' * 60 + 'b')"},
    {"sorting", "while True: sorted(range(1000000), key=lambda x: -x)"},
    {"print", "while True: print('x' * 10000)"},
    {"threads", "t = [__import__('threading').Thread(target=lambda: exec('while True: pass'), daemon=True) for _ in range(4)]; [x.start() for x in t]; t[0].join()"},
};

double ms(std::int64_t ns) { return static_cast<double>(ns) * 1e-6; }

double quantile(std::vector<std::int64_t> all, double q) {
  std::sort(all.begin(), all.end());
  return all.empty() ? 0 : ms(all[std::min(all.size() - 1, static_cast<std::size_t>(q * static_cast<double>(all.size())))]);
}

struct Row {
  std::string name;
  std::vector<std::int64_t> overrun, late, recovery;
};

Row measure(python::Engine& engine, const Endless& endless, std::int64_t limit_ns, int expiries) {
  Row row{endless.name, {}, {}, {}};
  const dsl::Program program = python::make_program(
      endless.name, "bench", 1, fmt::format("def transform(grid):\n    if grid[0][0] == 1:\n        {}\n    return grid\n", endless.loop), "transform");
  const arc::Grid loops{1, 1, {1}}, answers{1, 1, {2}};
  std::vector<const arc::Grid*> inputs = {&answers};
  for (int k = 0; k < expiries; ++k) inputs.insert(inputs.end(), {&loops, &answers});
  const auto worker = engine.make_worker(nullptr);
  std::int64_t last = 0;
  worker->run(program, inputs, false, [&](std::size_t k, score::ForeignAnswer answer) {
    const std::int64_t now = wall_ns();
    if (k % 2 == 1) {
      if (answer.is != score::ForeignAnswer::Is::timeout) {
        fmt::print(stderr, "python_expiry: {} was not stopped: {} {}\n", endless.name, answer.kind, answer.message);
        std::exit(1);
      }
      row.overrun.push_back(answer.cpu_ns - limit_ns);
      row.late.push_back(answer.wall_ns - limit_ns);
    } else if (k > 0) {
      row.recovery.push_back(now - last);
    }
    last = now;
    return true;
  });
  return row;
}

void print(const Row& row, bool json) {
  const double values[] = {quantile(row.overrun, 0.5), quantile(row.overrun, 0.99), quantile(row.overrun, 1), quantile(row.late, 0.5),
                           quantile(row.late, 0.99),   quantile(row.late, 1),       quantile(row.recovery, 0.5), quantile(row.recovery, 0.99),
                           quantile(row.recovery, 1)};
  if (!json) {
    fmt::print("{:<14}{:>9}", row.name, row.overrun.size());
    for (const double v : values) fmt::print("{:>9.2f}", v);
    fmt::print("\n");
    return;
  }
  static constexpr const char* names[] = {"overrun_ms_median",  "overrun_ms_p99",  "overrun_ms_most",     "late_ms_median",  "late_ms_p99",
                                          "late_ms_most", "recovery_ms_median", "recovery_ms_p99", "recovery_ms_most"};
  fmt::print("{{\"name\": \"{}\", \"expiries\": {}", row.name, row.overrun.size());
  for (std::size_t k = 0; k < std::size(values); ++k) fmt::print(", \"{}\": {:.3f}", names[k], values[k]);
  fmt::print("}}\n");
}

}  // namespace

int main(int argc, char** argv) {
  bool json = false;
  std::int64_t limit_ns = 100'000'000;
  int expiries = 50;
  std::string path = "python3";
  for (int a = 1; a < argc; ++a) {
    const bool has_value = a + 1 < argc;
    if (std::strcmp(argv[a], "--json") == 0) {
      json = true;
    } else if (has_value && std::strcmp(argv[a], "--cpu-limit") == 0) {
      limit_ns = std::atoll(argv[++a]) * 1'000'000;
    } else if (has_value && std::strcmp(argv[a], "--expiries") == 0) {
      expiries = std::atoi(argv[++a]);
    } else if (has_value && std::strcmp(argv[a], "--python") == 0) {
      path = argv[++a];
    } else {
      fmt::print(stderr, "usage: python_expiry [--json] [--cpu-limit MS] [--expiries N] [--python PATH]\n");
      return 2;
    }
  }
  try {
    python::Engine engine({.interpreter = python::find_interpreter(path, false),
                           .limits = {.cpu_ns = limit_ns, .wall_ns = 60'000'000'000, .steps = 0, .memory = 1ull << 30},
                           .arrays = false,
                           .imports_numpy = false,
                           .hidden = {}});
    if (!json) {
      fmt::print("{:<14}{:>9}{:>27}{:>27}{:>27}\n{:<23}", "ms", "expiries", "CPU beyond the limit", "wall beyond the limit", "recovery", "");
      for (int k = 0; k < 3; ++k) fmt::print("{:>9}{:>9}{:>9}", "median", "p99", "most");
      fmt::print("\n");
    }
    Row all{"all", {}, {}, {}};
    for (const Endless& e : programs) {
      const Row row = measure(engine, e, limit_ns, expiries);
      print(row, json);
      all.overrun.insert(all.overrun.end(), row.overrun.begin(), row.overrun.end());
      all.late.insert(all.late.end(), row.late.begin(), row.late.end());
      all.recovery.insert(all.recovery.end(), row.recovery.begin(), row.recovery.end());
    }
    print(all, json);
  } catch (const std::exception& error) {
    fmt::print(stderr, "python_expiry: {}\n", error.what());
    return 2;
  }
  return 0;
}
