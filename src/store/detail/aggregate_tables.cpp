#include "store/detail/aggregate_write.hpp"

namespace battalion::store::detail {

namespace {

h5::Dataset create_growing(h5::File& file, std::string_view path) {
  const Field& f = field(path);
  h5::Layout layout;
  layout.chunk = {16384};
  layout.growing = true;
  return file.create_dataset(std::string(path), f.type, {0}, layout, f.about);
}

// The kept rows of one segment's units, read a sample at a time.
class KeptUnit {
 public:
  KeptUnit(const Scan& scan, const UnitRow& unit, const UnitPlace& place)
      : path_(scan.segments[place.segment]), first_sample_(unit.first_sample) {
    const auto file = open_segment(path_);
    const h5::Extents start = {place.kept}, count = {place.kept_count};
    std::vector<std::uint32_t> sample(place.kept_count);
    std::vector<std::uint16_t> height(place.kept_count), width(place.kept_count);
    file.open_dataset("/kept/sample", h5::Type::u32, 1).read(start, count, sample.data());
    file.open_dataset("/kept/height", h5::Type::u16, 1).read(start, count, height.data());
    file.open_dataset("/kept/width", h5::Type::u16, 1).read(start, count, width.data());
    std::uint64_t cell = place.kept_cell;
    std::size_t row = 0;
    for (std::uint32_t s = 0; s <= unit.sample_count; ++s) {
      while (row < sample.size() && sample[row] < unit.first_sample + s) {
        cell += std::uint64_t{height[row]} * width[row];
        ++row;
      }
      row_.push_back(place.kept + row);
      cell_.push_back(cell);
    }
  }

  bool has(std::uint32_t sample) const {
    if (sample < first_sample_ || sample - first_sample_ + 1 >= row_.size()) return false;
    const auto i = sample - first_sample_;
    return row_[i] != row_[i + 1];
  }

  struct Rows {
    std::vector<std::uint32_t> program;
    std::vector<std::uint16_t> height, width;
    std::vector<std::int8_t> cells;
  };
  Rows read(std::uint32_t sample) const {
    const auto i = sample - first_sample_;
    const h5::Extents start = {row_[i]}, count = {row_[i + 1] - row_[i]};
    Rows rows{std::vector<std::uint32_t>(count[0]), std::vector<std::uint16_t>(count[0]),
              std::vector<std::uint16_t>(count[0]),
              std::vector<std::int8_t>(cell_[i + 1] - cell_[i])};
    const auto file = open_segment(path_);
    file.open_dataset("/kept/program", h5::Type::u32, 1).read(start, count, rows.program.data());
    file.open_dataset("/kept/height", h5::Type::u16, 1).read(start, count, rows.height.data());
    file.open_dataset("/kept/width", h5::Type::u16, 1).read(start, count, rows.width.data());
    file.open_dataset("/kept/grid", h5::Type::i8, 1)
        .read(h5::Extents{cell_[i]}, h5::Extents{rows.cells.size()}, rows.cells.data());
    return rows;
  }

 private:
  std::filesystem::path path_;
  std::uint32_t first_sample_;
  std::vector<std::uint64_t> row_;  // [samples + 1] first row of each sample in the segment's /kept
  std::vector<std::uint64_t> cell_;  // [samples + 1] first element of each in /kept/grid
};

class OutputWriter {
 public:
  explicit OutputWriter(h5::File& file)
      : sample_(create_growing(file, "/outputs/sample")),
        program_(create_growing(file, "/outputs/program")),
        height_(create_growing(file, "/outputs/height")),
        width_(create_growing(file, "/outputs/width")),
        offset_(create_growing(file, "/outputs/offset")),
        cells_(create_growing(file, "/outputs/cells")) {}

  void add(std::uint32_t sample, const KeptUnit::Rows& rows) {
    std::uint64_t at = written_ + out_cells_.size();
    for (std::size_t i = 0; i < rows.program.size(); ++i) {
      out_sample_.push_back(sample);
      out_program_.push_back(rows.program[i]);
      out_height_.push_back(rows.height[i]);
      out_width_.push_back(rows.width[i]);
      out_offset_.push_back(at);
      at += std::uint64_t{rows.height[i]} * rows.width[i];
    }
    out_cells_.insert(out_cells_.end(), rows.cells.begin(), rows.cells.end());
    if (out_cells_.size() > (1u << 22)) flush();
  }

  void flush() {
    sample_.append<std::uint32_t>(out_sample_);
    program_.append<std::uint32_t>(out_program_);
    height_.append<std::uint16_t>(out_height_);
    width_.append<std::uint16_t>(out_width_);
    offset_.append<std::uint64_t>(out_offset_);
    cells_.append<std::int8_t>(out_cells_);
    written_ += out_cells_.size();
    out_sample_.clear();
    out_program_.clear();
    out_height_.clear();
    out_width_.clear();
    out_offset_.clear();
    out_cells_.clear();
  }

