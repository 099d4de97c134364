#include "score/result.hpp"

namespace battalion::score {

std::string_view name(Outcome outcome) {
  static constexpr std::string_view names[outcome_count] = {
      "pending", "exact", "wrong", "error", "timeout", "memory", "skipped", "unpaired"};
  return names[static_cast<int>(outcome)];
}

std::string_view name(Engine engine) {
  static constexpr std::string_view names[engine_count] = {"interpreter", "lanes", "cuda", "python"};
  return names[static_cast<int>(engine)];
}

}  // namespace battalion::score
