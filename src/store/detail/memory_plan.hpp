#pragma once
// How aggregation divides the memory that it may take.

#include <cstdint>
#include <filesystem>

namespace battalion::store::detail {

/// What a sweep's size says, before anything large is held.
struct AggregateSize {
  std::uint64_t programs = 0;
  std::uint64_t part_programs = 0;  ///< of the part that has most; 0 where all parts have the same programs
  std::uint64_t samples = 0;
  std::uint64_t units = 0;
  std::uint64_t pairs_listed = 0;  ///< rows of /pairs of all parts (pairing own)
};

struct MemoryPlan {
  std::uint64_t stripe_chunks = 1;  ///< chunks of programs that are put together at a time
  std::size_t open_segments = 1;
};

/// Of /scores: 64 samples by 4,096 programs are packed together.
inline constexpr std::uint64_t chunk_rows = 64, chunk_columns = 4096;

/// Throws StoreError, naming `out` and how much would do, where `bytes` are too few.
MemoryPlan plan_memory(std::uint64_t bytes, const AggregateSize& size, const std::filesystem::path& out);

}  // namespace battalion::store::detail
