#include <numeric>

#include "store/durable.hpp"
#include "store/schema.hpp"
#include "store/segment.hpp"
#include "store/tables.hpp"

namespace battalion::store {

namespace {

[[noreturn]] void damaged(const h5::File& file, std::string_view what) {
  fail_store("{}: is damaged ({})", file.name(), what);
}

using Counts = std::vector<std::uint32_t>;

std::uint64_t sum(const Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

struct UnitTable {
  Counts id, task, first_sample, sample_count, program_count, error_count, kept_count, printed_count, phase_count, answered_count;
  std::vector<std::int64_t> busy;
  std::uint64_t cells = 0;

  explicit UnitTable(const h5::File& file) {
    id = file.read<std::uint32_t>("/unit/id");
    const auto n = id.size();
    task = file.read<std::uint32_t>("/unit/task", n);
    first_sample = file.read<std::uint32_t>("/unit/first_sample", n);
    sample_count = file.read<std::uint32_t>("/unit/sample_count", n);
    program_count = file.read<std::uint32_t>("/unit/program_count", n);
    error_count = file.read<std::uint32_t>("/unit/error_count", n);
    kept_count = file.read<std::uint32_t>("/unit/kept_count", n);
    // Older segments have none.
    printed_count = file.exists("/unit/printed_count") ? file.read<std::uint32_t>("/unit/printed_count", n) : Counts(n, 0);
    phase_count = file.read<std::uint32_t>("/unit/phase_count", n);
    answered_count = file.read<std::uint32_t>("/unit/answered_count", n);
    busy = file.read<std::int64_t>("/unit/busy_ns", n);
    for (std::size_t i = 0; i < n; ++i) {
      if (__builtin_add_overflow(cells, std::uint64_t{sample_count[i]} * program_count[i], &cells)) {
        damaged(file, "its units have more pairs than can be");
      }
      check_time(file, busy[i]);
    }
  }
  std::size_t size() const { return id.size(); }
};

void read_unit_programs(const h5::File& file, const UnitTable& table,
                        std::vector<score::UnitResult>& units) {
  const auto programs = file.read<std::uint32_t>("/unit_program/program", sum(table.program_count));
  std::size_t at = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    auto& u = units[i];
    u.programs.reserve(table.program_count[i]);
    for (std::uint32_t p = 0; p < table.program_count[i]; ++p) u.programs.emplace_back(programs[at++]);
  }
}

// Whoever reads the cells later finds all of them.
void check_cells(const h5::File& file, const UnitTable& table) {
  for (const auto& [path, type] : {std::pair("/cell/outcome", h5::Type::u8),
                                   std::pair("/cell/cells_right", h5::Type::u16),
                                   std::pair("/cell/error", h5::Type::u16),
                                   std::pair("/cell/output_digest", h5::Type::u64)}) {
    if (file.open_dataset(path, type, 1).size() != table.cells) {
      damaged(file, fmt::format("{} does not fit its units", path));
    }
  }
}

void read_cells(const h5::File& file, const UnitTable& table,
                std::vector<score::UnitResult>& units) {
  const auto outcome = file.read<std::uint8_t>("/cell/outcome", table.cells);
  const auto cells_right = file.read<std::uint16_t>("/cell/cells_right", table.cells);
  const auto error = file.read<std::uint16_t>("/cell/error", table.cells);
  const auto digest = file.read<std::uint64_t>("/cell/output_digest", table.cells);
  std::size_t cell = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    auto& u = units[i];
    u.cells.resize(std::size_t{table.sample_count[i]} * table.program_count[i]);
    for (auto& c : u.cells) {
      c = {outcome[cell], cells_right[cell], error[cell], digest[cell]};
      if (static_cast<int>(c.kind()) >= score::outcome_count)
        damaged(file, "an outcome is unknown");
      if (c.error > table.error_count[i])
        damaged(file, "a pair names an error that its unit has not");
      ++cell;
    }
  }
}

void read_timings(const h5::File& file, const UnitTable& table,
                  std::vector<score::UnitResult>& units) {
  const auto n = sum(table.sample_count);
  const auto wall = file.read<std::int64_t>("/sample/wall_ns", n);
  const auto cpu = file.read<std::int64_t>("/sample/cpu_ns", n);
  const auto queue = file.read<std::int64_t>("/sample/queue_ns", n);
  const auto start = file.read<std::int64_t>("/sample/start_ns", n);
  std::size_t at = 0;
  for (auto& u : units) {
    for (std::uint32_t s = 0; s < u.sample_count; ++s, ++at) {
      for (const auto ns : {wall[at], cpu[at], queue[at]}) check_time(file, ns);
      u.timings.push_back({wall[at], cpu[at], queue[at], start[at]});
    }
  }
}

void read_errors(const h5::File& file, const UnitTable& table,
                 std::vector<score::UnitResult>& units) {
  auto kind = file.read_text("/unit_error/kind", sum(table.error_count));
  auto message = file.read_text("/unit_error/message", kind.size());
  std::size_t at = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::uint32_t e = 0; e < table.error_count[i]; ++e, ++at) {
      units[i].errors.push_back({std::move(kind[at]), std::move(message[at])});
    }
  }
}