 private:
  h5::Dataset sample_, program_, height_, width_, offset_, cells_;
  std::uint64_t written_ = 0;
  std::vector<std::uint32_t> out_sample_, out_program_;
  std::vector<std::uint16_t> out_height_, out_width_;
  std::vector<std::uint64_t> out_offset_;
  std::vector<std::int8_t> out_cells_;
};

}  // namespace

void write_outputs(h5::File& file, const Manifest& manifest, const Scan& scan) {
  OutputWriter writer(file);
  const auto units_of = units_of_tasks(manifest, scan);
  for (std::size_t t = 0; t < manifest.tasks.size(); ++t) {
    std::vector<KeptUnit> kept;  // in order of their programs, which do not overlap for one sample
    for (const auto u : units_of[t]) {
      if (scan.units[u].kept_count > 0) kept.emplace_back(scan, manifest.units[u], scan.units[u]);
    }
    if (kept.empty()) continue;
    const auto& task = manifest.tasks[t];
    for (std::uint32_t s = task.first_sample; s < task.first_sample + task.sample_count; ++s) {
      for (const auto& unit : kept) {
        if (unit.has(s)) writer.add(s, unit.read(s));
      }
    }
  }
  writer.flush();
}

namespace {

void write_sample_timings(h5::File& file, const Scan& scan) {
  std::vector<std::int64_t> wall, cpu, queue, start;
  std::vector<std::int32_t> rank, device;
  for (const auto& s : scan.samples) {
    wall.push_back(s.timing.wall_ns);
    cpu.push_back(s.timing.cpu_ns);
    queue.push_back(s.timing.queue_ns);
    start.push_back(s.timing.start_ns);
    rank.push_back(s.rank);
    device.push_back(s.device);
  }
  write_column(file, "/timings/sample/wall_ns", wall);
  write_column(file, "/timings/sample/cpu_ns", cpu);
  write_column(file, "/timings/sample/queue_ns", queue);
  write_column(file, "/timings/sample/start_ns", start);
  write_column(file, "/timings/sample/rank", rank);
  write_column(file, "/timings/sample/device", device);
}

void write_phases(h5::File& file, const Scan& scan) {
  std::vector<std::int32_t> task, rank;
  std::vector<std::uint8_t> phase;
  std::vector<std::int64_t> wall, cpu;
  for (const auto& [key, times] : scan.phases) {
    task.push_back(std::get<0>(key));
    phase.push_back(std::get<1>(key));
    rank.push_back(std::get<2>(key));
    wall.push_back(times.first);
    cpu.push_back(times.second);
  }
  write_column(file, "/timings/phase/task", task);
  write_column(file, "/timings/phase/phase", phase);
  write_column(file, "/timings/phase/rank", rank);
  write_column(file, "/timings/phase/wall_ns", wall);
  write_column(file, "/timings/phase/cpu_ns", cpu);
}

void write_answered(h5::File& file, const Scan& scan) {
  std::vector<std::uint8_t> engine;
  std::vector<std::string> why;
  std::vector<std::uint64_t> pairs;
  for (const auto& [what, count] : scan.answered) {
    engine.push_back(static_cast<std::uint8_t>(what.first));
    why.push_back(what.second);
    pairs.push_back(count);
  }
  write_column(file, "/timings/answered/engine", engine);
  write_column(file, "/timings/answered/why", why);
  write_column(file, "/timings/answered/pairs", pairs);
}

void write_ranks(h5::File& file, const Scan& scan) {
  std::vector<std::uint32_t> rank, units;
  std::vector<std::string> host, device;
  std::vector<std::int64_t> busy, idle, start, finish;
  for (const auto& [number, row] : scan.ranks) {
    rank.push_back(number);
    host.push_back(row.info.host);
    device.push_back(row.info.device);
    units.push_back(row.record.units);
    busy.push_back(row.record.busy_ns);
    idle.push_back(row.recorded ? row.record.idle_ns : -1);
    start.push_back(row.record.start_ns);
    finish.push_back(row.record.finish_ns);
  }
  write_column(file, "/ranks/rank", rank);
  write_column(file, "/ranks/host", host);
  write_column(file, "/ranks/device", device);
  write_column(file, "/ranks/units", units);
  write_column(file, "/ranks/busy_ns", busy);
  write_column(file, "/ranks/idle_ns", idle);
  write_column(file, "/ranks/start_ns", start);
  write_column(file, "/ranks/finish_ns", finish);
}

}  // namespace

void write_small_tables(h5::File& file, const Scan& scan) {
  write_sample_timings(file, scan);
  write_phases(file, scan);
  write_answered(file, scan);
  write_ranks(file, scan);
  std::vector<std::string> kind, message;
  for (const auto& e : scan.errors) {
    kind.push_back(e.kind);
    message.push_back(e.message);
  }
  write_column(file, "/errors/kind", kind);
  write_column(file, "/errors/message", message);
  write_column(file, "/errors/count", scan.error_counts);
}

}  // namespace battalion::store::detail
