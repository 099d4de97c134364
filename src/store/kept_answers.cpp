#include "store/kept_answers.hpp"

#include <algorithm>

namespace battalion::store {
namespace {

/// First row of each sample, in one pass that holds a part of the column.
std::vector<std::uint64_t> rows_by_sample(const h5::File& file, std::uint64_t samples) {
  const auto column = file.open_dataset("/outputs/sample", h5::Type::u32, 1);
  constexpr std::uint64_t at_once = std::uint64_t{1} << 20;
  std::vector<std::uint64_t> rows(samples + 1);
  std::vector<std::uint32_t> part;
  std::uint32_t last = 0;
  for (std::uint64_t at = 0; at < column.size(); at += part.size()) {
    part.resize(std::min(at_once, column.size() - at));
    column.read(h5::Extents{at}, h5::Extents{part.size()}, part.data());
    for (const std::uint32_t s : part) {
      if (s >= samples || s < last) {
        fail_store("{}: /outputs/sample is out of order; the file is damaged", file.name());
      }
      last = s;
      ++rows[s + 1];
    }
  }
  for (std::uint64_t s = 0; s < samples; ++s) rows[s + 1] += rows[s];
  return rows;
}

template <class T>
T value_at(const h5::Dataset& set, std::uint64_t row) {
  T value{};
  set.read(h5::Extents{row}, h5::Extents{1}, &value);
  return value;
}

}  // namespace

KeptAnswers::KeptAnswers(const h5::File& file, std::uint64_t samples, std::uint64_t programs)
    : rows_(rows_by_sample(file, samples)),
      program_count_(programs),
      program_(file.open_dataset("/outputs/program", h5::Type::u32, 1)),
      height_(file.open_dataset("/outputs/height", h5::Type::u16, 1)),
      width_(file.open_dataset("/outputs/width", h5::Type::u16, 1)),
      offset_(file.open_dataset("/outputs/offset", h5::Type::u64, 1)),
      cells_(file.open_dataset("/outputs/cells", h5::Type::i8, 1)),
      file_(file.name()) {
  for (const h5::Dataset* set : {&program_, &height_, &width_, &offset_}) {
    if (set->size() != size()) {
      fail_store("{}: the columns of /outputs are not equally long; the file is damaged", file_);
    }
  }
}

std::vector<ProgramId> KeptAnswers::programs(SampleId sample) const {
  BATTALION_EXPECT(sample.value + 1 < rows_.size());
  const std::uint64_t first = rows_[sample.value];
  std::vector<std::uint32_t> numbers(rows_[sample.value + 1] - first);
  if (!numbers.empty()) {
    program_.read(h5::Extents{first}, h5::Extents{numbers.size()}, numbers.data());
  }
  std::vector<ProgramId> ids;
  for (const std::uint32_t n : numbers) {
    if (n >= program_count_) {
      fail_store("{}: /outputs/program does not fit /programs; the file is damaged", file_);
    }
    ids.emplace_back(n);
  }
  return ids;
}

std::optional<arc::Grid> KeptAnswers::find(SampleId sample, ProgramId program) const {
  const auto ids = programs(sample);
  const auto found = std::lower_bound(ids.begin(), ids.end(), program);
  if (found == ids.end() || *found != program) return std::nullopt;
  const std::uint64_t row = rows_[sample.value] + static_cast<std::uint64_t>(found - ids.begin());
  arc::Grid grid{value_at<std::uint16_t>(height_, row), value_at<std::uint16_t>(width_, row), {}};
  const auto offset = value_at<std::uint64_t>(offset_, row);
  const std::uint64_t cells = std::uint64_t{grid.height} * grid.width;
  if (offset > cells_.size() || cells > cells_.size() - offset) {
    fail_store("{}: a kept answer lies outside of /outputs/cells; the file is damaged", file_);
  }
  grid.cells.resize(cells);
  cells_.read(h5::Extents{offset}, h5::Extents{cells}, grid.cells.data());
  return grid;
}

}  // namespace battalion::store
