// The bit-plane engine beside the interpreter, pair by pair: do they tell the same, and what does a pair cost?
//
//   engines [--json] [--set-order cpython|canonical] [--level NAME] [--top N] TASKS PROGRAMS...
//
// Every program of the files or folders meets every sample of the dataset, once with the interpreter and once at each level
// that this machine has (or the one named), nodes shared as in a sweep; limits are a sweep's. Outcome with the set-order flag,
// right cells, digest and error are compared, but where a limit of time ended either; and the interpreter's memory with its bound. A row a set order and level: pairs, how
// many the engine answered, how many differ (the first few are shown), and the microseconds of a pair: answered, given up and
// told by the interpreter, and by the interpreter alone. --top adds, for the first level, the programs that cost most and why.
// Exit status: 0; 1 where a pair differs; 2 for bad input.

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "arc/read_dataset.hpp"
#include "base/clock.hpp"
#include "base/contract.hpp"
#include "bench/bench_main.hpp"
#include "bench/same_verdict.hpp"
#include "dsl/read_programs.hpp"
#include "score/evaluator.hpp"
#include "score/lane_evaluator.hpp"
#include "score/lowered_battery.hpp"

namespace {

using namespace battalion;
using namespace battalion::score;
using bench::same;

constexpr exec::Limits limits{.cpu_ns = 1'000'000'000, .wall_ns = 10'000'000'000, .steps = 0, .memory = std::uint64_t{256} << 20};

struct Cost {
  long pairs = 0, given_up = 0;
  std::int64_t answered_ns = 0, wasted_ns = 0, interpreter_ns = 0;

  std::int64_t all_ns() const { return answered_ns + wasted_ns + interpreter_ns; }
  void add(const Cost& c) {
    pairs += c.pairs, given_up += c.given_up;
    answered_ns += c.answered_ns, wasted_ns += c.wasted_ns, interpreter_ns += c.interpreter_ns;
  }
};

struct Row {
  std::vector<Cost> costs;                ///< [program]
  std::map<std::string, Cost> reasons;    ///< of what was given up
  std::vector<std::string> differences;   ///< the first few
  long differ = 0;
  std::int64_t alone_ns = 0;              ///< of the interpreter, all pairs

  Cost total() const {
    Cost all;
    for (const Cost& c : costs) all.add(c);
    return all;
  }
};

bool out_of_time(const Verdict& v) { return v.cell.kind() == Outcome::timeout; }

class Comparison {
 public:
  Comparison(const arc::Dataset& dataset, std::span<const dsl::Program> programs)
      : dataset_(dataset), programs_(programs), graph_(programs), lowered_(graph_) {}

  std::vector<Row> run(dsl::SetOrder order, std::span<const kernels::Level> levels) {
    std::vector<Row> rows(levels.size());
    for (Row& r : rows) r.costs.resize(programs_.size());
    Evaluator alone(graph_, order, limits), rest(graph_, order, limits);
    std::vector<std::unique_ptr<LaneEvaluator>> lanes;
    for (const kernels::Level& l : levels) lanes.push_back(std::make_unique<LaneEvaluator>(graph_, lowered_, order, limits, nullptr, l));
    std::vector<Verdict> told(programs_.size());
    std::vector<std::uint64_t> memory(programs_.size());
    for (const arc::Task& task : dataset_.tasks()) {
      for (std::size_t s = 0; s < task.samples.size(); ++s) {
        const arc::Sample& sample = task.samples[s];
        alone.start_sample(sample.input);
        const std::int64_t start = wall_ns();
        for (std::uint32_t p = 0; p < programs_.size(); ++p) {
          const Evaluation e = alone.evaluate(ProgramId(p));
          memory[p] = e.usage.memory;
          told[p] = judge(e, sample, false);
        }
        for (Row& r : rows) r.alone_ns += wall_ns() - start;
        for (std::size_t l = 0; l < levels.size(); ++l) {
          lanes[l]->start_sample(sample);
          rest.start_sample(sample.input);
          for (std::uint32_t p = 0; p < programs_.size(); ++p) {
            compare(*lanes[l], rest, ProgramId(p), sample, told[p], memory[p], rows[l],
                    [&] { return fmt::format("{} on sample {} of {}", programs_[p].name, s, task.id); });
          }
        }
      }
    }
    return rows;
  }
  std::string why_not(std::size_t program) const { return lowered_.why_not(ProgramId(static_cast<std::uint32_t>(program))); }

 private:
  template <class Where>
  void compare(LaneEvaluator& lanes, Evaluator& rest, ProgramId p, const arc::Sample& sample, const Verdict& told, std::uint64_t memory, Row& row,
               const Where& where) {
    Cost c{.pairs = 1};
    const std::int64_t start = wall_ns();
    const auto v = lanes.evaluate(p, false);
    const std::int64_t end = wall_ns();
    if (v) {
      c.answered_ns = end - start;
      if (!out_of_time(*v) && !out_of_time(told) && !same(*v, told)) {
        if (++row.differ <= 5) row.differences.push_back(where());
      }
      // What the interpreter is charged is no more than the lanes' bound.
      if (memory > lanes.most_memory() && ++row.differ <= 5) {
        row.differences.push_back(where() + fmt::format(": {} bytes of memory, {} at most", memory, lanes.most_memory()));
      }
    } else {
      (void)judge(rest.evaluate(p), sample, false);
      c.given_up = 1, c.wasted_ns = end - start, c.interpreter_ns = wall_ns() - end;
      row.reasons[std::string(lanes.punt())].add(c);
    }
    row.costs[p.value].add(c);
  }

