#include "report/csv_tables.hpp"

#include "report/csv.hpp"
#include "report/summary.hpp"
#include "report/tasks_won.hpp"

namespace battalion::report {
namespace {

using score::Outcome;

double seconds(std::int64_t ns) { return static_cast<double>(ns) * 1e-9; }

std::string hex(std::uint64_t digest) { return fmt::format("{:016x}", digest); }

/// The name of a row that a table points to; empty where it points to none.
template <class Rows>
std::string name_at(const Rows& rows, std::int64_t at) {
  if (at < 0 || at >= static_cast<std::int64_t>(rows.size())) return {};
  if constexpr (requires { rows[0].id; }) {
    return rows[static_cast<std::size_t>(at)].id;
  } else {
    return rows[static_cast<std::size_t>(at)].name;
  }
}

std::uint64_t write_tasks(const store::SweepFile& sweep, const std::filesystem::path& file,
                          const Summary& summary, const store::Counts& counts) {
  CsvTable table(file, {"task", "file", "demos", "tests", "evaluations", "exact", "wrong", "error", "timeout",
                        "memory", "skipped", "pending", "set_order_dependent", "solved_demos", "tests_solved",
                        "chosen_1", "chosen_2", "wall_seconds", "cpu_seconds"});
  for (std::size_t t = 0; t < summary.tasks.size(); ++t) {
    const TaskLine& line = summary.tasks[t];
    const store::TaskRow& row = sweep.tasks()[t];
    const store::OutcomeCounts& c = counts.by_task[t];
    const auto chosen = [&](std::size_t i) {
      return i < line.best_programs.size() ? line.best_programs[i] : std::string();
    };
    table.row(row.id, row.file, row.demo_count, row.sample_count - row.demo_count, c.evaluations(),
              c.of(Outcome::exact), c.of(Outcome::wrong), c.of(Outcome::error), c.of(Outcome::timeout),
              c.of(Outcome::memory), c.of(Outcome::skipped), c.of(Outcome::pending),
              c.set_order_dependent, line.solved_demos, line.score.tests_solved, chosen(0), chosen(1),
              line.wall_seconds, line.cpu_seconds);
  }
  table.finish();
  return summary.tasks.size();
}

std::uint64_t write_programs(const store::SweepFile& sweep, const std::filesystem::path& file,
                             const store::Counts& counts) {
  CsvTable table(file, {"program", "file", "line", "source_bytes", "canonical_digest", "duplicate_of", "own_task",
                        "lowered", "warning", "evaluations", "exact", "wrong", "error", "timeout",
                        "memory", "skipped", "pending", "set_order_dependent", "tasks_solved_demos",
                        "tasks_solved", "check_samples", "check_exact", "check_cpu_seconds", "check_worst_cpu_seconds", "printed_out", "printed_err"});
  const std::vector<TasksWon> won = count_tasks_won(sweep);
  const std::vector<std::uint64_t> bytes = sweep.source_bytes();
  const std::vector<score::Printed> printed = sweep.printed();
  auto next = printed.begin();
  for (std::size_t p = 0; p < won.size(); ++p) {
    const bool wrote = next != printed.end() && next->program.value == p;
    const score::Printed text = wrote ? *next++ : score::Printed{};
    const store::ProgramRow& row = sweep.programs()[p];
    const store::OutcomeCounts& c = counts.by_program[p];
    table.row(row.name, row.file, row.line, bytes[p], hex(row.canonical_digest),
              name_at(sweep.programs(), row.duplicate_of), name_at(sweep.tasks(), row.task), row.lowered,
              row.warning, c.evaluations(), c.of(Outcome::exact), c.of(Outcome::wrong),
              c.of(Outcome::error), c.of(Outcome::timeout), c.of(Outcome::memory), c.of(Outcome::skipped),
              c.of(Outcome::pending), c.set_order_dependent, won[p].demos, won[p].all,
              row.check.samples, row.check.exact, seconds(row.check.cpu_ns),
              seconds(row.check.worst_cpu_ns), text.out, text.err);
  }
  table.finish();
  return won.size();
}

/// [sample] counted over all programs.
std::vector<store::OutcomeCounts> count_by_sample(const store::SweepFile& sweep) {
  std::vector<store::OutcomeCounts> counts(sweep.samples().size());
  sweep.for_each_outcome([&](const store::Rectangle& part, std::span<const std::uint8_t> outcomes) {
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      counts[part.first_sample + i / part.programs].add(outcomes[i]);
    }
  });
  return counts;
}

std::uint64_t write_samples(const store::SweepFile& sweep, const std::filesystem::path& file) {
  CsvTable table(file, {"task", "split", "index", "height", "width", "cells", "input_height", "input_width",
                        "evaluations", "exact", "wrong", "error", "timeout", "memory", "skipped", "pending",
                        "set_order_dependent", "wall_seconds", "cpu_seconds", "queue_seconds", "start_unix_seconds",
                        "rank", "device"});
  const auto counts = count_by_sample(sweep);
  const store::SampleTimings t = sweep.sample_timings();
  const std::vector<std::string>& devices = sweep.devices();
  for (std::size_t s = 0; s < counts.size(); ++s) {
    const store::SampleRow& row = sweep.samples()[s];
    const store::OutcomeCounts& c = counts[s];
    const bool on_device = t.device[s] >= 0 && static_cast<std::size_t>(t.device[s]) < devices.size();
    table.row(sweep.tasks()[row.task.value].id, arc::name(row.split), row.index, row.output.height, row.output.width,
              std::uint32_t{row.output.height} * row.output.width, row.input.height, row.input.width,
              c.evaluations(), c.of(Outcome::exact), c.of(Outcome::wrong), c.of(Outcome::error),
              c.of(Outcome::timeout), c.of(Outcome::memory), c.of(Outcome::skipped),
              c.of(Outcome::pending), c.set_order_dependent, seconds(t.wall_ns[s]),
              seconds(t.cpu_ns[s]), seconds(t.queue_ns[s]), seconds(t.start_ns[s]), t.rank[s],
              on_device ? devices[static_cast<std::size_t>(t.device[s])] : std::string());
  }
  table.finish();
  return counts.size();
}

std::uint64_t write_outcomes(const store::SweepFile& sweep, const std::filesystem::path& file, bool all) {
  CsvTable table(file, {"task", "split", "index", "program", "outcome", "set_order_dependent", "cells_right", "cells",
                        "output_digest", "error", "message"});
  const std::vector<store::SweepError> errors = sweep.errors();
  std::uint64_t rows = 0;
  sweep.for_each_outcome([&](const store::Rectangle& part, std::span<const std::uint8_t> outcomes) {
    const auto cells = sweep.cells_right(part);
    const auto digests = sweep.output_digests(part);
    const auto error_numbers = sweep.error_numbers(part);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const auto outcome = static_cast<Outcome>(outcomes[i] & 0x7f);
      if (outcome == Outcome::unpaired) continue;
      if (!all && outcome == Outcome::wrong && cells[i] == 0) continue;
      const store::SampleRow& row = sweep.samples()[part.first_sample + i / part.programs];
      const std::uint32_t error = error_numbers[i];
      const bool told = error > 0 && error <= errors.size();
      table.row(sweep.tasks()[row.task.value].id, arc::name(row.split), row.index,
                sweep.programs()[part.first_program + i % part.programs].name, score::name(outcome),
                (outcomes[i] & score::set_order_flag) != 0, cells[i],
                std::uint32_t{row.output.height} * row.output.width,
                digests[i] == 0 ? std::string() : hex(digests[i]), told ? errors[error - 1].kind : std::string(),
                told ? errors[error - 1].message : std::string());
      ++rows;
    }
  });
  table.finish();
  return rows;
}

}  // namespace

CsvTables write_csv(const store::SweepFile& sweep, const std::filesystem::path& folder, bool all) {
  store::make_folder(folder);
  const Summary summary = summarize(sweep);
  const store::Counts counts = sweep.count();
  return {.tasks = write_tasks(sweep, folder / "tasks.csv", summary, counts),
          .programs = write_programs(sweep, folder / "programs.csv", counts),
          .samples = write_samples(sweep, folder / "samples.csv"),
          .outcomes = write_outcomes(sweep, folder / "outcomes.csv", all)};
}

}  // namespace battalion::report
