#include "store/detail/score_block.hpp"

#include <algorithm>
#include <array>

namespace battalion::store::detail {
namespace {

constexpr auto pending = static_cast<std::uint8_t>(score::Outcome::pending);

}  // namespace

void Block::begin(std::uint64_t sample, std::uint64_t row_count, std::uint64_t program, std::uint64_t column_count, std::uint8_t fill) {
  first_sample = sample, rows = row_count, first_program = program, columns = column_count;
  outcome.assign(rows * columns, fill);
  cells_right.assign(rows * columns, 0);
  error.assign(rows * columns, 0);
  digest.assign(rows * columns, 0);
  touched.assign((columns + chunk_columns - 1) / chunk_columns, false);
}

void Block::pair(std::span<const std::uint32_t> programs, std::uint64_t first, std::uint64_t last) {
  const std::uint64_t begin = std::max(first, first_sample), end = std::min(last, first_sample + rows);
  auto p = std::lower_bound(programs.begin(), programs.end(), first_program);
  for (; p != programs.end() && has_program(*p); ++p) {
    touched[(*p - first_program) / chunk_columns] = true;
    for (std::uint64_t s = begin; s < end; ++s) outcome[(s - first_sample) * columns + *p - first_program] = pending;
  }
}

const char* Block::add(const PairRows& pairs, std::uint64_t sample, std::span<const std::uint32_t> programs,
                       std::span<const std::uint32_t> errors, AggregateSummary& summary) {
  for (const std::uint32_t p : programs) {
    if (has_program(p)) touched[(p - first_program) / chunk_columns] = true;
  }
  const std::uint64_t width = programs.size();
  std::uint64_t row = (sample - first_sample) * columns;
  for (std::uint64_t in = 0, column = 0; in < pairs.outcome.size(); ++in, ++column) {
    if (column == width) column = 0, row += columns;
    const std::uint32_t program = programs[column];
    if (!has_program(program)) continue;
    if ((pairs.outcome[in] & 0x7f) >= score::outcome_count) return "an outcome is unknown";
    if (pairs.error[in] > errors.size()) return "a pair names an error that its unit has not";
    const std::size_t at = row + (program - first_program);
    const std::uint32_t new_error = pairs.error[in] == 0 ? 0 : 1 + errors[pairs.error[in] - 1];
    const auto there = static_cast<score::Outcome>(outcome[at] & 0x7f);
    if (there != score::Outcome::pending && there != score::Outcome::unpaired) {
      ++summary.doubled_pairs;
      const bool same = outcome[at] == pairs.outcome[in] && cells_right[at] == pairs.cells_right[in] &&
                        digest[at] == pairs.digest[in] && error[at] == new_error;
      if (!same) ++summary.conflicting_pairs;
      continue;
    }
    outcome[at] = pairs.outcome[in];
    cells_right[at] = pairs.cells_right[in];
    error[at] = new_error;
    digest[at] = pairs.digest[in];
  }
  return nullptr;
}

void Block::count(AggregateSummary& summary, std::span<std::uint64_t> errors) const {
  std::array<std::uint64_t, 256> codes{};
  for (const std::uint8_t code : outcome) ++codes[code];
  for (std::size_t code = 0; code < codes.size(); ++code) {
    const std::size_t kind = code & 0x7f;
    if (kind < summary.outcomes.size()) summary.outcomes[kind] += codes[code];
    if (code >= score::set_order_flag) summary.set_order_dependent += codes[code];
  }
  for (const std::uint32_t e : error) {
    if (e != 0) ++errors[e - 1];
  }
}

}  // namespace battalion::store::detail
