// Blocks of whole chunks, packed here and handed over as they are to lie in the file: HDF5's own filters took most of the time of
// writing results.

#include <hdf5.h>

#include <algorithm>
#include <cstring>

#include "store/detail/chunk_packer.hpp"
#include "store/detail/h5_call.hpp"
#include "store/h5.hpp"

namespace battalion::store::h5 {

namespace {

/// The little-endian element that chunks have where their dataset has none.
std::vector<std::byte> filled(std::size_t bytes, std::int64_t fill, std::size_t element) {
  std::vector<std::byte> chunk(bytes);
  for (std::size_t at = 0; fill != 0 && at < bytes; at += element) std::memcpy(chunk.data() + at, &fill, element);
  return chunk;
}

}  // namespace

bool Dataset::packs(const Extents& start, const Extents& count) const {
  const Extents& chunk = layout_.chunk;
  if (chunk.empty() || chunk.size() > 2 || layout_.growing || type_ == Type::text) return false;
  if (!detail::ChunkPacker::can(layout_.packing)) return false;
  for (std::size_t d = 0; d < chunk.size(); ++d) {
    if (start[d] % chunk[d] != 0) return false;
    if (count[d] % chunk[d] != 0 && start[d] + count[d] != extents_[d]) return false;
  }
  return true;
}

void Dataset::write_chunks(const Extents& start, const Extents& count, const std::byte* data, std::uint64_t pitch) const {
  const std::size_t element = detail::bytes_of(type_);
  const bool flat = count.size() == 1;  // one row
  const std::uint64_t rows = flat ? 1 : count[0], columns = count.back();
  const std::uint64_t chunk_rows = flat ? 1 : layout_.chunk[0], chunk_columns = layout_.chunk.back();
  const std::size_t row_bytes = (pitch == 0 ? columns : pitch) * element;
  const std::int64_t fill = layout_.fill.value_or(0);
  detail::ChunkPacker packer(layout_.packing, element);
  std::vector<std::byte> chunk;
  for (std::uint64_t r = 0; r < rows; r += chunk_rows) {
    for (std::uint64_t c = 0; c < columns; c += chunk_columns) {
      const std::uint64_t height = std::min(chunk_rows, rows - r), width = std::min(chunk_columns, columns - c);
      const std::byte* const from = data + r * row_bytes + c * element;
      const std::size_t bytes = chunk_rows * chunk_columns * element;
      std::span<const std::byte> whole(chunk);
      if (height == chunk_rows && width == chunk_columns && (height == 1 || row_bytes == width * element)) {
        whole = {from, bytes};  // as it lies
      } else {
        // Chunks at the edges are whole ones too, of which a part lies outside.
        chunk = filled(bytes, fill, element);
        for (std::uint64_t k = 0; k < height; ++k) {
          std::memcpy(chunk.data() + k * chunk_columns * element, from + k * row_bytes, width * element);
        }
        whole = chunk;
      }
      const auto packed = packer.pack(whole);
      const hsize_t at[2] = {flat ? start[0] + c : start[0] + r, flat ? 0 : start[1] + c};
      detail::check(H5Dwrite_chunk(id_.get(), H5P_DEFAULT, packer.filters_left_out(), at, packed.size(), packed.data()), file_,
                    path_, "write");
    }
  }
}

}  // namespace battalion::store::h5
