// Writes the results of a sweep that never ran, of any size: large_sweep OUT PROGRAMS TASKS
// Every program meets every task (3 demos, 1 test); few pairs are exact, some fail.

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <exception>

#include "store/sweep_fixture.hpp"

namespace {

using namespace battalion;
using namespace battalion::store;
namespace made = battalion::store::testing;

std::uint64_t mixed(std::uint64_t n) {
  n = (n ^ (n >> 31)) * 0x7fb5d329728ea185u;
  n = (n ^ (n >> 27)) * 0x81dadef4bc2dd44du;
  return n ^ (n >> 33);
}

/// A program in 64 is good at this task; of the others nine in ten are wrong.
score::Cell cell_of(std::uint32_t task, std::uint32_t sample, std::uint32_t program,
                    std::size_t cells) {
  const std::uint64_t pair = mixed(std::uint64_t{task} << 32 | program);
  const std::uint64_t h = mixed(pair + sample);
  score::Cell cell;
  auto outcome = score::Outcome::wrong;
  if (pair % 64 == 0 && h % 8 != 0) {
    outcome = score::Outcome::exact;
    cell.cells_right = static_cast<std::uint16_t>(cells);
  } else if (pair % 10 == 1) {
    outcome = h % 50 == 0 ? score::Outcome::timeout : score::Outcome::error;
    cell.error =
        outcome == score::Outcome::timeout ? 1 : static_cast<std::uint16_t>(2 + pair / 10 % 5);
  } else {
    cell.cells_right = static_cast<std::uint16_t>(h % cells);
  }
  cell.outcome = static_cast<std::uint8_t>(outcome);
  return cell;
}

score::UnitResult unit_of(const Manifest& m, std::uint32_t number) {
  const UnitRow& planned = m.units[number];
  score::UnitResult u;
  u.unit = UnitId(number);
  u.task = planned.task;
  u.first_sample = SampleId(planned.first_sample);
  u.sample_count = planned.sample_count;
  u.busy_ns = 20'000'000;
  u.errors.push_back({"cpu", "limit exceeded"});
  for (int e = 0; e < 5; ++e)
    u.errors.push_back({"ValueError", fmt::format("no such thing: {}", e)});
  for (std::uint32_t p = 0; p < planned.program_count; ++p) u.programs.emplace_back(p);
  for (std::uint32_t s = 0; s < planned.sample_count; ++s) {
    const std::uint32_t sample = planned.first_sample + s;
    u.timings.push_back({5'000'000, 4'800'000, 1'000, m.facts.started_ns + sample * 5'000'000});
    for (const ProgramId p : u.programs) {
      u.cells.push_back(
          cell_of(planned.task.value, sample, p.value, m.samples[sample].output.cells.size()));
    }
  }
  return u;
}

std::uint32_t number_of(const char* text) {
  std::uint32_t n = 0;
  const auto [end, error] = std::from_chars(text, text + std::strlen(text), n);
  if (error != std::errc() || *end != '\0' || n == 0) fail_input("{}: is no number above 0", text);
  return n;
}

int write_sweep(const char* out, std::uint32_t programs, std::uint32_t tasks) {
  const Manifest m =
      made::made_manifest({.tasks = tasks, .programs = programs, .unit_programs = programs});
  SegmentWriter writer(out, write_manifest(out, m), made::made_rank(0));
  for (std::uint32_t u = 0; u < m.units.size(); ++u) {
    const score::UnitResult unit = unit_of(m, u);
    const RankRecord record{u + 1,
                            20'000'000 * (u + 1),
                            0,
                            m.facts.started_ns,
                            m.facts.started_ns + 20'000'000 * (u + 1),
                            {}};
    writer.write({&unit, 1}, record);
  }
  fmt::print("{}\n", aggregate(out).file.string());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 4) {
      fmt::print(stderr, "usage: large_sweep OUT PROGRAMS TASKS\n");
      return 2;
    }
    return write_sweep(argv[1], number_of(argv[2]), number_of(argv[3]));
  } catch (const std::exception& e) {
    fmt::print(stderr, "large_sweep: {}\n", e.what());
    return 1;
  }
}
