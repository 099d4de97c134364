#include "store/detail/open_segment.hpp"

#include <algorithm>

namespace battalion::store::detail {
namespace {

constexpr std::size_t rows_a_chunk = 65536;  // h5::column_layout's

}  // namespace

bool gone(const std::filesystem::path& path) {
  std::error_code error;
  return !std::filesystem::exists(path, error) && !error;
}

h5::File open_segment(const std::filesystem::path& path) {
  try {
    return h5::File::open(path);
  } catch (const StoreError&) {
    if (gone(path)) throw SegmentGone(path);
    throw;
  }
}

OpenSegment::OpenSegment(std::uint32_t number, std::filesystem::path path, std::size_t chunks)
    : number_(number),
      path_(std::move(path)),
      file_(open_segment(path_)),
      outcome_(file_.open_dataset("/cell/outcome", h5::Type::u8, 1, chunks * rows_a_chunk)),
      cells_right_(file_.open_dataset("/cell/cells_right", h5::Type::u16, 1, chunks * rows_a_chunk * 2)),
      error_(file_.open_dataset("/cell/error", h5::Type::u16, 1, chunks * rows_a_chunk * 2)),
      digest_(file_.open_dataset("/cell/output_digest", h5::Type::u64, 1, chunks * rows_a_chunk * 8)) {}

void OpenSegment::read(std::uint64_t first, std::uint64_t rows, std::uint64_t columns, std::uint64_t pitch,
                       PairRows& to) const {
  const std::uint64_t pairs = rows * columns;
  to.outcome.resize(pairs);
  to.cells_right.resize(pairs);
  to.error.resize(pairs);
  to.digest.resize(pairs);
  const std::uint64_t step = columns == pitch ? rows : 1;  // in one piece where nothing lies between
  for (std::uint64_t r = 0; r < rows; r += step) {
    const h5::Extents start = {first + r * pitch}, count = {step * columns};
    outcome_.read(start, count, to.outcome.data() + r * columns);
    cells_right_.read(start, count, to.cells_right.data() + r * columns);
    error_.read(start, count, to.error.data() + r * columns);
    digest_.read(start, count, to.digest.data() + r * columns);
  }
}

const OpenSegment& SegmentCache::get(std::uint32_t number) {
  const auto found = std::find_if(open_.begin(), open_.end(), [&](const OpenSegment& s) { return s.number() == number; });
  if (found != open_.end()) {
    open_.splice(open_.begin(), open_, found);
  } else {
    if (open_.size() >= most_) open_.pop_back();
    open_.emplace_front(number, paths_[number], chunks_);
  }
  return open_.front();
}

}  // namespace battalion::store::detail
