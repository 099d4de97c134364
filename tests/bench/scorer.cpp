// A whole rank's scoring, without the sweep around it: every program on every task, unit by unit, as a rank's worker does it.
//
//   scorer [--json] [--engine interpreter|lanes|cuda] [--threads N] [--keep none|best|all] [--set-order cpython|canonical] TASKS PROGRAMS...
//
// One row: pairs, seconds, pairs a second, pairs by engine, and a digest of all cells, which is the same whatever scored them.
// Exit status: 0; 2 for bad input; 3 where a device was asked for and there is none.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "arc/read_dataset.hpp"
#include "base/clock.hpp"
#include "base/contract.hpp"
#include "bench/bench_main.hpp"
#include "base/fnv.hpp"
#include "dsl/read_programs.hpp"
#include "score/pairing.hpp"
#include "score/scorer.hpp"

namespace {

using namespace battalion;
using namespace battalion::score;

template <class T, std::size_t N>
T choice(std::string_view option, std::string_view word, const std::array<std::pair<std::string_view, T>, N>& known) {
  for (const auto& [name, value] : known) {
    if (name == word) return value;
  }
  fail_input("scorer: {} {} (unknown) see the head of tests/bench/scorer.cpp", option, word);
}

int run(int argc, char** argv) {
  bool json = false;
  ScoreOptions options{.set_order = dsl::SetOrder::canonical, .engine = Engine::lanes};
  std::vector<std::filesystem::path> paths;
  for (int k = 1; k < argc; ++k) {
    const std::string_view word = argv[k];
    const bool more = k + 1 < argc;
    if (word == "--json") {
      json = true;
    } else if (word == "--engine" && more) {
      options.engine = choice<Engine, 3>(word, argv[++k], {{{"interpreter", Engine::interpreter}, {"lanes", Engine::lanes}, {"cuda", Engine::cuda}}});
    } else if (word == "--keep" && more) {
      options.keep = choice<Keep, 3>(word, argv[++k], {{{"none", Keep::none}, {"best", Keep::best}, {"all", Keep::all}}});
    } else if (word == "--set-order" && more) {
      options.set_order = choice<dsl::SetOrder, 2>(word, argv[++k], {{{"cpython", dsl::SetOrder::cpython}, {"canonical", dsl::SetOrder::canonical}}});
    } else if (word == "--threads" && more) {
      options.threads = std::max(1, std::atoi(argv[++k]));
    } else if (!word.starts_with("--")) {
      paths.emplace_back(word);
    } else {
      fail_input("scorer: '{}' is no option, or its value is missing (see the head of tests/bench/scorer.cpp)", word);
    }
  }
  if (paths.size() < 2) fail_input("scorer: no programs (TASKS PROGRAMS... are needed) see the head of tests/bench/scorer.cpp");
  if (options.engine == Engine::cuda) {
    const auto devices = kernels::cuda::devices();
    if (devices.empty()) {
      fmt::print(stderr, "scorer: no CUDA device is to be seen\n");
      return 3;
    }
    options.device = devices.front();
    options.tell = [](const std::string& text) { fmt::print(stderr, "{}\n", text); };
  }
  const arc::Dataset dataset = arc::read_dataset(paths[0]);
  const dsl::ProgramSet set = dsl::parse_programs(dsl::load_sources(std::span(paths).subspan(1)));
  const auto pairs = pair_programs(dataset, set.programs, Pairing::cross);
  std::vector<UnitSpec> units;
  for (std::uint32_t t = 0; t < dataset.task_count(); ++t) {
    units.push_back({.unit = UnitId(t), .task = TaskId(t), .sample_count = static_cast<std::uint32_t>(dataset.task(TaskId(t)).samples.size()), .programs = pairs[t]});
  }
  const std::int64_t start = wall_ns();
  Scorer scorer(dataset, set.programs, options);
  const std::int64_t ready = wall_ns();
  constexpr std::size_t ahead = 64;
  std::uint64_t count = 0;
  std::map<std::string, std::uint64_t> by_engine;
  Fnv64 digest;
  for (std::size_t u = 0; u < units.size(); ++u) {
    if (u % ahead == 0) {
      // What a rank holds comes to it in messages, some at a time, before it runs out.
      for (std::size_t k = u; k < std::min(u + 2 * ahead, units.size()); ++k) scorer.expect(units[k]);
    }
    const UnitResult r = scorer.score(units[u]);
    count += r.cells.size();
    for (const Answered& a : r.answered) by_engine[std::string(name(a.engine))] += a.pairs;
    for (const Cell& c : r.cells) {
      digest.u16(c.outcome), digest.u16(c.cells_right), digest.u64(c.output_digest);
    }
  }
  const double seconds = static_cast<double>(wall_ns() - ready) / 1e9;
  std::string shares;
  for (const auto& [engine, n] : by_engine) shares += fmt::format("{}\"{}\":{}", shares.empty() ? "" : ",", engine, n);
  const char* const line = json ? "{{\"engine\":\"{}\",\"threads\":{},\"pairs\":{},\"ready_seconds\":{:.3f},\"seconds\":{:.3f},\"pairs_a_second\":{:.0f},\"pairs_by_engine\":{{{}}},\"digest\":\"{:016x}\"}}\n"
                                : "{} on {} threads: {} pairs, ready in {:.3f} s, scored in {:.3f} s, {:.0f} pairs/s ({}), digest {:016x}\n";
  fmt::print(fmt::runtime(line), name(options.engine), options.threads, count, static_cast<double>(ready - start) / 1e9, seconds, static_cast<double>(count) / seconds,
             shares, digest.value());
  return 0;
}

}  // namespace

int main(int argc, char** argv) { return battalion::bench::ended(&run, argc, argv); }
