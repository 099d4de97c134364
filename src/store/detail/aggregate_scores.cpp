#include <algorithm>
#include <list>
#include <memory>

#include "store/detail/aggregate_write.hpp"

namespace battalion::store::detail {

namespace {

constexpr std::uint64_t chunk_rows = 64;
constexpr std::uint64_t chunk_columns = 4096;
constexpr std::uint64_t stripe_chunks = 16;  // 64 x 65,536 pairs of 15 bytes at a time: 63 MB

// The cells of one segment, open.
struct OpenSegment {
  std::uint32_t number;
  h5::File file;
  h5::Dataset outcome, cells_right, error, digest;

  OpenSegment(std::uint32_t n, const std::filesystem::path& path)
      : number(n),
        file(open_segment(path)),
        outcome(file.open_dataset("/cell/outcome", h5::Type::u8, 1)),
        cells_right(file.open_dataset("/cell/cells_right", h5::Type::u16, 1)),
        error(file.open_dataset("/cell/error", h5::Type::u16, 1)),
        digest(file.open_dataset("/cell/output_digest", h5::Type::u64, 1)) {}
};

// The segments used last stay open.
class SegmentCache {
 public:
  explicit SegmentCache(const std::vector<std::filesystem::path>& paths) : paths_(paths) {}
  OpenSegment& get(std::uint32_t number) {
    const auto found =
        std::find_if(open_.begin(), open_.end(), [&](auto& s) { return s.number == number; });
    if (found != open_.end()) {
      open_.splice(open_.begin(), open_, found);
    } else {
      if (open_.size() == most) open_.pop_back();
      open_.emplace_front(number, paths_[number]);
    }
    return open_.front();
  }

 private:
  static constexpr std::size_t most = 8;
  const std::vector<std::filesystem::path>& paths_;
  std::list<OpenSegment> open_;
};

// Rows of samples by columns of programs, a part of the matrices. [rows][columns], row-major
struct Block {
  std::uint64_t first_sample, rows, first_program, columns;
  std::vector<std::uint8_t> outcome;
  std::vector<std::uint16_t> cells_right;
  std::vector<std::uint32_t> error;
  std::vector<std::uint64_t> digest;
  std::vector<bool> touched;  // by chunk: the rest stays fill value, unwritten

  Block(std::uint64_t s, std::uint64_t r, std::uint64_t p, std::uint64_t c, std::uint8_t fill)
      : first_sample(s),
        rows(r),
        first_program(p),
        columns(c),
        outcome(r * c, fill),
        cells_right(r * c),
        error(r * c),
        digest(r * c),
        touched((c + chunk_columns - 1) / chunk_columns) {}

  std::size_t at(std::uint64_t sample, std::uint64_t program) {
    touched[(program - first_program) / chunk_columns] = true;
    return (sample - first_sample) * columns + (program - first_program);
  }
};

class ScoreWriter {
 public:
  ScoreWriter(h5::File& file, const Manifest& manifest, const Scan& scan)
      : manifest_(manifest),
        scan_(scan),
        cache_(scan.segments),
        units_of_(units_of_tasks(manifest, scan)),
        fill_(static_cast<std::uint8_t>(manifest.cross() ? score::Outcome::pending
                                                         : score::Outcome::unpaired)),
        outcome_(create(file, "/scores/outcome", fill_)),
        cells_right_(create(file, "/scores/cells_right", 0)),
        error_(create(file, "/scores/error", 0)),
        digest_(create(file, "/scores/output_digest", 0)) {
    std::vector<std::string> names;
    for (int i = 0; i < score::outcome_count; ++i)
      names.emplace_back(name(static_cast<score::Outcome>(i)));
    file.set("/scores/outcome", "codes", names);
  }

  void write() {
    const std::uint64_t samples = manifest_.samples.size(), programs = manifest_.programs.size();
    const std::uint64_t stripe = stripe_chunks * chunk_columns;
    for (std::uint64_t s = 0; s < samples; s += chunk_rows) {
      for (std::uint64_t p = 0; p < programs; p += stripe) {
        Block block(s, std::min(chunk_rows, samples - s), p, std::min(stripe, programs - p), fill_);
        fill(block);
        put(block);
      }
    }
  }

 private:
  h5::Dataset create(h5::File& file, std::string_view path, std::uint8_t fill_value) {
    const Field& f = field(path);
    const std::uint64_t samples = manifest_.samples.size(), programs = manifest_.programs.size();
    h5::Layout layout;
    layout.chunk = {std::clamp<std::uint64_t>(samples, 1, chunk_rows),
                    std::clamp<std::uint64_t>(programs, 1, chunk_columns)};
    layout.fill = fill_value;
    return file.create_dataset(std::string(path), f.type, {samples, programs}, layout, f.about);
  }

  void fill(Block& block);
  void fill_unit(Block& block, std::uint32_t unit);
  void put(const Block& block);

