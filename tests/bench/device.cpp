// The bit-plane engine on a device beside CPU lanes: do they tell the same, pair by pair, and how many pairs does each tell a second?
//
//   device [--json] [--set-order cpython|canonical] [--repeat N] [--compare N] [--top N] [--warps N] [--scratch MIB] [--copies N] [--patience US] [--file-order] TASKS PROGRAMS...
//
// Every program of the files or folders that was lowered meets every sample of the dataset on the first device, N times over (once
// unless told): program by program, the dearest first as the first time tells, samples by their size, the largest first; with
// --file-order as they come. --copies: so many times the same in one launch, to fill the device. --warps and --scratch: of a block and for each warp, as kernels/cuda/engine.hpp says. What it tells is compared with the lanes of one core of its host, and
// where these cannot tell with the interpreter: outcome with the set-order flag, right cells, digest and error, for every pair (or
// every N-th). A row a set order: pairs, how many the device told, how many differ (the first few are shown), pairs a second on the
// device and on the host's core, as told and with what they could not tell left out. --top adds the programs that took the device longest.
// Exit status: 0; 1 where a pair differs; 2 for bad input; 3 where there is no device.

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "arc/read_dataset.hpp"
#include "base/clock.hpp"
#include "base/contract.hpp"
#include "bench/bench_main.hpp"
#include "bench/same_verdict.hpp"
#include "dsl/read_programs.hpp"
#include "kernels/cuda/engine.hpp"
#include "score/evaluator.hpp"
#include "score/lane_evaluator.hpp"
#include "score/lowered_battery.hpp"
#include "score/pair_verdict.hpp"
#include "score/program_images.hpp"

namespace {

using namespace battalion;
using namespace battalion::score;
using bench::same;
namespace cuda = kernels::cuda;

constexpr exec::Limits limits;  // a sweep's

struct Asked {
  bool json = false, file_order = false;
  std::string order;
  std::size_t repeat = 1, compare = 1, top = 0, warps = 32, scratch = 2, copies = 1, patience_us = 1'000'000;
  std::vector<std::filesystem::path> paths;
};

struct Row {
  std::size_t pairs = 0, told = 0, compared = 0, differ = 0, runs = 0;
  std::map<std::string, std::size_t> punts;
  std::vector<std::string> differences;  ///< the first few
  std::vector<float> ms;                 ///< [repeat] of the device
  std::vector<std::uint32_t> pair_us;    ///< of told pairs, sorted
  std::int64_t lanes_ns = 0, lanes_pairs = 0;
  std::vector<std::uint64_t> program_ns; ///< [program] of the device's clock, all its samples
};

class Bench {
 public:
  Bench(const arc::Dataset& dataset, std::span<const dsl::Program> programs, const Asked& asked)
      : dataset_(dataset), programs_(programs), asked_(asked), graph_(programs), lowered_(graph_), images_(programs) {
    for (const arc::Task& t : dataset.tasks()) {
      for (const arc::Sample& s : t.samples) {
        samples_.push_back(&s);
        forms_.push_back(to_pair_sample(s));
      }
    }
    for (std::uint32_t p = 0; p < programs.size(); ++p) {
      const std::uint32_t image = images_.image_of(ProgramId(p));
      if (image == ProgramImages::none) continue;
      for (std::uint32_t s = 0; s < samples_.size(); ++s) {
        pairs_.push_back({image, s});
        of_.push_back(p);
      }
    }
    if (!asked.file_order) {
      arrange([&](std::size_t a, std::size_t b) {
        return std::pair(of_[a], area(pairs_[a].sample)) < std::pair(of_[b], area(pairs_[b].sample));
      });
    }
  }

