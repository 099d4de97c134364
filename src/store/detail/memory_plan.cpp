#include "store/detail/memory_plan.hpp"

#include <algorithm>

#include "store/detail/open_segment.hpp"
#include "store/error.hpp"

namespace battalion::store::detail {
namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;
// The process and its libraries, HDF5's own caches, a segment's tables.
constexpr std::uint64_t process = 72 * mebibyte;
// A program: a text and what writing a column of texts takes beside it. Programs of several parts: their keys, twice.
constexpr std::uint64_t of_program = 176, of_key = 64;
// Of each sample and unit, in lists and their copies while they are made; of a sample its grids too.
constexpr std::uint64_t of_sample = 8192, of_unit = 256, of_listed_pair = 12;
// A pair of a stripe as it goes to the file (15 bytes) and as it comes from a segment (13).
constexpr std::uint64_t of_pair = 28;
constexpr std::uint64_t stripe_chunk = chunk_rows * chunk_columns * of_pair;
constexpr std::uint64_t most_stripe_chunks = 32;
constexpr std::uint64_t fewest_segments = 4, most_segments = 128;

}  // namespace

MemoryPlan plan_memory(std::uint64_t bytes, const AggregateSize& size, const std::filesystem::path& out) {
  const std::uint64_t held = process + of_sample * size.samples + of_unit * size.units + of_listed_pair * size.pairs_listed;
  const std::uint64_t columns = of_program * size.programs + of_key * (size.part_programs == 0 ? 0 : size.programs + size.part_programs);
  // Columns of programs are gone when scores come, but for a few numbers a program.
  const std::uint64_t kept = size.part_programs == 0 ? 0 : 16 * size.programs;
  const std::uint64_t least = held + std::max(columns, kept + stripe_chunk + fewest_segments * OpenSegment::bytes);
  if (bytes < least) {
    fail_store("{}: {} MiB of memory are too little to aggregate {} programs and {} units; give --memory {}MiB", out.string(),
               bytes / mebibyte, size.programs, size.units, (least + mebibyte - 1) / mebibyte);
  }
  const std::uint64_t left = bytes - held - kept;
  MemoryPlan plan;
  plan.open_segments = static_cast<std::size_t>(std::clamp(left / 4 / OpenSegment::bytes, fewest_segments, most_segments));
  plan.stripe_chunks = std::clamp((left - plan.open_segments * OpenSegment::bytes) / stripe_chunk, std::uint64_t{1}, most_stripe_chunks);
  return plan;
}

}  // namespace battalion::store::detail
