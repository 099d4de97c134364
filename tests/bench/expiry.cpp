// How late programs that would run for ever, or eat all memory, are stopped.
//
//   expiry [--json] [--cpu-limit MS] [--expiries N]
//
// Each hostile program is scored alone again and again, half of the time under a CPU limit (its overrun is the CPU
// time of the sample beyond the limit, the judging of nothing included) and half under a memory limit (its overrun is the
// growth of the process's resident memory beyond the limit). A row a program, then one for all.

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "arc/dataset.hpp"
#include "dsl/read_programs.hpp"
#include "score/scorer.hpp"

namespace {

using namespace battalion;

struct Hostile {
  const char* name;
  std::vector<const char*> lines;
};

/// Towers, doublings and quadratic work, each in another primitive's hands.
const std::vector<Hostile>& hostile_programs() {
  static const std::vector<Hostile> all = {
      {"power_tower", {"f = power(increment, 200)", "g = power(f, 200)", "h = power(g, 200)", "O = h(ZERO)"}},
      {"compose_deep", {"f0 = compose(increment, decrement)", "f1 = compose(f0, f0)", "f2 = compose(f1, f1)",
                        "f3 = power(f2, 800)", "f4 = lbind(apply, f3)", "O = f4(interval(ZERO, 1000000, ONE))"}},
      {"compose_wide", {"f0 = fork(add, identity, identity)", "f1 = compose(f0, rbind(multiply, ZERO))",
                        "f2 = power(f1, 900)", "f3 = lbind(apply, f2)", "O = f3(interval(ZERO, 1000000, ONE))"}},
      {"product_grown", {"a = asindices(canvas(ZERO, (30, 30)))", "b = product(a, a)", "O = product(b, b)"}},
      {"apply_grown", {"s = interval(ZERO, 200000, ONE)", "f = rbind(interval, ONE)", "g = lbind(f, ZERO)",
                       "O = apply(g, s)"}},
      {"mapply_sets", {"a = asindices(canvas(ZERO, (30, 30)))", "f = lbind(shift, a)", "O = mapply(f, product(a, a))"}},
      {"upscale_chain", {"a = upscale(I, TEN)", "b = upscale(a, TEN)", "c = upscale(b, TEN)", "O = upscale(c, TEN)"}},
      {"upscale_object", {"a = asobject(upscale(I, THREE))", "b = upscale(a, TEN)", "c = upscale(b, TEN)", "O = c"}},
      {"interval_huge", {"O = interval(ZERO, 1000000000, ONE)"}},
      {"interval_summed", {"s = interval(ZERO, 3000000, ONE)", "f = rbind(multiply, TWO)", "t = apply(f, s)",
                           "u = apply(f, t)", "v = apply(f, u)", "O = apply(f, v)"}},
      {"repeat_repeats", {"f = rbind(repeat, TEN)", "g = power(f, 20)", "h = fork(combine, merge, merge)", "k = power(h, 18)", "O = k(g(I))"}},
      {"dedupe_quadratic", {"s = interval(ZERO, 3000000, ONE)", "O = dedupe(s)"}},
      {"dedupe_grids", {"f = rbind(repeat, NINE)", "s = interval(ZERO, 1000000, ONE)", "O = dedupe(apply(f, s))"}},
      {"manhattan_large", {"a = asindices(canvas(ZERO, (300, 300)))", "b = shift(a, (1000, 1000))",
                           "O = manhattan(a, b)"}},
      {"gravitate_large", {"a = asindices(canvas(ZERO, (200, 200)))", "b = shift(a, (1000, ZERO))", "O = gravitate(a, b)"}},
      {"order_slow_keys", {"a = asindices(canvas(ZERO, (30, 30)))", "f = power(identity, 300)", "g = power(f, 500)",
                           "O = order(a, g)"}},
      {"sort_long", {"s = interval(3000000, ZERO, NEG_ONE)", "O = order(s, identity)"}},
      {"set_order_long", {"a = asindices(canvas(ZERO, (1500, 1500)))", "b = shift(a, (7, 7))", "O = totuple(b)"}},
      {"sfilter_nested", {"a = asindices(canvas(ZERO, (100, 100)))", "f = rbind(contained, a)", "g = lbind(sfilter, a)",
                          "h = g(f)", "k = rbind(sfilter, f)", "m = power(k, 900)", "O = m(h)"}},
      {"objects_many", {"a = canvas(ZERO, (1000, 1000))", "b = objects(a, T, T, F)", "O = order(b, size)"}},
      {"concat_doubling", {"f = fork(hconcat, identity, identity)", "g = power(f, 40)", "O = g(I)"}},
      {"rot_tower", {"a = canvas(ZERO, (300, 300))", "f = power(rot90, 400)", "g = power(f, 400)", "O = g(a)"}},
  };
  return all;
}

std::vector<dsl::Program> parsed(const Hostile& hostile) {
  std::string text = fmt::format("def solve_{}(I):\n", hostile.name);
  for (const char* line : hostile.lines) text += fmt::format("    {}\n", line);
  dsl::ProgramSet set = dsl::parse_programs(dsl::SourceFile{"hostile.py", text + "    return O\n"});
  if (set.programs.size() != 1) {
    fmt::print(stderr, "expiry: {}\n", set.problems.empty() ? "no program" : set.problems[0].text());
    std::exit(2);
  }
  return std::move(set.programs);
}

/// One task of `n` demos with the same small input.
arc::Dataset samples(std::uint32_t n) {
  arc::Task task;
  task.id = "hostile";
  arc::Grid grid;
  grid.height = grid.width = 10;
  for (int k = 0; k < 100; ++k) grid.cells.push_back(static_cast<std::int8_t>(k * 7 % 10));
  for (std::uint32_t k = 0; k < n; ++k) task.samples.push_back({arc::Split::demo, k, grid, grid});
  task.demo_count = n;
  return arc::Dataset({task});
}

/// A field of /proc/self/status, in bytes.
std::int64_t status_bytes(const std::string& field) {
  std::ifstream in("/proc/self/status");
  std::string word;
  while (in >> word) {
    std::int64_t kb = 0;
    if (word == field + ":" && in >> kb) return kb * 1024;
  }
  return 0;
}

/// Resident memory that scoring takes at its peak, beyond what there was before.
template <class Fn>
std::int64_t peak_bytes(const Fn& fn) {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
  const std::int64_t before = status_bytes("VmRSS");
  fn();
  return status_bytes("VmHWM") - before;
}

struct Row {
  std::string program;
  std::uint64_t by_time = 0, by_memory = 0, ended = 0;  ///< of the samples under the CPU limit
  std::vector<double> late_ms;                          ///< of those by time
  std::string under_memory_limit;                       ///< outcome there
  double memory_share = 0;                              ///< peak over the memory limit
};

double quantile(std::vector<double> v, double q) {
  if (v.empty()) return 0;
  std::sort(v.begin(), v.end());
  return v[std::min(v.size() - 1, static_cast<std::size_t>(q * static_cast<double>(v.size())))];
}

Row measure(const Hostile& hostile, double limit_ms, std::uint32_t count) {
  Row row{.program = hostile.name, .by_time = 0, .by_memory = 0, .ended = 0, .late_ms = {}, .under_memory_limit = {},
          .memory_share = 0};
  const auto programs = parsed(hostile);
  const auto score_all = [&](std::uint32_t n, const exec::Limits& limits, std::size_t warm) {
    const arc::Dataset dataset = samples(n);
    score::ScoreOptions options;
    options.limits = limits;
    options.warm_bytes = warm;
    score::Scorer scorer(dataset, programs, options);
    return scorer.score({UnitId(0), TaskId(0), 0, n, {ProgramId(0)}});
  };
  const auto limit_ns = static_cast<std::int64_t>(limit_ms * 1e6);
  const score::UnitResult timed = score_all(count, {limit_ns, 10'000'000'000, 0, 1ull << 30}, std::size_t{4} << 20);
  for (std::uint32_t s = 0; s < count; ++s) {
    const score::Outcome outcome = timed.cells[s].kind();
    if (outcome == score::Outcome::timeout) {
      ++row.by_time;
      row.late_ms.push_back(static_cast<double>(timed.timings[s].cpu_ns - limit_ns) / 1e6);
    } else {
      ++(outcome == score::Outcome::memory ? row.by_memory : row.ended);
    }
  }
  constexpr std::uint64_t memory_limit = 256 << 20;
  const std::int64_t peak = peak_bytes([&] {
    const auto r = score_all(1, {2'000'000'000, 10'000'000'000, 0, memory_limit}, 0);
    row.under_memory_limit = std::string(score::name(r.cells[0].kind()));
  });
  row.memory_share = static_cast<double>(peak) / static_cast<double>(memory_limit);
  return row;
}

void print(const Row& row, bool json) {
  const double p50 = quantile(row.late_ms, 0.5), p99 = quantile(row.late_ms, 0.99), worst = quantile(row.late_ms, 1);
  if (json) {
    fmt::print("{{\"program\":\"{}\",\"expiries\":{},\"by_memory\":{},\"ended\":{},\"late_p50_ms\":{:.4f},\"late_p99_ms\":"
               "{:.4f},\"late_worst_ms\":{:.4f},\"under_memory_limit\":\"{}\",\"memory_share\":{:.3f}}}\n",
               row.program, row.by_time, row.by_memory, row.ended, p50, p99, worst, row.under_memory_limit,
               row.memory_share);
  } else {
    fmt::print("{:<18} {:>8} {:>9} {:>6} {:>9.3f} {:>9.3f} {:>9.3f}   {:<8} {:>6.1f} %\n", row.program, row.by_time,
               row.by_memory, row.ended, p50, p99, worst, row.under_memory_limit, 100 * row.memory_share);
  }
}

}  // namespace

int main(int argc, char** argv) {
  bool json = false;
  double limit_ms = 20;
  int expiries = 1300;
  for (int k = 1; k < argc; ++k) {
    const auto value = [&] { return k + 1 < argc ? std::atof(argv[++k]) : 0.0; };
    if (std::strcmp(argv[k], "--json") == 0) {
      json = true;
    } else if (std::strcmp(argv[k], "--cpu-limit") == 0 && (limit_ms = value()) > 0) {
    } else if (std::strcmp(argv[k], "--expiries") == 0 && (expiries = static_cast<int>(value())) > 0) {
    } else {
      fmt::print(stderr, "expiry: '{}' is no option, or its value no positive number (there are --json, --cpu-limit MS,"
                         " --expiries N)\n", argv[k]);
      return 2;
    }
  }
  const auto& programs = hostile_programs();
  const auto each = static_cast<std::uint32_t>((static_cast<std::size_t>(expiries) + programs.size() - 1) / programs.size());
  if (!json) {
    fmt::print("{:<18} {:>8} {:>9} {:>6} {:>9} {:>9} {:>9}   {:<8} {:>8}\n", "program", "by time", "by memory", "ended",
               "late p50", "p99", "worst ms", "256 MiB", "of it");
  }
  Row all;
  all.program = "all";
  for (const Hostile& hostile : programs) {
    const Row row = measure(hostile, limit_ms, each);
    print(row, json);
    all.by_time += row.by_time;
    all.by_memory += row.by_memory;
    all.ended += row.ended;
    all.late_ms.insert(all.late_ms.end(), row.late_ms.begin(), row.late_ms.end());
    all.memory_share = std::max(all.memory_share, row.memory_share);
  }
  print(all, json);
  return 0;
}
