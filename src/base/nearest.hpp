#pragma once
// The nearest of the names that were possible, for a message about one that is not.

#include <string>
#include <string_view>
#include <vector>

namespace battalion {

/// Letters to change, add, drop or swap with their neighbour to get from a to b; a letter in the
/// wrong case counts as none. More than `limit` is given as limit + 1.
int edit_distance(std::string_view a, std::string_view b, int limit);

/// Offered one name after the other, keeps the nearest; the first of equals.
class Nearest {
 public:
  explicit Nearest(std::string_view wanted);
  void offer(std::string_view candidate);
  /// Empty where no name is near.
  std::string_view name() const { return best_; }
  /// "did you mean 'vmirror'?", or nothing where no name is near.
  std::string question() const;

 private:
  std::string_view wanted_;
  std::string_view best_;
  int distance_;  ///< to beat
};

/// " did you mean 'X'?" of the nearest of `names`, with `prefix` before it; empty where none is near.
std::string suggestion(std::string_view wanted, const std::vector<std::string>& names, std::string_view prefix = "");

}  // namespace battalion
