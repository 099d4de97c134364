#include "store/detail/chunk_reader.hpp"

#include <hdf5.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "store/detail/deflate_bytes.hpp"
#include "store/detail/h5_call.hpp"
#include "store/detail/shuffle.hpp"

namespace battalion::store::h5::detail {
namespace {

/// Below, there is nothing to be won.
constexpr std::uint64_t least_bytes = 16384;
/// Deflate packs at most 1,032 bytes into one: no memory is taken for a chunk that claims more, or more than its file has.
constexpr std::uint64_t most_packed = 1040;

H5Z_filter_t filter_of(hid_t creation, unsigned place) {
  std::size_t values = 0;
  unsigned flags = 0;
  return H5Pget_filter2(creation, place, &flags, &values, nullptr, 0, nullptr, nullptr);
}

}  // namespace

std::shared_ptr<ChunkReader> ChunkReader::of(RawId dataset, const Extents& extents, Type type, std::size_t cache,
                                             std::uint64_t file_bytes) {
  std::uint64_t bytes = bytes_of(type);
  for (const auto e : extents) bytes *= e;
  if (bytes < least_bytes || type == Type::text || extents.size() > 2) return nullptr;
  if (!store::detail::can_deflate_bytes() || std::endian::native != std::endian::little) return nullptr;
  const Handle creation(H5Dget_create_plist(dataset), H5Pclose);
  hsize_t size[2] = {};
  if (H5Pget_layout(creation.get()) != H5D_CHUNKED ||
      H5Pget_chunk(creation.get(), static_cast<int>(extents.size()), size) != static_cast<int>(extents.size())) {
    return nullptr;
  }
  const int filters = H5Pget_nfilters(creation.get());
  if (filters < 1 || filters > 2 || filter_of(creation.get(), static_cast<unsigned>(filters - 1)) != H5Z_FILTER_DEFLATE) return nullptr;
  if (filters == 2 && filter_of(creation.get(), 0) != H5Z_FILTER_SHUFFLE) return nullptr;
  auto reader = std::make_shared<ChunkReader>();
  reader->dataset_ = dataset;
  reader->flat_ = extents.size() == 1;
  reader->shuffled_ = filters == 2;
  reader->element_ = bytes_of(type);
  reader->rows_ = reader->flat_ ? 1 : size[0];
  reader->columns_ = reader->flat_ ? size[0] : size[1];
  std::uint64_t chunk_bytes = 0;
  if (__builtin_mul_overflow(reader->rows_ * reader->element_, reader->columns_, &chunk_bytes) || chunk_bytes == 0) return nullptr;
  reader->file_bytes_ = file_bytes;
  reader->most_kept_ = std::max<std::size_t>(1, cache / chunk_bytes);
  return reader;
}

bool ChunkReader::read(const Extents& start, const Extents& count, std::byte* data, std::uint64_t pitch) {
  const std::uint64_t first_row = flat_ ? 0 : start[0], first_column = start.back();
  const std::uint64_t last_row = first_row + (flat_ ? 1 : count[0]), last_column = first_column + count.back();
  const std::uint64_t row_bytes = (pitch == 0 ? count.back() : pitch) * element_;
  for (std::uint64_t r = first_row / rows_ * rows_; r < last_row; r += rows_) {
    for (std::uint64_t c = first_column / columns_ * columns_; c < last_column; c += columns_) {
      const std::byte* const from = chunk(r, c);
      if (from == nullptr) return false;
      const std::uint64_t left = std::max(c, first_column), right = std::min(c + columns_, last_column);
      for (std::uint64_t row = std::max(r, first_row); row < std::min(r + rows_, last_row); ++row) {
        std::memcpy(data + (row - first_row) * row_bytes + (left - first_column) * element_,
                    from + ((row - r) * columns_ + (left - c)) * element_, (right - left) * element_);
      }
    }
  }
  return true;
}

const std::byte* ChunkReader::chunk(std::uint64_t row, std::uint64_t column) {
  auto at = std::find_if(kept_.begin(), kept_.end(), [&](const Chunk& c) { return c.row == row && c.column == column; });
  if (at == kept_.end()) {
    // The one that was used longest ago gives its memory.
    if (kept_.size() < most_kept_) kept_.emplace_back();
    at = std::prev(kept_.end());
    at->row = row, at->column = column;
    if (!unpack(*at)) {
      kept_.erase(at);
      H5Eclear2(H5E_DEFAULT);
      return nullptr;
    }
  }
  kept_.splice(kept_.begin(), kept_, at);
  return kept_.front().bytes.data();
}

bool ChunkReader::unpack(Chunk& chunk) {
  const hsize_t at[2] = {flat_ ? chunk.column : chunk.row, chunk.column};
  hsize_t size = 0;
  if (H5Dget_chunk_storage_size(dataset_, at, &size) < 0 || size == 0) return false;
  const std::uint64_t bytes = rows_ * columns_ * element_;
  if (bytes / most_packed > size || size > bytes + bytes / 8 + 1024 || (file_bytes_ != 0 && size > file_bytes_)) return false;
  // Not kept: many readers are open at a time.
  std::vector<std::byte> stored(size), planes;
  std::uint32_t left_out = 0;
  if (H5Dread_chunk(dataset_, H5P_DEFAULT, at, &left_out, stored.data()) < 0) return false;
  const bool shuffled = shuffled_ && (left_out & 1) == 0 && element_ > 1;
  const bool deflated = (left_out >> (shuffled_ ? 1 : 0) & 1) == 0;
  chunk.bytes.resize(bytes);
  std::vector<std::byte>& inflated = shuffled ? planes : chunk.bytes;
  inflated.resize(bytes);
  if (!deflated) {
    if (size != bytes) return false;
    std::copy(stored.begin(), stored.end(), inflated.begin());
  } else if (!store::detail::inflate_bytes(stored, inflated)) {
    return false;
  }
  if (shuffled) store::detail::unshuffle(planes, element_, chunk.bytes);
  return true;
}

}  // namespace battalion::store::h5::detail
