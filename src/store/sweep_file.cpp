#include "store/sweep_file.hpp"

#include <algorithm>

#include "store/tables.hpp"

namespace battalion::store {

namespace {

h5::File open_sweep(const std::filesystem::path& path) {
  auto file = h5::File::open(path);
  check_mark(file, FileKind::sweep);
  return file;
}

}  // namespace

std::uint64_t OutcomeCounts::evaluations() const {
  std::uint64_t n = 0;
  for (const auto c : by_code) n += c;
  return n - of(score::Outcome::unpaired);
}

SweepFile::SweepFile(const std::filesystem::path& path) : file_(open_sweep(path)) {
  facts_ = read_facts(file_);
  devices_ = file_.texts("/", "devices");
  finished_ns_ = file_.number<std::int64_t>("/", "finished_ns");
  if (finished_ns_ < 0) fail_store("{}: a time is out of range; the file is damaged", file_.name());
  units_ = file_.number<std::uint64_t>("/", "units");
  missing_units_ = file_.number<std::uint64_t>("/", "missing_units");
  tasks_ = read_tasks(file_);
  samples_ = read_samples(file_, false);
  programs_ = read_programs(file_, false);
  problems_ = read_problems(file_);
  check_shapes();
}

void SweepFile::check_shapes() const {
  const h5::Extents expected = {samples_.size(), programs_.size()};
  for (const char* const path :
       {"/scores/outcome", "/scores/cells_right", "/scores/error", "/scores/output_digest"}) {
    if (file_.open_dataset(path, field(path).type, 2).extents() != expected) {
      fail_store("{}: {} does not fit the tables; the file is damaged", file_.name(), path);
    }
  }
  const bool fits = std::all_of(samples_.begin(), samples_.end(),
                                [&](const SampleRow& s) { return s.task.value < tasks_.size(); });
  std::uint64_t next = 0;
  const bool in_turn = std::all_of(tasks_.begin(), tasks_.end(), [&](const TaskRow& t) {
    const bool here = t.first_sample == next && t.demo_count <= t.sample_count;
    next += t.sample_count;
    return here;
  });
  if (!fits || !in_turn || next != samples_.size()) {
    fail_store("{}: /samples does not fit /tasks; the file is damaged", file_.name());
  }
  check_order();
}

void SweepFile::check_order() const {
  for (std::size_t s = 0; s < samples_.size(); ++s) {
    const TaskRow& task = tasks_[samples_[s].task.value];
    if (s < task.first_sample || s - task.first_sample >= task.sample_count) {
      fail_store("{}: a sample is not among those of its task; the file is damaged", file_.name());
    }
  }
}

arc::Grid SweepFile::read_grid(const std::string& offsets, SampleId sample, arc::Grid shape) const {
  std::uint64_t offset = 0;
  const auto at = file_.open_dataset(offsets, h5::Type::u64, 1);
  const auto cells = file_.open_dataset("/samples/grid", h5::Type::i8, 1);
  const std::uint64_t size = std::uint64_t{shape.height} * shape.width;
  if (at.size() != samples_.size())
    fail_store("{}: {} does not fit /samples; the file is damaged", file_.name(), offsets);
  at.read(h5::Extents{sample.value}, h5::Extents{1}, &offset);
  if (offset > cells.size() || size > cells.size() - offset) {
    fail_store("{}: a grid lies outside of /samples/grid; the file is damaged", file_.name());
  }
  shape.cells.resize(size);
  cells.read(h5::Extents{offset}, h5::Extents{size}, shape.cells.data());
  return shape;
}

arc::Grid SweepFile::input(SampleId sample) const {
  return read_grid("/samples/input_offset", sample, samples_.at(sample.value).input);
}

arc::Grid SweepFile::output(SampleId sample) const {
  return read_grid("/samples/output_offset", sample, samples_.at(sample.value).output);
}

std::string SweepFile::source(ProgramId program) const {
  const auto offsets = file_.open_dataset("/programs/source_offset", h5::Type::u64, 1);
  const auto bytes = file_.open_dataset("/programs/source", h5::Type::u8, 1);
  std::uint64_t range[2] = {};
  if (offsets.size() != programs_.size() + 1)
    fail_store("{}: /programs/source_offset does not fit /programs; the file is damaged",
               file_.name());
  BATTALION_EXPECT(program.value < programs_.size());
  offsets.read(h5::Extents{program.value}, h5::Extents{2}, range);
  if (range[0] > range[1] || range[1] > bytes.size()) {
    fail_store("{}: a source lies outside of /programs/source; the file is damaged", file_.name());
  }
  std::vector<std::uint8_t> text(range[1] - range[0]);
  bytes.read(h5::Extents{range[0]}, h5::Extents{text.size()}, text.data());
  return std::string(text.begin(), text.end());
}

std::vector<std::uint64_t> SweepFile::source_bytes() const {
  const auto offsets = file_.read<std::uint64_t>("/programs/source_offset", programs_.size() + 1);
  std::vector<std::uint64_t> bytes;
  for (std::size_t p = 0; p < programs_.size(); ++p) {
    if (offsets[p] > offsets[p + 1]) {
      fail_store("{}: a source lies outside of /programs/source; the file is damaged", file_.name());
    }
    bytes.push_back(offsets[p + 1] - offsets[p]);
  }
  return bytes;
}

template <class T>
std::vector<T> SweepFile::read_part(const std::string& path, const Rectangle& part) const {
  const auto set = file_.open_dataset(path, h5::type_of<T>(), 2);
  std::vector<T> data(part.samples * part.programs);
  set.read(h5::Extents{part.first_sample, part.first_program},
           h5::Extents{part.samples, part.programs}, data.data());
  return data;
}

void SweepFile::check_outcome(const std::vector<std::uint8_t>& outcomes) const {
  for (const auto o : outcomes) {
    if ((o & 0x7f) >= score::outcome_count) {
      fail_store("{}: /scores/outcome holds an unknown code ({}); the file is damaged",
                 file_.name(), o);
    }
  }
}

std::vector<std::uint8_t> SweepFile::outcomes(const Rectangle& part) const {
  auto data = read_part<std::uint8_t>("/scores/outcome", part);
  check_outcome(data);
  return data;
}

std::vector<std::uint16_t> SweepFile::cells_right(const Rectangle& part) const {
  return read_part<std::uint16_t>("/scores/cells_right", part);
}

std::vector<std::uint64_t> SweepFile::output_digests(const Rectangle& part) const {
  return read_part<std::uint64_t>("/scores/output_digest", part);
}

std::vector<std::uint32_t> SweepFile::error_numbers(const Rectangle& part) const {
  return read_part<std::uint32_t>("/scores/error", part);
}

void SweepFile::for_each_outcome(const Visit& visit) const {
  const auto set = file_.open_dataset("/scores/outcome", h5::Type::u8, 2);
  std::vector<std::uint8_t> data;
  for (std::uint64_t s = 0; s < samples_.size(); s += band_samples) {
    for (std::uint64_t p = 0; p < programs_.size(); p += band_programs) {
      const Rectangle part = {s, std::min<std::uint64_t>(band_samples, samples_.size() - s), p,
                              std::min<std::uint64_t>(band_programs, programs_.size() - p)};
      data.resize(part.samples * part.programs);
      set.read(h5::Extents{s, p}, h5::Extents{part.samples, part.programs}, data.data());
      check_outcome(data);
      visit(part, data);
    }
  }
}

Counts SweepFile::count(std::optional<arc::Split> split) const {
  Counts counts;
  counts.by_task.resize(tasks_.size());
  counts.by_program.resize(programs_.size());
  for_each_outcome([&](const Rectangle& part, std::span<const std::uint8_t> outcomes) {
    for (std::uint64_t s = 0; s < part.samples; ++s) {
      const auto& sample = samples_[part.first_sample + s];
      if (split && sample.split != *split) continue;
      auto& task = counts.by_task[sample.task.value];
      for (std::uint64_t p = 0; p < part.programs; ++p) {
        const auto outcome = outcomes[s * part.programs + p];
        counts.all.add(outcome);
        task.add(outcome);
        counts.by_program[part.first_program + p].add(outcome);
      }
    }
  });
  return counts;
}

SampleTimings SweepFile::sample_timings() const {
  const auto n = samples_.size();
  SampleTimings t = {file_.read<std::int64_t>("/timings/sample/wall_ns", n),
                     file_.read<std::int64_t>("/timings/sample/cpu_ns", n),
                     file_.read<std::int64_t>("/timings/sample/queue_ns", n),
                     file_.read<std::int64_t>("/timings/sample/start_ns", n),
                     file_.read<std::int32_t>("/timings/sample/rank", n),
                     file_.read<std::int32_t>("/timings/sample/device", n)};
  for (const auto* times : {&t.wall_ns, &t.cpu_ns, &t.queue_ns}) {
    for (const auto ns : *times) check_time(file_, ns);
  }
  return t;
}

PhaseTimings SweepFile::phase_timings() const {
  PhaseTimings t;
  t.task = file_.read<std::int32_t>("/timings/phase/task");
  const auto n = t.task.size();
  t.phase = file_.read<std::uint8_t>("/timings/phase/phase", n);
  t.rank = file_.read<std::int32_t>("/timings/phase/rank", n);
  t.wall_ns = file_.read<std::int64_t>("/timings/phase/wall_ns", n);
  t.cpu_ns = file_.read<std::int64_t>("/timings/phase/cpu_ns", n);
  for (const auto* times : {&t.wall_ns, &t.cpu_ns}) {
    for (const auto ns : *times) check_time(file_, ns);
  }
  for (const auto phase : t.phase) {
    if (phase >= std::size(score::phase_names)) fail_store("{}: a phase is unknown; the file is damaged", file_.name());
  }
  return t;
}

std::vector<score::Answered> SweepFile::answered() const {
  const auto engine = file_.read<std::uint8_t>("/timings/answered/engine");
  auto why = file_.read_text("/timings/answered/why", engine.size());
  const auto pairs = file_.read<std::uint64_t>("/timings/answered/pairs", engine.size());
  std::vector<score::Answered> rows;
  for (std::size_t i = 0; i < engine.size(); ++i) {
    if (engine[i] >= score::engine_count) fail_store("{}: an engine is unknown; the file is damaged", file_.name());
    rows.push_back({static_cast<score::Engine>(engine[i]), std::move(why[i]), pairs[i]});
  }
  return rows;
}

std::vector<SweepRank> SweepFile::ranks() const {
  const auto rank = file_.read<std::uint32_t>("/ranks/rank");
  const auto n = rank.size();
  const auto host = file_.read_text("/ranks/host", n);
  const auto device = file_.read_text("/ranks/device", n);
  const auto units = file_.read<std::uint32_t>("/ranks/units", n);
  const auto busy = file_.read<std::int64_t>("/ranks/busy_ns", n);
  const auto idle = file_.read<std::int64_t>("/ranks/idle_ns", n);
  const auto start = file_.read<std::int64_t>("/ranks/start_ns", n);
  const auto finish = file_.read<std::int64_t>("/ranks/finish_ns", n);
  std::vector<SweepRank> rows;
  for (std::size_t i = 0; i < n; ++i) {
    rows.push_back({rank[i], host[i], device[i], units[i], busy[i], idle[i], start[i], finish[i]});
  }
  return rows;
}

std::vector<SweepError> SweepFile::errors() const {
  auto kind = file_.read_text("/errors/kind");
  auto message = file_.read_text("/errors/message", kind.size());
  const auto count = file_.read<std::uint64_t>("/errors/count", kind.size());
  std::vector<SweepError> rows;
  for (std::size_t i = 0; i < kind.size(); ++i)
    rows.push_back({std::move(kind[i]), std::move(message[i]), count[i]});
  return rows;
}

std::vector<score::Printed> SweepFile::printed() const {
  if (!file_.exists("/printed/program")) return {};
  const auto program = file_.read<std::uint32_t>("/printed/program");
  const auto sample = file_.read<std::uint32_t>("/printed/sample", program.size());
  auto out = file_.read_text("/printed/out", program.size());
  auto err = file_.read_text("/printed/err", program.size());
  std::vector<score::Printed> rows;
  for (std::size_t i = 0; i < program.size(); ++i) {
    if (program[i] >= programs_.size() || sample[i] >= samples_.size()) fail_store("{}: /printed names what is not there; the file is damaged", file_.name());
    rows.push_back({SampleId(sample[i]), ProgramId(program[i]), std::move(out[i]), std::move(err[i])});
  }
  return rows;
}

std::uint64_t SweepFile::output_count() const {
  return file_.open_dataset("/outputs/sample", h5::Type::u32, 1).size();
}

std::vector<score::KeptOutput> SweepFile::outputs(SampleId first, std::uint32_t count) const {
  const auto sample = file_.read<std::uint32_t>("/outputs/sample");
  const auto begin = std::lower_bound(sample.begin(), sample.end(), first.value);
  const auto end = std::lower_bound(begin, sample.end(), std::uint64_t{first.value} + count);
  const auto rows = static_cast<std::uint64_t>(end - begin);
  std::vector<score::KeptOutput> kept;
  if (rows == 0) return kept;
  const h5::Extents from = {static_cast<std::uint64_t>(begin - sample.begin())}, size = {rows};
  const auto read = [&](const char* path, auto value) {
    const auto set = file_.open_dataset(path, h5::type_of<decltype(value)>(), 1);
    if (set.size() != sample.size())
      fail_store("{}: {} does not fit /outputs; the file is damaged", file_.name(), path);
    std::vector<decltype(value)> data(rows);
    set.read(from, size, data.data());
    return data;
  };
  const auto program = read("/outputs/program", std::uint32_t{});
  const auto height = read("/outputs/height", std::uint16_t{});
  const auto width = read("/outputs/width", std::uint16_t{});
  const auto offset = read("/outputs/offset", std::uint64_t{});
  const auto cells = file_.open_dataset("/outputs/cells", h5::Type::i8, 1);
  for (std::size_t i = 0; i < rows; ++i) {
    arc::Grid grid{height[i], width[i], {}};
    grid.cells.resize(std::size_t{height[i]} * width[i]);
    if (offset[i] > cells.size() || grid.cells.size() > cells.size() - offset[i]) {
      fail_store("{}: a kept answer lies outside of /outputs/cells; the file is damaged",
                 file_.name());
    }
    cells.read(h5::Extents{offset[i]}, h5::Extents{grid.cells.size()}, grid.cells.data());
    kept.push_back(
        {SampleId(begin[static_cast<std::ptrdiff_t>(i)]), ProgramId(program[i]), std::move(grid)});
  }
  return kept;
}

}  // namespace battalion::store
