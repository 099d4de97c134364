#include <algorithm>
#include <numeric>

#include "store/durable.hpp"
#include "store/schema.hpp"
#include "store/segment.hpp"

namespace battalion::store {

namespace {

// All rows of all units, column by column.
struct Columns {
  std::vector<std::uint32_t> id, task, first_sample, sample_count, program_count, error_count,
      kept_count, printed_count, phase_count, answered_count, program;
  std::vector<std::int64_t> busy;
  std::vector<std::uint8_t> outcome;
  std::vector<std::uint16_t> cells_right, error;
  std::vector<std::uint64_t> digest;
  std::vector<std::int64_t> wall, cpu, queue, start;
  std::vector<std::string> kind, message;
  std::vector<std::uint32_t> kept_sample, kept_program;
  std::vector<std::uint16_t> kept_height, kept_width;
  std::vector<std::int8_t> kept_grid;
  std::vector<std::uint32_t> printed_sample, printed_program;
  std::vector<std::string> printed_out, printed_err;
  std::vector<std::uint32_t> phase_task;
  std::vector<std::uint8_t> phase;
  std::vector<std::int64_t> phase_wall, phase_cpu;
  std::vector<std::uint8_t> answered_engine;
  std::vector<std::string> answered_why;
  std::vector<std::uint64_t> answered_pairs;

  void reserve(std::size_t cells) {
    outcome.reserve(cells);
    cells_right.reserve(cells);
    error.reserve(cells);
    digest.reserve(cells);
  }
  void add(const score::UnitResult& u);
  void add_kept(const score::UnitResult& u);
  void add(const score::PhaseTiming& p) {
    phase_task.push_back(p.task.value);
    phase.push_back(p.phase);
    phase_wall.push_back(p.wall_ns);
    phase_cpu.push_back(p.cpu_ns);
  }
};

std::uint32_t count(std::size_t n) { return static_cast<std::uint32_t>(n); }

void Columns::add_kept(const score::UnitResult& u) {
  std::vector<std::size_t> order(u.kept.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) {
    return std::pair(u.kept[a].sample, u.kept[a].program) <
           std::pair(u.kept[b].sample, u.kept[b].program);
  });
  for (const auto i : order) {
    const auto& k = u.kept[i];
    BATTALION_EXPECT(k.grid.cells.size() == std::size_t{k.grid.height} * k.grid.width);
    kept_sample.push_back(k.sample.value);
    kept_program.push_back(k.program.value);
    kept_height.push_back(k.grid.height);
    kept_width.push_back(k.grid.width);
    kept_grid.insert(kept_grid.end(), k.grid.cells.begin(), k.grid.cells.end());
  }
}

void Columns::add(const score::UnitResult& u) {
  BATTALION_EXPECT(u.cells.size() == u.sample_count * u.programs.size());
  BATTALION_EXPECT(u.timings.size() == u.sample_count);
  id.push_back(u.unit.value);
  task.push_back(u.task.value);
  first_sample.push_back(u.first_sample.value);
  sample_count.push_back(u.sample_count);
  program_count.push_back(count(u.programs.size()));
  error_count.push_back(count(u.errors.size()));
  kept_count.push_back(count(u.kept.size()));
  printed_count.push_back(count(u.printed.size()));
  phase_count.push_back(count(u.phases.size()));
  answered_count.push_back(count(u.answered.size()));
  busy.push_back(u.busy_ns);
  for (const auto p : u.programs) program.push_back(p.value);
  for (const auto& c : u.cells) {
    BATTALION_EXPECT(c.error <= u.errors.size());
    outcome.push_back(c.outcome);
    cells_right.push_back(c.cells_right);
    error.push_back(c.error);
    digest.push_back(c.output_digest);
  }
  for (const auto& t : u.timings) {
    wall.push_back(t.wall_ns);
    cpu.push_back(t.cpu_ns);
    queue.push_back(t.queue_ns);
    start.push_back(t.start_ns);
  }
  for (const auto& e : u.errors) {
    kind.push_back(e.kind);
    message.push_back(e.message);
  }
  add_kept(u);
  for (const auto& p : u.printed) {
    printed_sample.push_back(p.sample.value);
    printed_program.push_back(p.program.value);
    printed_out.push_back(p.out);
    printed_err.push_back(p.err);
  }
  for (const auto& p : u.phases) add(p);
  for (const auto& a : u.answered) {
    answered_engine.push_back(static_cast<std::uint8_t>(a.engine));
    answered_why.push_back(a.why);
    answered_pairs.push_back(a.pairs);
  }
}

void write_record(h5::File& file, const std::optional<RankRecord>& record) {
  const std::string root = "/";
  file.set(root, "has_record", static_cast<std::uint32_t>(record.has_value()));
  if (!record) return;
  file.set(root, "record_units", record->units);
  file.set(root, "record_busy_ns", record->busy_ns);
  file.set(root, "record_idle_ns", record->idle_ns);
  file.set(root, "record_start_ns", record->start_ns);
  file.set(root, "record_finish_ns", record->finish_ns);
}

}  // namespace

