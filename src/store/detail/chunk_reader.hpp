#pragma once
// Reads chunks as they lie in the file and unpacks them here, faster than HDF5's filters do; what it cannot read is HDF5's, which
// also finds the words for what is wrong.

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <vector>

#include "store/h5.hpp"

namespace battalion::store::h5::detail {

class ChunkReader {
 public:
  /// Null for a dataset that HDF5 had better read: small, not chunked, other filters than create_dataset's, texts, no libdeflate.
  /// `cache`: of unpacked chunks that are kept, in bytes; one is kept at least. `file_bytes`: of the file; 0 where it is being written.
  static std::shared_ptr<ChunkReader> of(RawId dataset, const Extents& extents, Type type, std::size_t cache, std::uint64_t file_bytes);

  /// The block of `count` elements at `start`, within the extents; `pitch` as for Dataset::read. False where a chunk was never
  /// written or cannot be unpacked: then some of the block may have been read.
  bool read(const Extents& start, const Extents& count, std::byte* data, std::uint64_t pitch);

 private:
  struct Chunk {
    std::uint64_t row = 0, column = 0;  ///< its first element's
    std::vector<std::byte> bytes;
  };
  const std::byte* chunk(std::uint64_t row, std::uint64_t column);
  bool unpack(Chunk& chunk);

  RawId dataset_ = -1;  ///< the Dataset's own, which has this reader
  bool flat_ = false;   ///< one dimension: a single row
  bool shuffled_ = false;
  std::size_t element_ = 0, most_kept_ = 1;
  std::uint64_t rows_ = 0, columns_ = 0;  ///< of a chunk
  std::uint64_t file_bytes_ = 0;
  std::list<Chunk> kept_;                 ///< the one used last first
};

}  // namespace battalion::store::h5::detail