  const Manifest& manifest_;
  const Scan& scan_;
  SegmentCache cache_;
  std::vector<std::vector<std::uint32_t>> units_of_;
  std::uint8_t fill_;
  h5::Dataset outcome_, cells_right_, error_, digest_;
  // Rows of a segment on their way.
  std::vector<std::uint8_t> in_outcome_;
  std::vector<std::uint16_t> in_cells_right_, in_error_;
  std::vector<std::uint64_t> in_digest_;
};

// Programs [first, last) as positions within the task's list.
std::pair<std::uint64_t, std::uint64_t> positions(const Manifest& m, TaskId task,
                                                  std::uint64_t first, std::uint64_t last) {
  if (m.cross()) return {first, last};
  const auto begin =
      m.pair_program.begin() + static_cast<std::ptrdiff_t>(m.pair_offset[task.value]);
  const auto end =
      m.pair_program.begin() + static_cast<std::ptrdiff_t>(m.pair_offset[task.value + 1]);
  return {static_cast<std::uint64_t>(std::lower_bound(begin, end, first) - begin),
          static_cast<std::uint64_t>(std::lower_bound(begin, end, last) - begin)};
}

void ScoreWriter::fill(Block& block) {
  const std::uint64_t last_sample = block.first_sample + block.rows - 1;
  const auto first_task = manifest_.samples[block.first_sample].task.value;
  const auto last_task = manifest_.samples[last_sample].task.value;
  for (std::uint32_t t = first_task; t <= last_task; ++t) {
    const auto& task = manifest_.tasks[t];
    if (!manifest_.cross()) {
      // Paired, and pending until a unit says otherwise.
      const auto [from, to] =
          positions(manifest_, TaskId(t), block.first_program, block.first_program + block.columns);
      const std::uint64_t begin = std::max<std::uint64_t>(task.first_sample, block.first_sample);
      const std::uint64_t end = std::min<std::uint64_t>(
          std::uint64_t{task.first_sample} + task.sample_count, last_sample + 1);
      for (std::uint64_t s = begin; s < end; ++s) {
        for (std::uint64_t i = from; i < to; ++i) {
          block.outcome[block.at(s, manifest_.program_at(TaskId(t), i))] =
              static_cast<std::uint8_t>(score::Outcome::pending);
        }
      }
    }
    for (const auto unit : units_of_[t]) fill_unit(block, unit);
  }
}

void ScoreWriter::fill_unit(Block& block, std::uint32_t unit) {
  const auto& u = manifest_.units[unit];
  const auto& place = scan_.units[unit];
  const std::uint64_t first = std::max<std::uint64_t>(u.first_sample, block.first_sample);
  const std::uint64_t last = std::min<std::uint64_t>(std::uint64_t{u.first_sample} + u.sample_count,
                                                     block.first_sample + block.rows);
  auto [from, to] =
      positions(manifest_, u.task, block.first_program, block.first_program + block.columns);
  from = std::max<std::uint64_t>(from, u.first_program);
  to = std::min<std::uint64_t>(to, std::uint64_t{u.first_program} + u.program_count);
  if (first >= last || from >= to) return;

  const std::uint64_t width = to - from, rows = last - first;
  in_outcome_.resize(rows * width);
  in_cells_right_.resize(rows * width);
  in_error_.resize(rows * width);
  in_digest_.resize(rows * width);
  auto& segment = cache_.get(place.segment);
  // A unit as wide as the block lies in one piece; else it is read row by row.
  const bool whole = width == u.program_count;
  const std::uint64_t step = whole ? rows : 1;
  for (std::uint64_t r = 0; r < rows; r += step) {
    const h5::Extents start = {place.cell + (first + r - u.first_sample) * u.program_count + from -
                               u.first_program};
    const h5::Extents count = {step * width};
    segment.outcome.read(start, count, in_outcome_.data() + r * width);
    segment.cells_right.read(start, count, in_cells_right_.data() + r * width);
    segment.error.read(start, count, in_error_.data() + r * width);
    segment.digest.read(start, count, in_digest_.data() + r * width);
  }
  for (std::uint64_t r = 0; r < rows; ++r) {
    for (std::uint64_t c = 0; c < width; ++c) {
      const std::size_t in = r * width + c;
      const std::size_t out = block.at(first + r, manifest_.program_at(u.task, from + c));
      block.outcome[out] = in_outcome_[in];
      block.cells_right[out] = in_cells_right_[in];
      block.error[out] = in_error_[in] == 0 ? 0 : 1 + place.errors.at(in_error_[in] - 1);
      block.digest[out] = in_digest_[in];
    }
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

std::vector<std::vector<std::uint32_t>> units_of_tasks(const Manifest& manifest, const Scan& scan) {
  std::vector<std::vector<std::uint32_t>> units(manifest.tasks.size());
  for (std::uint32_t u = 0; u < manifest.units.size(); ++u) {
    if (scan.units[u].found()) units[manifest.units[u].task.value].push_back(u);
  }
  for (auto& list : units) {
    std::sort(list.begin(), list.end(), [&](auto a, auto b) {
      const auto &x = manifest.units[a], &y = manifest.units[b];
      return std::tuple(x.first_program, x.first_sample, a) <
             std::tuple(y.first_program, y.first_sample, b);
    });
  }
  return units;
}

void write_scores(h5::File& file, const Manifest& manifest, const Scan& scan) {
  ScoreWriter(file, manifest, scan).write();
}

}  // namespace battalion::store::detail