bool write_segment(const std::filesystem::path& path, std::uint64_t manifest_digest,
                   const RankInfo& rank, std::span<const score::UnitResult> units,
                   const std::optional<RankRecord>& record) {
  Columns c;
  std::size_t cells = 0;
  for (const auto& u : units) cells += u.cells.size();
  c.reserve(cells);
  for (const auto& u : units) c.add(u);
  // Phases of the rank come after those of the units.
  if (record) {
    for (const auto& p : record->phases) c.add(p);
  }
  auto file = h5::File::create_in_memory(path);
  mark(file, FileKind::segment);
  file.set("/", "manifest_digest", manifest_digest);
  file.set("/", "rank", rank.rank);
  // So that one that was given another's name is known.
  file.set("/", "number",
           parse_segment_name(path.filename().string()).value_or(SegmentName{}).number);
  file.set("/", "host", std::string_view(rank.host));
  file.set("/", "device", std::string_view(rank.device));
  write_record(file, record);
  const auto write = [&](std::string_view name, const auto& data) {
    write_column(file, name, data, true);
  };
  write("/unit/id", c.id);
  write("/unit/task", c.task);
  write("/unit/first_sample", c.first_sample);
  write("/unit/sample_count", c.sample_count);
  write("/unit/program_count", c.program_count);
  write("/unit/error_count", c.error_count);
  write("/unit/kept_count", c.kept_count);
  write("/unit/printed_count", c.printed_count);
  write("/unit/phase_count", c.phase_count);
  write("/unit/answered_count", c.answered_count);
  write("/unit/busy_ns", c.busy);
  write("/unit_program/program", c.program);
  write("/cell/outcome", c.outcome);
  write("/cell/cells_right", c.cells_right);
  write("/cell/error", c.error);
  write("/cell/output_digest", c.digest);
  write("/sample/wall_ns", c.wall);
  write("/sample/cpu_ns", c.cpu);
  write("/sample/queue_ns", c.queue);
  write("/sample/start_ns", c.start);
  write("/unit_error/kind", c.kind);
  write("/unit_error/message", c.message);
  write("/kept/sample", c.kept_sample);
  write("/kept/program", c.kept_program);
  write("/kept/height", c.kept_height);
  write("/kept/width", c.kept_width);
  write("/kept/grid", c.kept_grid);
  write("/printed/sample", c.printed_sample);
  write("/printed/program", c.printed_program);
  write("/printed/out", c.printed_out);
  write("/printed/err", c.printed_err);
  write("/phase/task", c.phase_task);
  write("/phase/phase", c.phase);
  write("/phase/wall_ns", c.phase_wall);
  write("/phase/cpu_ns", c.phase_cpu);
  write("/answered/engine", c.answered_engine);
  write("/answered/why", c.answered_why);
  write("/answered/pairs", c.answered_pairs);
  return write_sealed(path, file.image(), Existing::keep);
}

}  // namespace battalion::store
