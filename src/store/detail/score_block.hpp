#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "store/aggregate.hpp"
#include "store/detail/memory_plan.hpp"
#include "store/detail/open_segment.hpp"

namespace battalion::store::detail {

/// Rows of samples by columns of programs, a part of the matrices. [rows][columns], row-major; errors as /errors numbers them.
struct Block {
  std::uint64_t first_sample = 0, rows = 0, first_program = 0, columns = 0;
  std::vector<std::uint8_t> outcome;
  std::vector<std::uint16_t> cells_right;
  std::vector<std::uint32_t> error;
  std::vector<std::uint64_t> digest;
  std::vector<bool> touched;  ///< by chunk: the rest stays fill value, unwritten

  /// Another part, all of it `fill`.
  void begin(std::uint64_t sample, std::uint64_t row_count, std::uint64_t program, std::uint64_t column_count, std::uint8_t fill);
  bool has_program(std::uint64_t program) const { return program >= first_program && program - first_program < columns; }

  /// Pairs of these programs with samples [first, last) are paired, and pending until a unit says otherwise.
  void pair(std::span<const std::uint32_t> programs, std::uint64_t first, std::uint64_t last);
  /// Results of a unit: rows of samples from `sample`, by `programs`, of which others than the block's are passed over. What an
  /// earlier part has brought stays, and is counted in `summary`. Returns what is wrong with a result; null where nothing is.
  const char* add(const PairRows& pairs, std::uint64_t sample, std::span<const std::uint32_t> programs,
                  std::span<const std::uint32_t> errors, AggregateSummary& summary);
  void count(AggregateSummary& summary, std::span<std::uint64_t> errors) const;
};

}  // namespace battalion::store::detail
