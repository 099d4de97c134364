#pragma once
// Sweep files with given outcomes, made as the ranks make them.

#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "arc/scoring.hpp"
#include "store/aggregate.hpp"
#include "store/manifest.hpp"
#include "store/segment.hpp"

namespace battalion::report::test {

class MadeSweep {
 public:
  /// Two tasks under `cross`: "a" with samples demo, demo, test; "b" with demo, test, test. Every
  /// output has 2 cells. `outcomes` and `cells_right`: [6 samples][programs]; program p's digest is
  /// digests[p].
  MadeSweep(const std::vector<std::vector<score::Outcome>>& outcomes,
            const std::vector<std::vector<std::uint16_t>>& cells_right,
            const std::vector<std::uint64_t>& digests) {
    std::string name =
        (std::filesystem::temp_directory_path() / "battalion-report-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    folder_ = name;

    const auto programs = static_cast<std::uint32_t>(digests.size());
    store::Manifest m;
    m.facts.battalion_version = "test";
    m.facts.set_order = "cpython";
    m.facts.pairing = "cross";
    m.facts.started_ns = 1'000'000'000;
    m.facts.hosts = {"node"};
    m.tasks = {{"a", "a.json", 2, 0, 3}, {"b", "b.json", 1, 3, 3}};
    const arc::Grid two{1, 2, {1, 2}};
    using arc::Split;
    m.samples = {{TaskId(0), Split::demo, 0, two, two}, {TaskId(0), Split::demo, 1, two, two},
                 {TaskId(0), Split::test, 0, two, two}, {TaskId(1), Split::demo, 0, two, two},
                 {TaskId(1), Split::test, 0, two, two}, {TaskId(1), Split::test, 1, two, two}};
    for (std::uint32_t p = 0; p < programs; ++p) {
      store::ProgramRow row;
      row.name = "program_" + std::to_string(p);
      row.canonical_digest = digests[p];
      for (std::uint32_t before = 0; before < p && row.duplicate_of < 0; ++before) {
        if (digests[before] == digests[p]) row.duplicate_of = static_cast<std::int32_t>(before);
      }
      m.programs.push_back(row);
    }
    m.units = {{TaskId(0), 0, 3, 0, programs}, {TaskId(1), 3, 3, 0, programs}};
    const std::uint64_t digest = store::write_manifest(folder_, m);

    std::vector<score::UnitResult> results;
    for (std::uint32_t t = 0; t < 2; ++t) {
      score::UnitResult r;
      r.unit = UnitId(t);
      r.task = TaskId(t);
      r.first_sample = SampleId(3 * t);
      r.sample_count = 3;
      for (std::uint32_t p = 0; p < programs; ++p) r.programs.push_back(ProgramId(p));
      for (std::uint32_t s = 3 * t; s < 3 * t + 3; ++s) {
        for (std::uint32_t p = 0; p < programs; ++p) {
          score::Cell cell;
          cell.outcome = static_cast<std::uint8_t>(outcomes[s][p]);
          cell.cells_right = cells_right[s][p];
          // Right answers are the same grid, wrong ones a program's own.
          if (outcomes[s][p] == score::Outcome::exact) cell.output_digest = arc::digest(two);
          if (outcomes[s][p] == score::Outcome::wrong) cell.output_digest = 100 + p;
          r.cells.push_back(cell);
        }
        r.timings.push_back({.wall_ns = 2'000'000,
                             .cpu_ns = 1'000'000,
                             .queue_ns = 500'000,
                             .start_ns = 1'500'000'000});
      }
      r.phases = {{r.task, code(score::Phase::demo), 30'000'000, 10'000'000},
                  {r.task, code(score::Phase::test), 3'000'000, 3'000'000}};
      results.push_back(r);
    }
    store::RankRecord record;
    record.units = 2;
    record.start_ns = 1'000'000'000;
    record.finish_ns = 3'000'000'000;
    record.phases = {{score::no_task, code(score::Phase::load), 500'000'000, 250'000'000},
                     {score::no_task, code(score::Phase::validate), 200'000'000, 100'000'000},
                     {score::no_task, code(score::Phase::validate), 50'000'000, 25'000'000}};
    store::SegmentWriter(folder_, digest, {0, "node", "cpu"}).write(results, record);
    file_ = store::aggregate(folder_).file;
  }
  ~MadeSweep() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  MadeSweep(const MadeSweep&) = delete;
  MadeSweep& operator=(const MadeSweep&) = delete;

  const std::filesystem::path& file() const { return file_; }

 private:
  static std::uint8_t code(score::Phase phase) { return static_cast<std::uint8_t>(phase); }

  std::filesystem::path folder_, file_;
};

}  // namespace battalion::report::test