  Row run(dsl::SetOrder order, const cuda::Device& device) {
    Row row;
    row.pairs = pairs_.size();
    row.program_ns.resize(programs_.size());
    cuda::EngineOptions options;
    options.limits = {.patience_ns = asked_.patience_us * 1000, .memory = limits.memory, .cpython = order == dsl::SetOrder::cpython};
    options.warps_a_block = static_cast<int>(asked_.warps);
    options.scratch_a_warp = asked_.scratch << 20;
    options.most_pairs = static_cast<std::uint32_t>(pairs_.size() * asked_.copies);
    cuda::Engine engine(device, images_.images(), forms_, options);
    std::vector<kernels::PairAnswer> first;
    for (std::size_t r = 0; r < asked_.repeat; ++r) {
      // Copies of a program's samples one after the other: side by side, equal pairs would go in step better than others.
      std::vector<cuda::Pairing> launched;
      std::vector<std::size_t> first_copy;
      for (std::size_t from = 0, to = 0; from < pairs_.size(); from = to) {
        while (to < pairs_.size() && pairs_[to].program == pairs_[from].program) ++to;
        for (std::size_t k = from; k < to; ++k) first_copy.push_back(launched.size() + k - from);
        for (std::size_t c = 0; c < asked_.copies; ++c) {
          launched.insert(launched.end(), pairs_.begin() + static_cast<std::ptrdiff_t>(from), pairs_.begin() + static_cast<std::ptrdiff_t>(to));
        }
      }
      engine.start(0, launched);
      const auto all_answers = engine.finish(0);
      std::vector<kernels::PairAnswer> answers;
      for (const std::size_t k : first_copy) answers.push_back(all_answers[k]);
      row.ms.push_back(engine.spent_ms(0));
      if (r == 0) {
        first.assign(answers.begin(), answers.end());
        if (!asked_.file_order) put_dear_first(first);
      } else {
        for (std::size_t k = 0; k < answers.size(); ++k) {
          const kernels::PairAnswer &a = answers[k], &b = first[k];
          if (is_late(a) || is_late(b)) continue;
          if (a.digest == b.digest && a.right == b.right && a.outcome == b.outcome && a.reason == b.reason && a.ordered == b.ordered) continue;
          differs(row, k, fmt::format("on repeat {}", r));
        }
      }
    }
    look(first, row);
    compare(first, order, row);
    return row;
  }

 private:
  std::size_t area(std::uint32_t sample) const { return samples_[sample]->input.cells.size(); }
  template <class Less>
  void arrange(const Less& less, std::vector<kernels::PairAnswer>* with = nullptr) {
    std::vector<std::size_t> order(pairs_.size());
    for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
    std::stable_sort(order.begin(), order.end(), less);
    std::vector<cuda::Pairing> pairs;
    std::vector<std::uint32_t> of;
    std::vector<kernels::PairAnswer> answers;
    for (const std::size_t k : order) {
      pairs.push_back(pairs_[k]), of.push_back(of_[k]);
      if (with != nullptr) answers.push_back((*with)[k]);
    }
    pairs_ = std::move(pairs), of_ = std::move(of);
    if (with != nullptr) *with = std::move(answers);
  }
  /// Programs by what they cost the device, the dearest first: the last ones to end are short then.
  void put_dear_first(std::vector<kernels::PairAnswer>& answers) {
    std::vector<std::uint64_t> cost(programs_.size());
    for (std::size_t k = 0; k < answers.size(); ++k) cost[of_[k]] += answers[k].time_ns;
    arrange(
        [&](std::size_t a, std::size_t b) {
          return std::tuple(cost[of_[b]], of_[a], area(pairs_[b].sample)) < std::tuple(cost[of_[a]], of_[b], area(pairs_[a].sample));
        },
        &answers);
  }
  static bool is_late(const kernels::PairAnswer& a) { return a.outcome == kernels::PairOutcome::punted && a.reason == kernels::punt_late; }
  void differs(Row& row, std::size_t k, const std::string& how) {
    if (++row.differ > 8) return;
    row.differences.push_back(fmt::format("{} on sample {}: {}", programs_[of_[k]].name, pairs_[k].sample, how));
  }
  void look(const std::vector<kernels::PairAnswer>& answers, Row& row) {
    for (std::size_t k = 0; k < answers.size(); ++k) {
      row.program_ns[of_[k]] += answers[k].time_ns;
      if (const char* why = punt_of(answers[k])) {
        ++row.punts[why];
      } else {
        ++row.told;
        row.pair_us.push_back(answers[k].time_ns / 1000);
      }
    }
    std::sort(row.pair_us.begin(), row.pair_us.end());
  }
  void compare(const std::vector<kernels::PairAnswer>& answers, dsl::SetOrder order, Row& row) {
    LaneEvaluator lanes(graph_, lowered_, order, limits);
    Evaluator alone(graph_, order, limits);
    std::vector<std::vector<std::size_t>> of_sample(samples_.size());
    for (std::size_t k = 0; k < pairs_.size(); k += asked_.compare) of_sample[pairs_[k].sample].push_back(k);
    std::vector<std::optional<Verdict>> told;
    for (std::size_t s = 0; s < samples_.size(); ++s) {
      const arc::Sample& sample = *samples_[s];
      told.clear();
      const std::int64_t start = wall_ns();
      lanes.start_sample(sample);
      for (const std::size_t k : of_sample[s]) told.push_back(lanes.evaluate(ProgramId(of_[k]), false));
      row.lanes_ns += wall_ns() - start;
      row.lanes_pairs += static_cast<std::int64_t>(told.size());
      alone.start_sample(sample.input);
      for (std::size_t n = 0; n < told.size(); ++n) {
        const std::size_t k = of_sample[s][n];
        const auto here = verdict_of(answers[k]);
        if (!here) continue;
        const ProgramId p(of_[k]);
        const Verdict there = told[n] ? *told[n] : judge(alone.evaluate(p), sample, false);
        ++row.compared;
        if (here->cell.kind() == Outcome::timeout || there.cell.kind() == Outcome::timeout) continue;
        if (!same(*here, there)) {
          differs(row, k, fmt::format("outcome {} right {} digest {:x} {}, there {} {} {:x} {}", here->cell.outcome, here->cell.cells_right,
                                      here->cell.output_digest, here->error_message == nullptr ? "" : here->error_message, there.cell.outcome,
                                      there.cell.cells_right, there.cell.output_digest, there.error_message == nullptr ? "" : there.error_message));
        }
      }
    }
  }

