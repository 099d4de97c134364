#pragma once
// Where an evaluation happens: its arenas, its budget, its set order, and whether a result hung on it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "dsl/arena.hpp"
#include "dsl/budget.hpp"
#include "dsl/neighbours.hpp"
#include "dsl/place_bits.hpp"
#include "dsl/place_index.hpp"
#include "dsl/set_order.hpp"
#include "dsl/set_table.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl {

/// Values that several programs need live longer than those of one: each has its arena.
enum class Home : std::uint8_t { constants = 0, shared = 1, own = 2 };

class Context {
 public:
  explicit Context(SetOrder set_order) : order(set_order) {
    for (SetTable* t : {&table, &other_table, &third_table}) t->watch_with(&budget);
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  const SetOrder order;
  Budget budget;
  bool order_mattered = false;  ///< a choice was made among set elements that another order makes differently
  Home home = Home::own;
  bool in_order = false;        ///< walk sets in order even where it does not show (prim/iterate.hpp)
  int depth = 0;                ///< of function calls
  std::uint32_t loose_walks = 0;  ///< sets walked as they stand that may not stand in order (prim/iterate.hpp)

  Arena& arena(Home h) { return arenas_[static_cast<int>(h)]; }
  /// Orders and indices that sets of this home are given on demand. Apart, so that dropping what a failed
  /// evaluation made does not drop what it made for sets that stay.
  Arena& demand(Home h) { return demand_[static_cast<int>(h)]; }
  void reset(Home h) {
    arena(h).reset();
    demand(h).reset();
  }
  void tick(std::uint64_t n) { budget.tick(n); }
  void order_matters(bool it_does) { order_mattered |= it_does; }

  /// Uninitialised memory for n of T in the current home, charged to the evaluation.
  template <class T>
  T* take(std::size_t n) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (n > (std::size_t{1} << 40) / sizeof(T)) throw Expired{Limit::memory};
    const std::size_t bytes = bytes_of<T>(n);
    budget.charge(bytes);
    void* memory = arenas_[static_cast<int>(home)].take(bytes);
    if (bytes > 2 * Budget::look_every_bytes) [[unlikely]] touch(static_cast<std::byte*>(memory), bytes);
    return static_cast<T*>(memory);
  }
  /// fn(from, to) over [0, n) piece by piece, the clocks looked at in between; n of T.
  template <class T = std::byte, class Fn>
  void in_pieces(std::size_t n, const Fn& fn) {
    constexpr std::size_t piece = Budget::look_every_bytes / sizeof(T);
    for (std::size_t from = 0; from < n; from += piece) {
      if (n > piece) budget.moving(Budget::look_every_bytes);
      fn(from, std::min(n, from + piece));
    }
  }
  /// What take<T>(n) charges.
  template <class T>
  static constexpr std::size_t bytes_of(std::size_t n) {
    return (n * sizeof(T) + 15) & ~std::size_t{15};
  }
  /// Pays for memory that will be taken on demand, lest whoever asks first pays for all.
  void charge(std::size_t bytes) { budget.charge(bytes); }

  /// Makes room for as many gathered values again, the clocks looked at in between.
  void grow_gathered();
  /// Values being gathered, innermost last. Use through Gather.
  std::vector<Value> gathered;
  SetTable table;        ///< scratch for orders
  SetTable other_table;  ///< more, where several are needed at once
  SetTable third_table;
  PlaceIndex place_index;  ///< scratch
  PlaceBits place_bits;    ///< scratch
  std::vector<std::uint32_t> scratch_index;
  std::vector<std::uint32_t> scratch_map;
  std::vector<std::uint32_t> cell_items;       ///< of the objects of mapped_growth (growth.cpp)
  std::uint64_t mapped_growth = 0;
  std::uint64_t next_growth = 1;
  Neighbours neighbours;
  std::vector<std::uint64_t> place_hashes;     ///< of a grid of hashed_height x hashed_width (growth.cpp)
  std::uint32_t hashed_height = 0, hashed_width = 0;
  std::vector<std::uint64_t> scratch_hashes;   ///< of the items whose order is being worked out
  std::vector<std::uint32_t> scratch_numbers;  ///< of those items
  std::vector<std::uint8_t> scratch_seen;
  std::vector<std::uint16_t> scratch_colours;  ///< of the places of a box
  /// Walking order of the reference's asindices for a height and width, made once: [height * width]
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> index_orders;

 private:
  /// Faults in fresh pages, the clocks looked at in between: that takes longer than what is then done with them.
  void touch(std::byte* memory, std::size_t bytes);

  Arena arenas_[3];
  Arena demand_[3];
};

/// Gathers values while other gatherings may go on inside, and end, between two add()s; gives them back on leaving.
class Gather {
 public:
  /// To charge for: the vector doubles as it grows.
  static constexpr std::uint64_t bytes_a_value = 2 * sizeof(Value);
  explicit Gather(Context& ctx) : ctx_(ctx), base_(ctx.gathered.size()) {}
  ~Gather() { ctx_.gathered.resize(base_); }
  Gather(const Gather&) = delete;
  Gather& operator=(const Gather&) = delete;
  void add(Value v) {
    if (ctx_.gathered.size() == ctx_.gathered.capacity()) [[unlikely]] ctx_.grow_gathered();
    ctx_.gathered.push_back(v);
  }
  void add(std::span<const Value> values) {
    while (ctx_.gathered.capacity() - ctx_.gathered.size() < values.size()) ctx_.grow_gathered();
    ctx_.gathered.insert(ctx_.gathered.end(), values.begin(), values.end());
  }
  std::size_t size() const { return ctx_.gathered.size() - base_; }
  void drop_to(std::size_t n) { ctx_.gathered.resize(base_ + n); }
  /// Valid until the next value is gathered anywhere.
  std::span<const Value> values() const {
    return {ctx_.gathered.data() + base_, ctx_.gathered.size() - base_};
  }

 private:
  Context& ctx_;
  std::size_t base_;
};

}  // namespace battalion::dsl
