#include "kernels/level_set.hpp"

#include <vector>

#include "kernels/config.hpp"
#include "kernels/engine/run.hpp"

namespace battalion::kernels {

#if BATTALION_HAVE_HIGHWAY
std::vector<Level> vector_levels();
#endif

std::span<const Level> levels() {
  static const std::vector<Level> all = [] {
    std::vector<Level> found;
#if BATTALION_HAVE_HIGHWAY
    found = vector_levels();
#endif
    found.push_back({"plain", &plain::call, &plain::run, &plain::wrong_cells, &plain::make_elements});
    return found;
  }();
  return all;
}

}  // namespace battalion::kernels