void read_kept(const h5::File& file, const UnitTable& table, SegmentRows rows,
               std::vector<score::UnitResult>& units) {
  const auto n = sum(table.kept_count);
  const auto sample = file.read<std::uint32_t>("/kept/sample", n);
  const auto program = file.read<std::uint32_t>("/kept/program", n);
  const auto height = file.read<std::uint16_t>("/kept/height", n);
  const auto width = file.read<std::uint16_t>("/kept/width", n);
  const bool cells = rows == SegmentRows::all;
  const auto grid = cells ? file.read<std::int8_t>("/kept/grid") : std::vector<std::int8_t>();
  const std::uint64_t grid_size =
      cells ? grid.size() : file.open_dataset("/kept/grid", h5::Type::i8, 1).size();
  std::size_t at = 0, cell = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::uint32_t k = 0; k < table.kept_count[i]; ++k, ++at) {
      const std::size_t size = std::size_t{height[at]} * width[at];
      if (size > grid_size - cell) damaged(file, "a kept answer lies outside of /kept/grid");
      arc::Grid g{height[at], width[at], {}};
      if (cells) g.cells.assign(grid.data() + cell, grid.data() + cell + size);
      units[i].kept.push_back({SampleId(sample[at]), ProgramId(program[at]), std::move(g)});
      cell += size;
    }
  }
  if (cell != grid_size) damaged(file, "/kept/grid holds cells of no kept answer");
}

void read_printed(const h5::File& file, const UnitTable& table, std::vector<score::UnitResult>& units) {
  const auto n = sum(table.printed_count);
  if (n == 0) return;
  const auto sample = file.read<std::uint32_t>("/printed/sample", n);
  const auto program = file.read<std::uint32_t>("/printed/program", n);
  auto out = file.read_text("/printed/out", n);
  auto err = file.read_text("/printed/err", n);
  std::size_t at = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::uint32_t k = 0; k < table.printed_count[i]; ++k, ++at) {
      units[i].printed.push_back({SampleId(sample[at]), ProgramId(program[at]), std::move(out[at]), std::move(err[at])});
    }
  }
}

std::vector<score::PhaseTiming> read_phases(const h5::File& file) {
  const auto task = file.read<std::uint32_t>("/phase/task");
  const auto phase = file.read<std::uint8_t>("/phase/phase", task.size());
  const auto wall = file.read<std::int64_t>("/phase/wall_ns", task.size());
  const auto cpu = file.read<std::int64_t>("/phase/cpu_ns", task.size());
  std::vector<score::PhaseTiming> phases;
  for (std::size_t i = 0; i < task.size(); ++i) {
    if (phase[i] >= std::size(score::phase_names)) damaged(file, "a phase is unknown");
    check_time(file, wall[i]);
    check_time(file, cpu[i]);
    phases.push_back({TaskId(task[i]), phase[i], wall[i], cpu[i]});
  }
  return phases;
}