  const arc::Dataset& dataset_;
  const std::span<const dsl::Program> programs_;
  const Asked& asked_;
  const battery::Graph graph_;
  const LoweredBattery lowered_;
  const ProgramImages images_;
  std::vector<const arc::Sample*> samples_;
  std::vector<kernels::PairSample> forms_;
  std::vector<cuda::Pairing> pairs_;
  std::vector<std::uint32_t> of_;  ///< [pair] program
};

void print(const char* order, const Row& r, std::span<const dsl::Program> programs, const Asked& asked) {
  std::vector<float> ms = r.ms;
  std::sort(ms.begin(), ms.end());
  const double median = ms[ms.size() / 2], pairs = static_cast<double>(r.pairs);
  const double device_rate = pairs * static_cast<double>(asked.copies) / median * 1e3;
  const double lanes_rate = static_cast<double>(r.lanes_pairs) / std::max<double>(static_cast<double>(r.lanes_ns), 1) * 1e9;
  const auto at = [&](double q) { return r.pair_us.empty() ? 0u : r.pair_us[static_cast<std::size_t>(q * static_cast<double>(r.pair_us.size() - 1))]; };
  std::string punts;
  for (const auto& [why, n] : r.punts) punts += fmt::format("{}\"{}\":{}", punts.empty() ? "" : ",", why, n);
  if (asked.json) {
    fmt::print("{{\"set_order\":\"{}\",\"pairs\":{},\"told\":{},\"compared\":{},\"differ\":{},\"repeats\":{},\"copies\":{},\"warps_a_block\":{},\"device_ms\":{:.3f},\"device_ms_least\":{:.3f},"
               "\"device_pairs_a_second\":{:.0f},\"lanes\":\"{}\",\"lanes_pairs_a_second\":{:.0f},\"ratio\":{:.2f},"
               "\"pair_us\":{{\"p50\":{},\"p90\":{},\"p99\":{},\"most\":{}}},\"punts\":{{{}}}}}\n",
               order, r.pairs, r.told, r.compared, r.differ, r.ms.size(), asked.copies, asked.warps, median, ms.front(), device_rate, kernels::levels().front().name, lanes_rate,
               device_rate / lanes_rate, at(0.5), at(0.9), at(0.99), at(1), punts);
  } else {
    fmt::print("{:<10} {} pairs, {:.2f} % told, {} compared, {} differ; device {:.2f} ms, {:.0f} pairs/s; lanes {:.0f} pairs/s; ratio {:.2f}\n", order, r.pairs,
               100.0 * static_cast<double>(r.told) / pairs, r.compared, r.differ, median, device_rate, lanes_rate, device_rate / lanes_rate);
    fmt::print("  us a pair: median {}, p90 {}, p99 {}, most {}; punts {}\n", at(0.5), at(0.9), at(0.99), at(1), punts);
  }
  for (const std::string& d : r.differences) fmt::print(stderr, "  differs: {}\n", d);
  std::vector<std::size_t> by_cost(programs.size());
  for (std::size_t k = 0; k < by_cost.size(); ++k) by_cost[k] = k;
  std::sort(by_cost.begin(), by_cost.end(), [&](auto a, auto b) { return r.program_ns[a] > r.program_ns[b]; });
  std::uint64_t all = 1;
  for (const std::uint64_t ns : r.program_ns) all += ns;
  for (std::size_t k = 0; k < std::min(asked.top, by_cost.size()); ++k) {
    fmt::print(stderr, "  {:<20} {:6.2f} %\n", programs[by_cost[k]].name, 100.0 * static_cast<double>(r.program_ns[by_cost[k]]) / static_cast<double>(all));
  }
}

Asked read(int argc, char** argv) {
  Asked asked;
  for (int k = 1; k < argc; ++k) {
    const std::string_view word = argv[k];
    const auto number = [&] { return static_cast<std::size_t>(std::max(1, std::atoi(argv[++k]))); };
    const bool more = k + 1 < argc;
    if (word == "--json") {
      asked.json = true;
    } else if (word == "--file-order") {
      asked.file_order = true;
    } else if (word == "--set-order" && more) {
      asked.order = argv[++k];
    } else if (word == "--repeat" && more) {
      asked.repeat = number();
    } else if (word == "--compare" && more) {
      asked.compare = number();
    } else if (word == "--warps" && more) {
      asked.warps = number();
    } else if (word == "--copies" && more) {
      asked.copies = number();
    } else if (word == "--patience" && more) {
      asked.patience_us = number();
    } else if (word == "--scratch" && more) {
      asked.scratch = number();
    } else if (word == "--top" && more) {
      asked.top = number();
    } else if (!word.starts_with("--")) {
      asked.paths.emplace_back(word);
    } else {
      fail_input("device: '{}' is no option, or its value is missing (see the head of tests/bench/device.cpp)", word);
    }
  }
  if (asked.paths.size() < 2) fail_input("device: no programs (TASKS PROGRAMS... are needed) see the head of tests/bench/device.cpp");
  return asked;
}

int run(int argc, char** argv) {
  const Asked asked = read(argc, argv);
  const auto devices = cuda::devices();
  if (devices.empty()) {
    fmt::print(stderr, "device: no device is there (or no driver, or this build has no CUDA)\n");
    return 3;
  }
  const cuda::Device& device = devices.front();
  const cuda::KernelShape shape = cuda::kernel_shape(device, static_cast<int>(asked.warps));
  fmt::print(stderr, "{} ({}), driver for CUDA {}: {} registers, {} bytes of stack a thread, {} warps a multiprocessor\n", device.name, device.uuid, device.driver,
             shape.registers, shape.stack, shape.warps);
  const arc::Dataset dataset = arc::read_dataset(asked.paths[0]);
  const dsl::ProgramSet set = dsl::parse_programs(dsl::load_sources(std::span(asked.paths).subspan(1)));
  Bench bench(dataset, set.programs, asked);
  std::size_t differ = 0;
  for (const auto& [order, name] : {std::pair(dsl::SetOrder::canonical, "canonical"), std::pair(dsl::SetOrder::cpython, "cpython")}) {
    if (!asked.order.empty() && asked.order != name) continue;
    const Row row = bench.run(order, device);
    print(name, row, set.programs, asked);
    differ += row.differ;
  }
  return differ == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) { return battalion::bench::ended(&run, argc, argv); }
