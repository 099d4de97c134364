#pragma once
// Whether two engines tell the same of a pair.

#include <string_view>

#include "score/judge.hpp"

namespace battalion::bench {

/// Kept grids apart.
inline bool same(const score::Verdict& a, const score::Verdict& b) {
  const auto text = [](const char* t) { return std::string_view(t == nullptr ? "" : t); };
  return a.cell.outcome == b.cell.outcome && a.cell.cells_right == b.cell.cells_right && a.cell.output_digest == b.cell.output_digest &&
         text(a.error_kind) == text(b.error_kind) && text(a.error_message) == text(b.error_message);
}

}  // namespace battalion::bench