void read_answered(const h5::File& file, const UnitTable& table, std::vector<score::UnitResult>& units) {
  const auto n = sum(table.answered_count);
  const auto engine = file.read<std::uint8_t>("/answered/engine", n);
  auto why = file.read_text("/answered/why", n);
  const auto pairs = file.read<std::uint64_t>("/answered/pairs", n);
  std::size_t at = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    auto& u = units[i];
    std::uint64_t left = std::uint64_t{u.sample_count} * u.programs.size();
    for (std::uint32_t k = 0; k < table.answered_count[i]; ++k, ++at) {
      if (engine[at] >= score::engine_count) damaged(file, "an engine is unknown");
      if (pairs[at] > left) damaged(file, "more pairs were answered than its units have");
      left -= pairs[at];
      u.answered.push_back({static_cast<score::Engine>(engine[at]), std::move(why[at]), pairs[at]});
    }
  }
}

std::optional<RankRecord> read_record(const h5::File& file) {
  const std::string root = "/";
  if (file.number<std::uint32_t>(root, "has_record") == 0) return std::nullopt;
  RankRecord r;
  r.units = file.number<std::uint32_t>(root, "record_units");
  r.busy_ns = file.number<std::int64_t>(root, "record_busy_ns");
  r.idle_ns = file.number<std::int64_t>(root, "record_idle_ns");
  r.start_ns = file.number<std::int64_t>(root, "record_start_ns");
  r.finish_ns = file.number<std::int64_t>(root, "record_finish_ns");
  check_time(file, r.busy_ns);
  check_time(file, r.idle_ns);
  if (r.start_ns < 0 || r.finish_ns < 0) damaged(file, "a time is out of range");
  return r;
}

}  // namespace

Segment read_segment(const std::filesystem::path& path,
                     std::optional<std::uint64_t> manifest_digest, SegmentRows rows) {
  check_seal(path);
  const auto file = h5::File::open(path);
  check_mark(file, FileKind::segment);
  if (manifest_digest && file.number<std::uint64_t>("/", "manifest_digest") != *manifest_digest) {
    fail_store("{}: belongs to another sweep (its manifest digest differs)", path.string());
  }
  Segment segment;
  segment.rank = {file.number<std::uint32_t>("/", "rank"), file.text("/", "host"),
                  file.text("/", "device")};
  const SegmentName own{segment.rank.rank, file.number<std::uint32_t>("/", "number")};
  if (const auto name = parse_segment_name(path.filename().string()); name && *name != own) {
    fail_store("{}: has another's name (it was written as segment {} of rank {})", path.string(),
               own.number, own.rank);
  }
  const UnitTable table(file);
  segment.units.resize(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    auto& u = segment.units[i];
    u.unit = UnitId(table.id[i]);
    u.task = TaskId(table.task[i]);
    u.first_sample = SampleId(table.first_sample[i]);
    u.sample_count = table.sample_count[i];
    u.busy_ns = table.busy[i];
  }
  read_unit_programs(file, table, segment.units);
  if (rows == SegmentRows::all) {
    read_cells(file, table, segment.units);
  } else {
    check_cells(file, table);
  }
  read_timings(file, table, segment.units);
  read_errors(file, table, segment.units);
  read_kept(file, table, rows, segment.units);
  read_printed(file, table, segment.units);
  read_answered(file, table, segment.units);
  const auto phases = read_phases(file);
  const auto of_units = sum(table.phase_count);
  segment.record = read_record(file);
  if (phases.size() < of_units || (!segment.record && phases.size() != of_units)) {
    damaged(file, "its phases do not fit its units");
  }
  auto next = phases.begin();
  for (std::size_t i = 0; i < table.size(); ++i) {
    segment.units[i].phases.assign(next, next + table.phase_count[i]);
    next += table.phase_count[i];
  }
  if (segment.record) segment.record->phases.assign(next, phases.end());
  return segment;
}

}  // namespace battalion::store
