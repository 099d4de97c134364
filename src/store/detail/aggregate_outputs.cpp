#include <algorithm>
#include <tuple>

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

/// A kept answer of the sample at hand, in its segment.
struct Kept {
  std::uint32_t program = 0;  ///< of the whole
  std::uint32_t unit = 0;     ///< of the whole
  std::uint16_t height = 0, width = 0;
  std::uint64_t cell = 0;  ///< its first element of /kept/grid
  std::uint64_t cells() const { return std::uint64_t{height} * width; }
};

/// Where the kept rows of one unit lie, by sample.
class KeptUnit {
 public:
  KeptUnit(const Whole& whole, const Scan& scan, std::uint32_t unit)
      : whole_(&whole), number_(unit), path_(scan.segments[scan.units[unit].segment]) {
    const UnitPlace& place = scan.units[unit];
    const PlannedUnit& planned = whole.units[unit];
    const auto file = open_segment(path_);
    const auto sample = column<std::uint32_t>(file, "/kept/sample", place.kept, place.kept_count);
    const auto height = column<std::uint16_t>(file, "/kept/height", place.kept, place.kept_count);
    const auto width = column<std::uint16_t>(file, "/kept/width", place.kept, place.kept_count);
    const auto first = part_sample(planned);
    std::uint64_t cell = place.kept_cell;
    std::size_t row = 0;
    for (std::uint32_t s = 0; s <= planned.row.sample_count; ++s) {
      for (; row < sample.size() && sample[row] < first + s; ++row) cell += std::uint64_t{height[row]} * width[row];
      row_.push_back(place.kept + row);
      cell_.push_back(cell);
    }
  }

  const std::filesystem::path& path() const { return path_; }

  /// Adds its answers on a sample of the whole.
  void list(std::uint32_t sample, std::vector<Kept>& to) const {
    const PlannedUnit& planned = whole_->units[number_];
    if (sample < planned.row.first_sample || sample - planned.row.first_sample >= planned.row.sample_count) return;
    const auto i = sample - planned.row.first_sample;
    const std::uint64_t rows = row_[i + 1] - row_[i];
    if (rows == 0) return;
    const auto file = open_segment(path_);
    const auto program = column<std::uint32_t>(file, "/kept/program", row_[i], rows);
    const auto height = column<std::uint16_t>(file, "/kept/height", row_[i], rows);
    const auto width = column<std::uint16_t>(file, "/kept/width", row_[i], rows);
    const PartPlace& place = whole_->places[planned.part];
    std::uint64_t cell = cell_[i];
    for (std::size_t k = 0; k < rows; ++k) {
      to.push_back({place.program_in_whole(program[k]), number_, height[k], width[k], cell});
      cell += to.back().cells();
    }
  }

 private:
  template <class T>
  static std::vector<T> column(const h5::File& file, const char* path, std::uint64_t first, std::uint64_t count) {
    std::vector<T> rows(count);
    file.open_dataset(path, h5::type_of<T>(), 1).read(h5::Extents{first}, h5::Extents{count}, rows.data());
    return rows;
  }
  /// The unit's first sample as its part numbers it.
  std::uint32_t part_sample(const PlannedUnit& unit) const {
    const PartPlace& place = whole_->places[unit.part];
    return unit.row.first_sample - place.to[unit.part_task.value] + place.from[unit.part_task.value];
  }

  const Whole* whole_;
  std::uint32_t number_;
  std::filesystem::path path_;
  std::vector<std::uint64_t> row_;   // [samples + 1] first row of each sample in the segment's /kept
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

  /// Answers of one unit that lie one after the other in its segment, whose /kept/grid is `grid`.
  void add(std::uint32_t sample, std::span<const Kept> run, const h5::Dataset& grid) {
    std::uint64_t at = written_ + out_cells_.size(), size = 0;
    for (const Kept& k : run) {
      out_sample_.push_back(sample);
      out_program_.push_back(k.program);
      out_height_.push_back(k.height);
      out_width_.push_back(k.width);
      out_offset_.push_back(at + size);
      size += k.cells();
    }
    const std::size_t before = out_cells_.size();
    out_cells_.resize(before + size);
    grid.read(h5::Extents{run.front().cell}, h5::Extents{size}, out_cells_.data() + before);
    if (out_cells_.size() > at_once || out_sample_.size() > at_once / 16) flush();
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

  static constexpr std::size_t at_once = std::size_t{4} << 20;

 private:
  h5::Dataset sample_, program_, height_, width_, offset_, cells_;
  std::uint64_t written_ = 0;
  std::vector<std::uint32_t> out_sample_, out_program_;
  std::vector<std::uint16_t> out_height_, out_width_;
  std::vector<std::uint64_t> out_offset_;
  std::vector<std::int8_t> out_cells_;
};

/// As many of the first answers as lie one after the other in one segment, and are not too much at once.
std::size_t run_length(std::span<const Kept> kept) {
  std::uint64_t size = kept[0].cells();
  std::size_t n = 1;
  for (; n < kept.size() && kept[n].unit == kept[0].unit && kept[n].cell == kept[0].cell + size; ++n) {
    size += kept[n].cells();
    if (size > OutputWriter::at_once) break;
  }
  return n;
}

}  // namespace

void write_outputs(h5::File& file, const Whole& whole, const Scan& scan) {
  OutputWriter writer(file);
  const auto units_of = units_of_tasks(whole, scan);
  std::vector<Kept> kept;
  for (std::size_t t = 0; t < units_of.size(); ++t) {
    std::vector<KeptUnit> units;
    for (const auto u : units_of[t]) {
      if (scan.units[u].kept_count > 0) units.emplace_back(whole, scan, u);
    }
    if (units.empty()) continue;
    const auto& task = whole.manifest.tasks[t];
    for (std::uint32_t s = task.first_sample; s < task.first_sample + task.sample_count; ++s) {
      kept.clear();
      for (const KeptUnit& unit : units) unit.list(s, kept);
      // Of several parts the first counts, and units are in their order.
      std::stable_sort(kept.begin(), kept.end(), [](const Kept& a, const Kept& b) { return a.program < b.program; });
      const auto same = [](const Kept& a, const Kept& b) { return a.program == b.program; };
      kept.erase(std::unique(kept.begin(), kept.end(), same), kept.end());
      for (std::size_t at = 0; at < kept.size();) {
        const auto run = std::span(kept).subspan(at, run_length(std::span(kept).subspan(at)));
        const auto segment = open_segment(scan.segments[scan.units[run[0].unit].segment]);
        writer.add(s, run, segment.open_dataset("/kept/grid", h5::Type::i8, 1));
        at += run.size();
      }
    }
  }
  writer.flush();
}

}  // namespace battalion::store::detail
