// Tuples and sets whose elements are listed; sets in canonical order, each element once.

#if defined(BATTALION_KERNELS_OP_CONTAINER_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_OP_CONTAINER_HPP
#undef BATTALION_KERNELS_OP_CONTAINER_HPP
#else
#define BATTALION_KERNELS_OP_CONTAINER_HPP
#endif

#include <type_traits>

#include "kernels/compare.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL::op {

BATTALION_INLINE Int item(Int v) { return v; }
BATTALION_INLINE const Pair& item(const Pair& v) { return v; }
BATTALION_INLINE const Cell& item(const Cell& v) { return v; }
template <class T>
BATTALION_INLINE const T& item(const T* v) {
  return *v;
}

/// What a container holds of a value: a copy in scratch, or the value itself where it is small. Containers hold whole
/// values only: whatever is asked of them compares.
BATTALION_OP Status hold(Scratch&, Int v, Int& held) {
  held = v;
  return {};
}
BATTALION_OP Status hold(Scratch&, const Pair& v, Pair& held) {
  held = v;
  return {};
}
BATTALION_OP Status hold(Scratch&, const Cell& v, Cell& held) {
  held = v;
  return {};
}
template <class T>
BATTALION_OP Status hold(Scratch& s, const T& v, const T*& held) {
  if (!whole(v)) return Punt::window;
  T* own = s.template take<T>(1);
  if (own == nullptr) return Punt::scratch;
  copy(v, *own);
  held = own;
  return {};
}

/// Steps of work that grow with the square of a list's length, for one operation, which looks at no clock on its way. Enough
/// for a thousand elements, of which none are alike. The interpreter takes more.
inline constexpr Int most_steps = Int{1} << 19;
/// The same where a step compares two elements: patches and grids take thirty times as long as integers.
template <class T>
inline constexpr Int most_compared = std::is_pointer_v<typename detail::Held<T>::type> ? most_steps / 32 : most_steps;