  const arc::Dataset& dataset_;
  const std::span<const dsl::Program> programs_;
  const battery::Graph graph_;
  const LoweredBattery lowered_;
};

double us(std::int64_t ns, long pairs) { return pairs == 0 ? 0 : static_cast<double>(ns) / 1e3 / static_cast<double>(pairs); }

void print(const char* order, const char* level, const Row& r, bool json) {
  const Cost t = r.total();
  const long answered = t.pairs - t.given_up;
  if (json) {
    std::string reasons;
    for (const auto& [why, c] : r.reasons) reasons += fmt::format("{}\"{}\":{}", reasons.empty() ? "" : ",", why, c.given_up);
    fmt::print("{{\"set_order\":\"{}\",\"level\":\"{}\",\"pairs\":{},\"answered\":{},\"differ\":{},\"us_a_pair\":{:.3f},"
               "\"interpreter_us_a_pair\":{:.3f},\"given_up\":{{{}}}}}\n",
               order, level, t.pairs, answered, r.differ, us(t.all_ns(), t.pairs), us(r.alone_ns, t.pairs), reasons);
    return;
  }
  fmt::print("{:<10} {:<6} {:>9} {:>8.2f} % {:>7} {:>9.2f} = {:>6.2f} + {:>6.2f} + {:>6.2f} {:>9.2f}\n", order, level, t.pairs,
             100.0 * static_cast<double>(answered) / static_cast<double>(std::max(t.pairs, 1L)), r.differ, us(t.all_ns(), t.pairs),
             us(t.answered_ns, t.pairs), us(t.wasted_ns, t.pairs), us(t.interpreter_ns, t.pairs), us(r.alone_ns, t.pairs));
  for (const std::string& d : r.differences) fmt::print("  differs: {}\n", d);
}

void print_dearest(const Row& r, std::span<const dsl::Program> programs, const Comparison& comparison, std::size_t top) {
  const Cost t = r.total();
  for (const auto& [why, c] : r.reasons) {
    fmt::print("  {:<12} {:>8} pairs, {:6.3f} us of each pair\n", why, c.given_up, us(c.wasted_ns + c.interpreter_ns, t.pairs));
  }
  std::vector<std::size_t> order(programs.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return r.costs[a].all_ns() > r.costs[b].all_ns(); });
  for (std::size_t k = 0; k < std::min(top, order.size()); ++k) {
    const Cost& c = r.costs[order[k]];
    fmt::print("  {:<20} {:5.2f} %  {:8.2f} + {:7.2f} + {:8.2f} us, {} of {} given up {}\n", programs[order[k]].name,
               100.0 * static_cast<double>(c.all_ns()) / static_cast<double>(std::max<std::int64_t>(t.all_ns(), 1)),
               us(c.answered_ns, c.pairs), us(c.wasted_ns, c.pairs), us(c.interpreter_ns, c.pairs), c.given_up, c.pairs,
               comparison.why_not(order[k]));
  }
}

int run(int argc, char** argv) {
  bool json = false;
  std::size_t top = 0;
  std::string only_order, only_level;
  std::vector<std::filesystem::path> paths;
  for (int k = 1; k < argc; ++k) {
    const std::string_view word = argv[k];
    const bool more = k + 1 < argc;
    if (word == "--json") {
      json = true;
    } else if (word == "--set-order" && more) {
      only_order = argv[++k];
    } else if (word == "--level" && more) {
      only_level = argv[++k];
    } else if (word == "--top" && more) {
      top = static_cast<std::size_t>(std::atoi(argv[++k]));
    } else if (!word.starts_with("--")) {
      paths.emplace_back(word);
    } else {
      fail_input("engines: '{}' is no option, or its value is missing (see the head of tests/bench/engines.cpp)", word);
    }
  }
  if (paths.size() < 2) fail_input("engines: no programs (TASKS PROGRAMS... are needed) see the head of tests/bench/engines.cpp");
  std::vector<kernels::Level> levels;
  for (const kernels::Level& l : kernels::levels()) {
    if (only_level.empty() || only_level == l.name) levels.push_back(l);
  }
  if (levels.empty()) fail_input("engines: this machine has no level '{}'", only_level);
  const arc::Dataset dataset = arc::read_dataset(paths[0]);
  const dsl::ProgramSet set = dsl::parse_programs(dsl::load_sources(std::span(paths).subspan(1)));
  Comparison comparison(dataset, set.programs);
  if (!json) {
    fmt::print("{:<10} {:<6} {:>9} {:>10} {:>7} {:>9} = {:>6} + {:>6} + {:>6} {:>9}\n", "set order", "level", "pairs", "answered",
               "differ", "us a pair", "told", "wasted", "rest", "alone");
  }
  long differ = 0;
  for (const auto& [order, name] : {std::pair(dsl::SetOrder::canonical, "canonical"), std::pair(dsl::SetOrder::cpython, "cpython")}) {
    if (!only_order.empty() && only_order != name) continue;
    const auto rows = comparison.run(order, levels);
    for (std::size_t l = 0; l < levels.size(); ++l) {
      print(name, levels[l].name, rows[l], json);
      differ += rows[l].differ;
    }
    if (top > 0) print_dearest(rows[0], set.programs, comparison, top);
  }
  return differ == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) { return battalion::bench::ended(&run, argc, argv); }
