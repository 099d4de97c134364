#pragma once
// Help for tests of scoring: datasets and programs from text, units, tables of outcomes.

#include <gtest/gtest.h>

#include <filesystem>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "arc/dataset.hpp"
#include "arc/read_dataset.hpp"
#include "dsl/read_programs.hpp"
#include "score/pairing.hpp"
#include "score/scorer.hpp"

namespace battalion::score {

inline arc::Grid grid_of(std::initializer_list<std::initializer_list<int>> rows) {
  arc::Grid g;
  g.height = static_cast<std::uint16_t>(rows.size());
  g.width = static_cast<std::uint16_t>(rows.begin()->size());
  for (const auto& row : rows) {
    for (int c : row) g.cells.push_back(static_cast<std::int8_t>(c));
  }
  return g;
}

using Pair = std::pair<arc::Grid, arc::Grid>;

inline arc::Task task_of(const std::string& id, const std::vector<Pair>& demos, const std::vector<Pair>& tests) {
  arc::Task task;
  task.id = id;
  task.file = id + ".json";
  for (const auto& [in, out] : demos) {
    task.samples.push_back({arc::Split::demo, static_cast<std::uint32_t>(task.samples.size()), in, out});
  }
  task.demo_count = static_cast<std::uint32_t>(demos.size());
  for (const auto& [in, out] : tests) {
    task.samples.push_back(
        {arc::Split::test, static_cast<std::uint32_t>(task.samples.size()) - task.demo_count, in, out});
  }
  return task;
}

/// The demo's tasks and programs, but for those that run away.
struct Demo {
  arc::Dataset dataset;
  std::vector<dsl::Program> programs;
};
inline Demo demo() {
  const std::filesystem::path folder = std::filesystem::path(BATTALION_SOURCE_DIR) / "jobs/demo";
  const std::vector<std::filesystem::path> files = {folder / "programs"};
  Demo d{arc::read_dataset(folder / "tasks"), dsl::parse_programs(dsl::load_sources(files)).programs};
  std::erase_if(d.programs, [](const dsl::Program& p) { return p.file.ends_with("runaway.py"); });
  return d;
}

struct Named {
  std::string name;
  std::vector<std::string> lines;
};

inline std::vector<dsl::Program> programs_of(const std::vector<Named>& all) {
  std::string text;
  for (const Named& n : all) {
    text += "def " + n.name + "(I):\n";
    for (const std::string& line : n.lines) text += "    " + line + "\n";
    text += "    return O\n\n";
  }
  dsl::ProgramSet set = dsl::parse_programs(dsl::SourceFile{"all.py", text});
  EXPECT_EQ(set.programs.size(), all.size()) << (set.problems.empty() ? "" : set.problems[0].text());
  return std::move(set.programs);
}

/// All samples of a task by these programs.
inline UnitSpec whole(const arc::Dataset& dataset, TaskId task, std::vector<ProgramId> programs) {
  UnitSpec unit;
  unit.task = task;
  unit.sample_count = static_cast<std::uint32_t>(dataset.task(task).samples.size());
  unit.programs = std::move(programs);
  return unit;
}

inline std::vector<ProgramId> first_programs(std::size_t n) {
  std::vector<ProgramId> ids;
  for (std::uint32_t p = 0; p < n; ++p) ids.push_back(ProgramId(p));
  return ids;
}

/// Limits that no clock has a part in.
inline exec::Limits by_steps(std::uint64_t steps, std::uint64_t memory = 256ull << 20) {
  return {0, 0, steps, memory};
}

inline const Cell& cell(const UnitResult& r, std::size_t sample, std::size_t column) {
  return r.cells[sample * r.programs.size() + column];
}

/// A cell as text, its error spelled out: what must not depend on how it was scored.
inline std::string told(const UnitResult& r, const Cell& c) {
  std::string text(name(c.kind()));
  if (c.set_order_dependent()) text += " by set order";
  text += " " + std::to_string(c.cells_right) + " " + std::to_string(c.output_digest);
  if (c.error != 0) text += " " + r.errors.at(c.error - 1u).kind + ": " + r.errors.at(c.error - 1u).message;
  return text;
}

/// The outcomes of one column, demos before tests: e w x t m s.
inline std::string letters(const UnitResult& r, std::size_t column) {
  std::string out;
  for (std::size_t s = 0; s < r.sample_count; ++s) out += "-ewxtms?"[static_cast<int>(cell(r, s, column).kind())];
  return out;
}

}  // namespace battalion::score