/// Sorts, from the end on: what is in order already costs one comparison each.
template <class Held>
BATTALION_OP Status sort(Held* items, int n) {
  Int steps = 0;
  for (int k = 1; k < n; ++k) {
    const Held next = items[k];
    if (compare(item(items[k - 1]), item(next)) <= 0) continue;
    int from = 0, to = k - 1;
    while (from < to) {
      const int middle = (from + to) / 2;
      if (compare(item(items[middle]), item(next)) <= 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    steps += k - from;
    if (steps > most_steps) return Punt::range;
    Lanes::fence();
    if (Lanes::leads()) {
      for (int m = k; m > from; --m) items[m] = items[m - 1];
      items[from] = next;
    }
    Lanes::fence();
  }
  return {};
}
/// The set of these, which are sorted in place.
template <class T, class Held>
BATTALION_OP Status set_of(Held* items, int n, Set<T>& out) {
  BATTALION_TRY(sort(items, n));
  int kept = 0;
  for (int k = 0; k < n; ++k) {
    const Held next = items[k];
    if (kept != 0 && equal(item(items[kept - 1]), item(next))) continue;
    Lanes::fence();
    if (Lanes::leads()) items[kept] = next;
    ++kept;
    Lanes::fence();
  }
  out = {items, kept};
  return {};
}

template <class List, class T>
BATTALION_OP bool holds(const List& list, const T& v) {
  for (int k = 0; k < list.size; ++k) {
    if (equal(item(list.items[k]), v)) return true;
  }
  return false;
}
/// A list of this one's kind with room for n.
template <class List>
BATTALION_OP Status make_room(Scratch& s, Int n, List& out) {
  using Held = std::remove_reference_t<decltype(*out.items)>;
  if (n > Int{1} << 24) return Punt::scratch;
  out = {s.template take<Held>(static_cast<std::size_t>(n)), 0};
  return out.items == nullptr ? Status(Punt::scratch) : Status();
}

template <class List>
BATTALION_OP Status equal_lists(const List& a, const List& b, Bool& out) {
  out = a.size == b.size;
  for (int k = 0; out && k < a.size; ++k) out = equal(item(a.items[k]), item(b.items[k]));
  return {};
}
template <class T>
BATTALION_OP Status equality(Scratch&, const Tuple<T>& a, const Tuple<T>& b, Bool& out) {
  return equal_lists(a, b, out);
}
template <class T>
BATTALION_OP Status equality(Scratch&, const Set<T>& a, const Set<T>& b, Bool& out) {
  return equal_lists(a, b, out);
}

template <class T>
BATTALION_OP Status size(Scratch&, const Tuple<T>& a, Int& out) {
  out = a.size;
  return {};
}
template <class T>
BATTALION_OP Status size(Scratch&, const Set<T>& a, Int& out) {
  out = a.size;
  return {};
}

template <class T>
BATTALION_OP Status first(Scratch&, const Tuple<T>& a, T& out) {
  if (a.size == 0) return Error::first_of_nothing;
  copy(item(a.items[0]), out);
  return {};
}
template <class T>
BATTALION_OP Status last(Scratch&, const Tuple<T>& a, T& out) {
  if (a.size == 0) return Error::last_of_nothing;
  copy(item(a.items[a.size - 1]), out);
  return {};
}
template <class T>
BATTALION_OP Status first(Scratch&, const Set<T>& a, T& out) {
  if (a.size == 0) return Error::first_of_nothing;
  copy(item(a.items[0]), out);
  return Status::hung_on_order(a.size > 1);
}
template <class T>
BATTALION_OP Status last(Scratch&, const Set<T>& a, T& out) {
  if (a.size == 0) return Error::last_of_nothing;
  copy(item(a.items[a.size - 1]), out);
  return Status::hung_on_order(a.size > 1);
}
/// Of a pair, which is a tuple too.
BATTALION_OP Status first(Scratch&, const Pair& a, Int& out) {
  if (is_empty(a)) return Error::first_of_nothing;
  out = a.i;
  return {};
}
BATTALION_OP Status last(Scratch&, const Pair& a, Int& out) {
  if (is_empty(a)) return Error::last_of_nothing;
  out = a.j;
  return {};
}

template <class T>
BATTALION_OP Status contained(Scratch&, const T& v, const Tuple<T>& list, Bool& out) {
  if (!whole(v)) return Punt::window;
  out = holds(list, v);
  return {};
}
template <class T>
BATTALION_OP Status contained(Scratch&, const T& v, const Set<T>& list, Bool& out) {
  if (!whole(v)) return Punt::window;
  out = holds(list, v);
  return {};
}

template <class List, class T>
BATTALION_OP Status removed(Scratch& s, const T& v, const List& list, List& out) {
  if (!whole(v)) return Punt::window;
  List made{};
  BATTALION_TRY(make_room(s, list.size, made));
  for (int k = 0; k < list.size; ++k) {
    if (!equal(item(list.items[k]), v)) made.items[made.size++] = list.items[k];
  }
  out = made;
  return {};
}
template <class T>
BATTALION_OP Status remove(Scratch& s, const T& v, const Tuple<T>& list, Tuple<T>& out) {
  return removed(s, v, list, out);
}
template <class T>
BATTALION_OP Status remove(Scratch& s, const T& v, const Set<T>& list, Set<T>& out) {
  return removed(s, v, list, out);
}

template <class T>
BATTALION_OP Status other(Scratch& s, const Tuple<T>& list, const T& v, T& out) {
  Tuple<T> rest{};
  BATTALION_TRY(remove(s, v, list, rest));
  return first(s, rest, out);
}
template <class T>
BATTALION_OP Status other(Scratch& s, const Set<T>& list, const T& v, T& out) {
  Set<T> rest{};
  BATTALION_TRY(remove(s, v, list, rest));
  return first(s, rest, out);
}

template <class T>
BATTALION_OP Status initset(Scratch& s, const T& v, Set<T>& out) {
  Set<T> made{};
  BATTALION_TRY(make_room(s, 1, made));
  made.size = 1;
  BATTALION_TRY(hold(s, v, made.items[0]));
  out = made;
  return {};
}
template <class T>
BATTALION_OP Status insert(Scratch& s, const T& v, const Set<T>& list, Set<T>& out) {
  Set<T> made{};
  BATTALION_TRY(make_room(s, list.size + 1, made));
  for (int k = 0; k < list.size; ++k) made.items[k] = list.items[k];
  BATTALION_TRY(hold(s, v, made.items[list.size]));
  return set_of(made.items, list.size + 1, out);
}

template <class T>
BATTALION_OP Status combine(Scratch& s, const Tuple<T>& a, const Tuple<T>& b, Tuple<T>& out) {
  Tuple<T> made{};
  BATTALION_TRY(make_room(s, Int{a.size} + b.size, made));
  for (int k = 0; k < a.size; ++k) made.items[made.size++] = a.items[k];
  for (int k = 0; k < b.size; ++k) made.items[made.size++] = b.items[k];
  out = made;
  return {};
}

/// Which elements of two sets go into a third.
enum class Keep { either, both, first_alone };
template <Keep How, class T>
BATTALION_OP Status merged_sets(Scratch& s, const Set<T>& a, const Set<T>& b, Set<T>& out) {
  Set<T> made{};
  BATTALION_TRY(make_room(s, Int{a.size} + b.size, made));
  int x = 0, y = 0;
  while (x < a.size || y < b.size) {
    const int c = x == a.size ? 1 : y == b.size ? -1 : compare(item(a.items[x]), item(b.items[y]));
    const bool keep = How == Keep::either || (How == Keep::both ? c == 0 : c < 0);
    if (keep) made.items[made.size++] = c <= 0 ? a.items[x] : b.items[y];
    x += c <= 0 ? 1 : 0;
    y += c >= 0 ? 1 : 0;
  }
  out = made;
  return {};
}
template <class T>
BATTALION_OP Status combine(Scratch& s, const Set<T>& a, const Set<T>& b, Set<T>& out) {
  return merged_sets<Keep::either>(s, a, b, out);
}
template <class T>
BATTALION_OP Status intersection(Scratch& s, const Set<T>& a, const Set<T>& b, Set<T>& out) {
  return merged_sets<Keep::both>(s, a, b, out);
}
template <class T>
BATTALION_OP Status difference(Scratch& s, const Set<T>& a, const Set<T>& b, Set<T>& out) {
  return merged_sets<Keep::first_alone>(s, a, b, out);
}
template <class T>
BATTALION_OP Status difference(Scratch& s, const Tuple<T>& a, const Tuple<T>& b, Tuple<T>& out) {
  Tuple<T> made{};
  if (Int{a.size} * b.size > most_compared<T>) return Punt::range;
  BATTALION_TRY(make_room(s, a.size, made));
  for (int k = 0; k < a.size; ++k) {
    if (!holds(b, item(a.items[k]))) made.items[made.size++] = a.items[k];
  }
  out = made;
  return {};
}

template <class T>
BATTALION_OP Status dedupe(Scratch& s, const Tuple<T>& a, Tuple<T>& out) {
  Tuple<T> made{};
  BATTALION_TRY(make_room(s, a.size, made));
  Int steps = 0;
  for (int k = 0; k < a.size; ++k) {
    steps += made.size;
    if (steps > most_compared<T>) return Punt::range;
    if (!holds(made, item(a.items[k]))) made.items[made.size++] = a.items[k];
  }
  out = made;
  return {};
}

template <class T>
BATTALION_OP Status repeat(Scratch& s, const T& v, Int n, Tuple<T>& out) {
  if (n <= 0) {
    out = {nullptr, 0};
    return {};
  }
  Tuple<T> made{};
  BATTALION_TRY(make_room(s, n, made));
  BATTALION_TRY(hold(s, v, made.items[0]));
  for (Int k = 1; k < n; ++k) made.items[k] = made.items[0];
  made.size = static_cast<std::int32_t>(n);
  out = made;
  return {};
}
template <class T>
BATTALION_OP Status astuple(Scratch& s, const T& a, const T& b, Tuple<T>& out) {
  Tuple<T> made{};
  BATTALION_TRY(make_room(s, 2, made));
  BATTALION_TRY(hold(s, a, made.items[0]));
  made.size = 2;
  BATTALION_TRY(hold(s, b, made.items[1]));
  out = made;
  return {};
}

template <class T>
BATTALION_OP Status totuple(Scratch&, const Set<T>& a, Tuple<T>& out) {
  out = {a.items, a.size};
  return Status::hung_on_order(a.size > 1);
}

/// The most (least) common element; of several the first in canonical order.
template <class T>
BATTALION_OP Status commonest_element(const Tuple<T>& a, bool most, T& out) {
  if (a.size == 0) return Error::no_largest;
  int best = -1, best_count = 0;
  bool tie = false;
  Int steps = 0;
  for (int k = 0; k < a.size; ++k) {
    bool met = false;
    int m = 0;
    for (; m < k && !met; ++m) met = equal(item(a.items[m]), item(a.items[k]));
    steps += met ? m : a.size;
    if (steps > most_compared<T>) return Punt::range;
    if (met) continue;
    int count = 0;
    for (m = k; m < a.size; ++m) count += equal(item(a.items[m]), item(a.items[k])) ? 1 : 0;
    if (best < 0 || (most ? count > best_count : count < best_count)) {
      best = k;
      best_count = count;
      tie = false;
    } else if (count == best_count) {
      tie = true;
      if (compare(item(a.items[k]), item(a.items[best])) < 0) best = k;
    }
  }
  copy(item(a.items[best]), out);
  return Status::hung_on_order(tie);
}
template <class T>
BATTALION_OP Status mostcommon(Scratch&, const Tuple<T>& a, T& out) {
  return commonest_element(a, true, out);
}
template <class T>
BATTALION_OP Status leastcommon(Scratch&, const Tuple<T>& a, T& out) {
  return commonest_element(a, false, out);
}

template <class T>
BATTALION_OP Status extreme(const Tuple<T>& a, bool largest, T& out) {
  if (a.size == 0) return Punt::empty;  // the integer 0
  int best = 0;
  for (int k = 1; k < a.size; ++k) {
    const int c = compare(item(a.items[k]), item(a.items[best]));
    if (largest ? c > 0 : c < 0) best = k;
  }
  copy(item(a.items[best]), out);
  return {};
}
BATTALION_OP Status maximum(Scratch&, const Pairs& a, Pair& out) { return extreme(a, true, out); }
BATTALION_OP Status minimum(Scratch&, const Pairs& a, Pair& out) { return extreme(a, false, out); }
BATTALION_OP Status extreme_int(const Ints& a, bool largest, Int& out) {
  if (a.size != 0) return extreme(a, largest, out);
  out = 0;
  return {};
}
BATTALION_OP Status maximum(Scratch&, const Ints& a, Int& out) { return extreme_int(a, true, out); }
BATTALION_OP Status minimum(Scratch&, const Ints& a, Int& out) { return extreme_int(a, false, out); }

/// Patches of n elements, as a set.
template <class T, class List>
BATTALION_OP Status of_size(Scratch& s, const List& list, Int n, Set<T>& out) {
  Set<T> made{};
  BATTALION_TRY(make_room(s, list.size, made));
  int kept = 0;
  for (int k = 0; k < list.size; ++k) {
    if (count_of(places_of(item(list.items[k]))) == n) made.items[kept++] = list.items[k];
  }
  return set_of(made.items, kept, out);
}
template <class T>
BATTALION_OP Status sizefilter(Scratch& s, const Set<T>& list, Int n, Set<T>& out) {
  return of_size(s, list, n, out);
}
template <class T>
BATTALION_OP Status sizefilter(Scratch& s, const Tuple<T>& list, Int n, Set<T>& out) {
  return of_size(s, list, n, out);
}

BATTALION_OP Status interval(Scratch& s, Int start, Int stop, Int step, Ints& out) {
  if (step == 0) return Error::range_of_no_step;
  constexpr Int far = Int{1} << 60;
  if (start > far || start < -far || stop > far || stop < -far || step > far || step < -far) return Punt::range;
  const Int span = step > 0 ? stop - start : start - stop, stride = step > 0 ? step : -step;
  const Int n = span <= 0 ? 0 : (span - 1) / stride + 1;
  Ints made{};
  BATTALION_TRY(make_room(s, n, made));
  for (Int k = 0; k < n; ++k) made.items[k] = start + k * step;
  made.size = static_cast<std::int32_t>(n);
  out = made;
  return {};
}
/// zip: of integers pairs, of integers and places cells.
template <class T, class List>
BATTALION_OP Status paired(Scratch& s, const Ints& a, const Tuple<T>& b, List& out) {
  const int n = a.size < b.size ? a.size : b.size;
  List made{};
  BATTALION_TRY(make_room(s, n, made));
  for (int k = 0; k < n; ++k) made.items[k] = {a.items[k], b.items[k]};
  made.size = n;
  out = made;
  return {};
}
BATTALION_OP Status pair(Scratch& s, const Ints& a, const Ints& b, Pairs& out) { return paired(s, a, b, out); }
BATTALION_OP Status pair(Scratch& s, const Ints& a, const Pairs& b, Cells& out) {
  for (int k = 0; k < b.size; ++k) {
    if (is_empty(b.items[k])) return Punt::empty;
  }
  return paired(s, a, b, out);
}
/// Of places tuples of two.
BATTALION_OP Status pair(Scratch& s, const Pairs& a, const Pairs& b, PairsTuple& out) {
  const int n = a.size < b.size ? a.size : b.size;
  PairsTuple made{};
  BATTALION_TRY(make_room(s, n, made));
  Pairs* each = s.take<Pairs>(static_cast<std::size_t>(n));
  Pair* places = s.take<Pair>(2 * static_cast<std::size_t>(n));
  if (each == nullptr || places == nullptr) return Punt::scratch;
  for (int k = 0; k < n; ++k) {
    places[2 * k] = a.items[k];
    places[2 * k + 1] = b.items[k];
    each[k] = {places + 2 * k, 2};
    made.items[k] = &each[k];
  }
  made.size = n;
  out = made;
  return {};
}
BATTALION_OP Status merge(Scratch& s, const PairsTuple& list, Pairs& out) {
  Int n = 0;
  for (int k = 0; k < list.size; ++k) n += list.items[k]->size;
  Pairs made{};
  BATTALION_TRY(make_room(s, n, made));
  for (int k = 0; k < list.size; ++k) {
    for (int m = 0; m < list.items[k]->size; ++m) made.items[made.size++] = list.items[k]->items[m];
  }
  out = made;
  return {};
}

}  // namespace battalion::kernels::BATTALION_LEVEL::op
BATTALION_END_LEVEL

#endif
