// A battery made ready: what reading programs, merging them into one graph and lowering that take, and what they keep.
//
//   battery [--json] [--repeat N] PROGRAMS...
//
// Each of --repeat times (5) the whole is made anew from the texts in memory; the fastest counts, a step at a time. Bytes are
// what the allocator has given out and not got back. Exit status: 0; 2 for bad input.

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/contract.hpp"
#include "battery/graph.hpp"
#include "bench/bench_main.hpp"
#include "dsl/read_programs.hpp"
#include "score/lowered_battery.hpp"

namespace {

using namespace battalion;

std::size_t bytes_given_out() {
  const struct mallinfo2 all = mallinfo2();
  return all.uordblks + all.hblkhd;
}

/// A step of making a battery ready.
struct Step {
  const char* name;
  double seconds = std::numeric_limits<double>::max();
  std::size_t bytes = 0;

  template <class Fn>
  void time(const Fn& fn) {
    const std::size_t before = bytes_given_out();
    const std::int64_t start = thread_cpu_ns();
    fn();
    seconds = std::min(seconds, static_cast<double>(thread_cpu_ns() - start) / 1e9);
    bytes = bytes_given_out() - before;
  }
};

int run(int argc, char** argv) {
  bool json = false;
  int repeat = 5;
  std::vector<std::filesystem::path> paths;
  for (int k = 1; k < argc; ++k) {
    const std::string_view word = argv[k];
    if (word == "--json") {
      json = true;
    } else if (word == "--repeat" && k + 1 < argc) {
      const std::string_view n = argv[++k];
      if (std::from_chars(n.data(), n.data() + n.size(), repeat).ptr != n.data() + n.size() || repeat < 1) {
        fail_input("battery: --repeat {} (a number from 1 is expected) see the head of tests/bench/battery.cpp", n);
      }
    } else {
      paths.emplace_back(word);
    }
  }
  if (paths.empty()) fail_input("battery: no programs (files or folders of them are needed) see the head of tests/bench/battery.cpp");
  const auto sources = dsl::load_sources(paths);
  std::size_t text = 0;
  for (const auto& s : sources) text += s.text.size();

  Step read{"read"}, merge{"merge"}, lower{"lower"};
  std::size_t programs = 0, operations = 0, nodes = 0;
  for (int k = 0; k < repeat; ++k) {
    dsl::ProgramSet set;
    std::optional<battery::Graph> graph;
    std::optional<score::LoweredBattery> lowered;
    read.time([&] { set = dsl::parse_programs(sources); });
    merge.time([&] { graph.emplace(set.programs); });
    lower.time([&] { lowered.emplace(*graph); });
    programs = set.programs.size();
    operations = 0;
    for (const auto& p : set.programs) operations += p.ops.size();
    nodes = graph->nodes().size();
  }
  if (programs == 0) fail_input("battery: no program could be read (see battalion check) name other files");
  const auto of = [&](std::size_t n) { return static_cast<double>(n) / static_cast<double>(programs); };
  if (json) {
    fmt::print("{{\"programs\":{},\"text_bytes\":{},\"operations\":{},\"nodes\":{}", programs, text, operations, nodes);
    for (const Step& s : {read, merge, lower}) {
      fmt::print(",\"{}\":{{\"seconds\":{:.4f},\"programs_a_second\":{:.0f},\"bytes_a_program\":{:.0f}}}", s.name, s.seconds,
                 static_cast<double>(programs) / s.seconds, of(s.bytes));
    }
    fmt::print("}}\n");
    return 0;
  }
  fmt::print("{} programs of {:.0f} bytes of text, {:.1f} operations; {:.1f} nodes a program are left when merged\n", programs, of(text),
             of(operations), of(nodes));
  for (const Step& s : {read, merge, lower}) {
    fmt::print("{:<6} {:8.3f} s {:12.0f} programs/s {:8.0f} bytes a program\n", s.name, s.seconds, static_cast<double>(programs) / s.seconds,
               of(s.bytes));
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) { return battalion::bench::ended(&run, argc, argv); }
