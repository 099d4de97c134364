#include <algorithm>
#include <tuple>

#include "store/detail/aggregate_write.hpp"
#include "store/detail/score_block.hpp"

namespace battalion::store::detail {
namespace {

class ScoreWriter {
 public:
  ScoreWriter(h5::File& file, const Whole& whole, Scan& scan, const MemoryPlan& memory)
      : whole_(whole),
        scan_(scan),
        stripe_(memory.stripe_chunks * chunk_columns),
        cache_(scan.segments, memory.open_segments),
        units_of_(units_of_tasks(whole, scan)),
        error_counts_(scan.errors.size()),
        fill_(static_cast<std::uint8_t>(whole.manifest.cross() ? score::Outcome::pending : score::Outcome::unpaired)),
        outcome_(create(file, "/scores/outcome", fill_)),
        cells_right_(create(file, "/scores/cells_right", 0)),
        error_(create(file, "/scores/error", 0)),
        digest_(create(file, "/scores/output_digest", 0)) {
    std::vector<std::string> names;
    for (int i = 0; i < score::outcome_count; ++i) names.emplace_back(name(static_cast<score::Outcome>(i)));
    file.set("/scores/outcome", "codes", names);
  }

  std::vector<std::uint64_t> write() {
    const std::uint64_t samples = whole_.manifest.samples.size(), programs = whole_.manifest.program_count();
    Block block;
    for (std::uint64_t s = 0; s < samples; s += chunk_rows) {
      for (std::uint64_t p = 0; p < programs; p += stripe_) {
        block.begin(s, std::min(chunk_rows, samples - s), p, std::min(stripe_, programs - p), fill_);
        fill(block);
        block.count(scan_.summary, error_counts_);
        put(block);
      }
    }
    return std::move(error_counts_);
  }

 private:
  h5::Dataset create(h5::File& file, std::string_view path, std::uint8_t fill_value) {
    const Field& f = field(path);
    const std::uint64_t samples = whole_.manifest.samples.size(), programs = whole_.manifest.program_count();
    h5::Layout layout;
    layout.chunk = {std::clamp<std::uint64_t>(samples, 1, chunk_rows), std::clamp<std::uint64_t>(programs, 1, chunk_columns)};
    layout.fill = fill_value;
    layout.packing = f.packing;
    return file.create_dataset(std::string(path), f.type, {samples, programs}, layout, f.about);
  }

  void fill(Block& block);
  void fill_unit(Block& block, std::uint32_t unit);
  void put(const Block& block);

  const Whole& whole_;
  Scan& scan_;
  std::uint64_t stripe_;
  SegmentCache cache_;
  std::vector<std::vector<std::uint32_t>> units_of_;
  std::vector<std::uint64_t> error_counts_;
  std::uint8_t fill_;
  h5::Dataset outcome_, cells_right_, error_, digest_;
  PairRows in_;  // of a segment, on their way
};

/// Positions [from, to) of the unit's programs, among which are all that lie in the block.
std::pair<std::uint64_t, std::uint64_t> columns_in(const Block& block, const Whole& whole, const PlannedUnit& unit) {
  const std::uint64_t count = unit.row.program_count, end = block.first_program + block.columns;
  if (!whole.places[unit.part].ascending) {
    std::uint64_t from = count, to = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
      if (!block.has_program(whole.program(unit, i))) continue;
      from = std::min(from, i);
      to = i + 1;
    }
    return {from, to};
  }
  const auto below = [&](std::uint64_t program) {
    std::uint64_t low = 0, high = count;
    while (low < high) {
      const std::uint64_t middle = low + (high - low) / 2;
      if (whole.program(unit, middle) < program) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  };
  return {below(block.first_program), below(end)};
}

void ScoreWriter::fill(Block& block) {
  const Manifest& m = whole_.manifest;
  const std::uint64_t last_sample = block.first_sample + block.rows - 1;
  const auto first_task = m.samples[block.first_sample].task.value, last_task = m.samples[last_sample].task.value;
  for (std::uint32_t t = first_task; t <= last_task; ++t) {
    if (!m.cross()) {
      const auto& task = m.tasks[t];
      block.pair(std::span(m.pair_program).subspan(m.pair_offset[t], m.pair_offset[t + 1] - m.pair_offset[t]),
                 task.first_sample, std::uint64_t{task.first_sample} + task.sample_count);
    }
    for (const auto unit : units_of_[t]) fill_unit(block, unit);
  }
}

void ScoreWriter::fill_unit(Block& block, std::uint32_t number) {
  const PlannedUnit& unit = whole_.units[number];
  const UnitRow& u = unit.row;
  const UnitPlace& place = scan_.units[number];
  const std::uint64_t first = std::max<std::uint64_t>(u.first_sample, block.first_sample);
  const std::uint64_t last = std::min<std::uint64_t>(std::uint64_t{u.first_sample} + u.sample_count, block.first_sample + block.rows);
  if (first >= last) return;
  const auto [from, to] = columns_in(block, whole_, unit);
  if (from >= to) return;
  const OpenSegment& segment = cache_.get(place.segment);
  segment.read(place.cell + (first - u.first_sample) * u.program_count + from, last - first, to - from, u.program_count, in_);
  std::vector<std::uint32_t> columns(to - from);
  for (std::uint64_t c = 0; c < columns.size(); ++c) columns[c] = whole_.program(unit, from + c);
  if (const char* const flaw = block.add(in_, first, columns, place.errors, scan_.summary)) {
    throw SegmentSpoilt{segment.path(), fmt::format("{}: is damaged ({})", segment.path().string(), flaw)};
  }
}

void ScoreWriter::put(const Block& block) {
  for (std::uint64_t chunk = 0; chunk < block.touched.size(); ++chunk) {
    if (!block.touched[chunk]) continue;
    const std::uint64_t column = chunk * chunk_columns;
    const h5::Extents start = {block.first_sample, block.first_program + column};
    const h5::Extents count = {block.rows, std::min(chunk_columns, block.columns - column)};
    outcome_.write(start, count, block.outcome.data() + column, block.columns);
    cells_right_.write(start, count, block.cells_right.data() + column, block.columns);
    error_.write(start, count, block.error.data() + column, block.columns);
    digest_.write(start, count, block.digest.data() + column, block.columns);
  }
}

}  // namespace

std::vector<std::vector<std::uint32_t>> units_of_tasks(const Whole& whole, const Scan& scan) {
  std::vector<std::vector<std::uint32_t>> units(whole.manifest.tasks.size());
  for (std::uint32_t u = 0; u < whole.units.size(); ++u) {
    if (scan.units[u].found()) units[whole.units[u].row.task.value].push_back(u);
  }
  const auto order = [&](std::uint32_t u) {
    const PlannedUnit& unit = whole.units[u];
    return std::tuple(unit.part, unit.row.first_program, unit.row.first_sample, u);
  };
  for (auto& list : units) {
    std::sort(list.begin(), list.end(), [&](auto a, auto b) { return order(a) < order(b); });
  }
  return units;
}

std::vector<std::uint64_t> write_scores(h5::File& file, const Whole& whole, Scan& scan, const MemoryPlan& memory) {
  return ScoreWriter(file, whole, scan, memory).write();
}

}  // namespace battalion::store::detail
