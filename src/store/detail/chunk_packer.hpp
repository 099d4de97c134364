#pragma once
// Packs chunks as the filters of their dataset would, but faster, so that they can be handed to HDF5 as they are to lie in the
// file. What comes out is what any reader of HDF5 expects.

#include <cstdint>
#include <span>
#include <vector>

#include "store/h5.hpp"

namespace battalion::store::h5::detail {

class ChunkPacker {
 public:
  /// Chunks that are packed like this can be packed here; else it is HDF5's business.
  static bool can(Packing packing);

  ChunkPacker(Packing packing, std::size_t element) : packing_(packing), element_(element) {}

  /// `chunk`: whole, as HDF5 would be given it, little-endian. The result holds until the next call.
  std::span<const std::byte> pack(std::span<const std::byte> chunk);
  /// Filters that the last chunk did without, a bit each, by their place in the pipeline: a chunk that deflate does not make
  /// smaller stays as it is.
  std::uint32_t filters_left_out() const { return left_out_; }

 private:
  Packing packing_;
  std::size_t element_;
  std::uint32_t left_out_ = 0;
  std::vector<std::byte> shuffled_, packed_;
};

}  // namespace battalion::store::h5::detail
