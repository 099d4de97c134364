#pragma once
// Drawn arguments for an operation: values that go together, edges included.

#include <cstddef>
#include <random>
#include <vector>

#include "dsl/context.hpp"
#include "kernels/scratch.hpp"
#include "kernels/signature.hpp"
#include "kernels/values.hpp"

namespace battalion::kernels {

/// One argument in both forms.
struct Drawn {
  const void* value;  ///< of its kind, in the drawer's scratch
  dsl::Value dsl;
};

/// `tame` draws what programs meet: grids of at most 30x30, colours of 0 to 9, places near the grid. The others also
/// draw what no operation need take.
class Drawer {
 public:
  explicit Drawer(std::uint64_t seed) : random_(seed), memory_(std::size_t{16} << 20) {}

  /// Arguments for the operation; valid until the next call, the interpreter's as long as ctx keeps them.
  std::vector<Drawn> arguments(dsl::Context& ctx, Signature operation, bool tame);

 private:
  using Places = std::vector<Cell>;  ///< no place twice; colours where they matter

  Int below(Int n) { return static_cast<Int>(random_() % static_cast<std::uint64_t>(n)); }
  Int between(Int from, Int to) { return from + below(to - from + 1); }
  bool chance(int percent) { return below(100) < percent; }

  template <class T>
  T& make() {
    T* v = scratch_.take<T>(1);
    *v = T{};
    return *v;
  }

  int draw_side();
  Grid& draw_grid(int h, int w);
  Grid& draw_no_cells();
  Grid& draw_another_grid();
  Places draw_places();
  Int draw_colour();
  Int draw_integer(const SignatureInfo& what, int at);
  Pair draw_pair(const SignatureInfo& what, int at, const std::vector<Drawn>& before);
  Object& draw_object();
  Drawn draw(dsl::Context& ctx, const SignatureInfo& what, int at, const std::vector<Drawn>& before);
  Drawn element_of(dsl::Context& ctx, Kind element, Kind container, const void* list);
  template <class T>
  const void* draw_list(const std::vector<const T*>& items, bool set);
  std::vector<const Object*> draw_objects();

  std::mt19937_64 random_;
  std::vector<unsigned char> memory_;
  Scratch scratch_;
  bool tame_ = true;
  Grid* grid_ = nullptr;  ///< the one that the case is about
};

}  // namespace battalion::kernels
