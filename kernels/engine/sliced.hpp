// A filter of places or cells told of all of them at once: its body is worked out once a window, with a truth as a mask of
// the places where it holds, an integer as a sum of row and column, a count of places as a number of bit planes.

#if defined(BATTALION_KERNELS_ENGINE_SLICED_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_SLICED_HPP
#undef BATTALION_KERNELS_ENGINE_SLICED_HPP
#else
#define BATTALION_KERNELS_ENGINE_SLICED_HPP
#endif

#include "kernels/engine/frame.hpp"
#include "kernels/engine/linear.hpp"
#include "kernels/op/all.hpp"
#include "kernels/sliceable.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// What a register holds in all rounds at once.
struct Sliced {
  enum class Form : std::uint8_t {
    known,    ///< the same value in each round: `at`
    cell,     ///< the element, of an object
    colour,   ///< its colour
    integer,  ///< x
    place,    ///< (x, y)
    whole,    ///< the element, of a container of patches: one place stands for it
    list,     ///< of places: arguments[first ... last], of the instruction `from`
    truth,
    alone,    ///< the set of the place (x, y)
    row,      ///< the reference's frontiers of the place (x, y)
    column,
    joined,   ///< two patches of these forms, registers `first` and `last` as the instruction `from` finds them
    object,   ///< the object `at`, moved by the place (x, y)
    shifted,  ///< patch, moved by the place (x, y)
    kept,     ///< likewise, those of it that are among `places`, or are not where `inverse`
    painted,  ///< likewise, with the colours of `grid`, as far as that reaches
    count,
  };
  Form form = Form::known;
  const void* at = nullptr;
  Linear x{}, y{};
  const Indices* patch = nullptr;
  const Indices* places = nullptr;
  const Grid* grid = nullptr;
  bool inverse = false;
  int from = 0;
  Register first = 0, last = 0;
  CountPlanes count{};
  int mask = 0;  ///< of a truth: the Slicer's number of it
};

/// Works a body out for the places of one window.
class Slicer {
  using Form = Sliced::Form;

 public:
#if defined(BATTALION_WARP)
  BATTALION_MEMBER Slicer(Frame& f, const CodeView& code, const Loop& l)
      : f_(f), code_(code), l_(l), values_(static_cast<Sliced*>(f.aside)) {}
#else
  BATTALION_MEMBER Slicer(Frame& f, const CodeView& code, const Loop& l) : f_(f), code_(code), l_(l), values_(room_.all) {}
#endif

  /// The window begins at (top, left); `colours` are those of its cells, of an object. False where this cannot tell.
  BATTALION_OP bool truth_in(Int top, Int left, const Planes* colours, Lanes& out) {
    top_ = top;
    left_ = left;
    colours_ = colours;
    Sliced truth;
    return result(truth) && as_mask(truth, out);
  }
  /// What a round gives. False where this cannot tell.
  BATTALION_OP bool result(Sliced& out) {
    cells_ = weight_ = looks_ = 0;
    place_of_ = Signature::count_;
    const int n = static_cast<int>(l_.end - l_.body) - 1;
    for (int k = 0; k < n; ++k) {
      if (!work_out(k)) return false;
      weigh(k);
    }
    out = value(l_.result_register, n);
    return true;
  }
  /// Of patches: the operation that gives the place which stands for one; count_ where no place is asked.
  BATTALION_MEMBER Signature place_of() const { return place_of_; }
  /// One of the two that were joined.
  BATTALION_MEMBER Sliced part(const Sliced& joined, bool first) const {
    return value(first ? joined.first : joined.last, joined.from);
  }
  /// At most so many cells that it has, parts and all; the body has at most so many parts.
  BATTALION_MEMBER Int cells_with_parts(const Sliced& v) const {
    if (v.form != Form::joined) return cells_of(v);
    Int all = 0;
    const int n = static_cast<int>(l_.end - l_.body) - 1;
    for (int k = 0; k < n; ++k) all += cells_of(values_[k]);
    return all;
  }
  static BATTALION_MEMBER Int cells_of(const Sliced& v) {
    switch (v.form) {
      case Form::alone: return 1;
      case Form::row:
      case Form::column: return op::frontier_length;
      case Form::shifted:
      case Form::kept:
      case Form::painted: return most_of(*v.patch);
      case Form::object: return most_of(*static_cast<const Indices*>(v.at));  // it begins with its places
      default: return 0;
    }
  }
  /// How far the place (x, y) is from the element: false where that is not the same for all.
  static BATTALION_OP bool is_offset(const Sliced& v, Pair& out) {
    out = {v.x.c, v.y.c};
    return v.x.a == 1 && v.x.b == 0 && v.y.a == 0 && v.y.b == 1 && near_zero(out);
  }

  /// Charges for so many rounds what the loop would be charged at most.
  /// of_elements: the cells of all elements, where those are patches.
  BATTALION_MEMBER void charge(Int rounds, std::uint64_t of_elements = 0) const {
    const auto n = static_cast<std::uint64_t>(rounds);
    f_.cells += cells_ * n + looks_ * of_elements;
    f_.weight += weight_;
    f_.go_rounds(code_, l_, n);
    f_.taken += n * 24;  // the elements, listed and put together again
  }

 private:
  static constexpr int most_bits = 6;  ///< of a count

  // ---- What a round takes ----

  BATTALION_MEMBER void weigh(int k) {
    const Instruction& i = code_.instructions[l_.body + static_cast<std::uint32_t>(k)];
    if (i.code >= signature_count) {
      cells_ += (i.b + 4) * cell_units_of_most;  // a tuple
      return;
    }
    if (i.counted == 0) {
      weight_ += 1;  // a set of integers is looked through, no more: once is enough
      return;
    }
    const Register args[] = {i.a, i.b, i.c, i.d};
    cells_ += i.cells * static_cast<std::uint64_t>(is(values_[k], Form::joined) ? joined_before(k) : cells_of(values_[k]));
    const int arity = arity_of(static_cast<Signature>(i.code));
    for (int a = 0; a < arity; ++a) {
      const Sliced v = value(args[a], k);
      if (v.form == Form::whole) looks_ += i.cells;
      const Int cells = v.form == Form::known ? cells_of_known(i.counted >> (2 * (a + 1)) & 3, v.at) : cells_of(v);
      cells_ += i.cells * static_cast<std::uint64_t>(cells);
    }
  }
  /// Of all patches of the body before the k-th instruction joined two of them: no union has more cells, nor its parts.
  BATTALION_MEMBER Int joined_before(int k) const {
    Int all = 0;
    for (int m = 0; m < k; ++m) all += cells_of(values_[m]);
    return 2 * all;
  }
  static BATTALION_MEMBER Int cells_of_known(unsigned how, const void* at) {
    switch (how) {
      case counted_patch: return most_of(*static_cast<const Indices*>(at));  // an object begins with its places
      case counted_grid: return Int{static_cast<const Grid*>(at)->height} * static_cast<const Grid*>(at)->width;
      case counted_list: return static_cast<const Pairs*>(at)->size;  // as all lists
      default: return 0;
    }
  }

  // ---- Registers ----

  /// As the k-th instruction of the body finds it.
  BATTALION_MEMBER Sliced value(Register r, int k) const {
    if (r == l_.parameters[0]) {
      Sliced element;
      element.form = l_.element[0] == Kind::Cell ? Form::cell : l_.element[0] == Kind::Pair ? Form::place : Form::whole;
      element.x = {1, 0, 0};
      element.y = {0, 1, 0};
      return element;
    }
    while (--k >= 0) {
      if (code_.instructions[l_.body + static_cast<std::uint32_t>(k)].out == r) return values_[k];
    }
    Sliced known;
    known.at = f_.registers[r];
    return known;
  }
  template <class T>
  static BATTALION_MEMBER const T& known(const Sliced& v) {
    return *static_cast<const T*>(v.at);
  }
  static BATTALION_OP bool is(const Sliced& v, Form form) { return v.form == form; }
  BATTALION_OP bool give(const Lanes& truth, Sliced& out) {
    out.form = Form::truth;
    out.mask = static_cast<int>(&out - values_);
    masks_[out.mask] = truth;
    return true;
  }
  static BATTALION_OP bool give(Form form, const Sliced& of, Sliced& out) {
    out = of;
    out.form = form;
    return true;
  }

  // ---- Instructions ----

  BATTALION_OP bool work_out(int k) {
    const Instruction& i = code_.instructions[l_.body + static_cast<std::uint32_t>(k)];
    Sliced& out = values_[k];
    out = {};
    if (i.code >= signature_count) return static_cast<Do>(i.code) == Do::tuple && tuple(i, k, out);
    const auto s = static_cast<Signature>(i.code);
    const int arity = arity_of(s);
    const Sliced a = value(i.a, k), b = arity > 1 ? value(i.b, k) : Sliced{};
    if (arity <= 2 && is(a, Form::known) && is(b, Form::known)) return call_once(i, s, a.at, b.at, out);
    switch (s) {
      case Signature::center_Indices:
      case Signature::center_Object:
      case Signature::ulcorner_Indices:
      case Signature::ulcorner_Object:
      case Signature::urcorner_Indices:
      case Signature::urcorner_Object:
      case Signature::llcorner_Indices:
      case Signature::llcorner_Object:
      case Signature::lrcorner_Indices:
      case Signature::lrcorner_Object: return is(a, Form::whole) && stands_for(s) && give(Form::place, a, out);
      case Signature::first_Cell: return is(a, Form::cell) && give(Form::colour, a, out);
      case Signature::last_Cell: return is(a, Form::cell) && give(Form::place, a, out);
      case Signature::first_Pairs: return is(a, Form::list) && pick(a, a.first, out);
      case Signature::last_Pairs: return is(a, Form::list) && pick(a, a.last, out);
      case Signature::first_Pair: return is(a, Form::place) && integer(a.x, out);
      case Signature::last_Pair: return is(a, Form::place) && integer(a.y, out);
      case Signature::increment_Int: return add(a, 1, out);
      case Signature::decrement_Int: return add(a, -1, out);
      case Signature::invert_Int: return is(a, Form::integer) && integer(times(a.x, -1), out);
      case Signature::double__Int: return is(a, Form::integer) && integer(times(a.x, 2), out);
      case Signature::add_Int_Int: return sum(a, b, 1, out);
      case Signature::subtract_Int_Int: return sum(a, b, -1, out);
      case Signature::multiply_Int_Int: return product(a, b, out);
      case Signature::add_Pair_Pair: return sum_of_places(a, b, 1, out);
      case Signature::subtract_Pair_Pair: return sum_of_places(a, b, -1, out);
      case Signature::even_Int: return is(a, Form::integer) && give(even_where(here(a.x)), out);
      case Signature::positive_Int: return above(a, 0, out);
      case Signature::flip_Bool: return is(a, Form::truth) && give(~masks_[a.mask], out);
      case Signature::both_Bool_Bool: return of_truths(a, b) && give(a_ & b_, out);
      case Signature::either_Bool_Bool: return of_truths(a, b) && give(a_ | b_, out);
      case Signature::equality_Bool_Bool: return of_truths(a, b) && give(~(a_ ^ b_), out);
      case Signature::equality_Int_Int: return equality(a, b, out);
      case Signature::greater_Int_Int: return greater(a, b, out);
      case Signature::contained_Int_Ints:
      case Signature::contained_Int_IntSet:
      case Signature::contained_Int_Pair: return contained_integer(s, a, b, out);
      case Signature::contained_Pair_Indices: return contained_place(a, b, out);
      case Signature::initset_Pair: return is(a, Form::place) && give(Form::alone, a, out);
      case Signature::hmatching_Indices_Indices: return in_line(a, b, true, out);
      case Signature::vmatching_Indices_Indices: return in_line(a, b, false, out);
      case Signature::neighbors_Pair:
      case Signature::dneighbors_Pair:
      case Signature::ineighbors_Pair: return around(s, a, out);
      case Signature::shift_Indices_Pair: return shift(a, b, out);
      case Signature::shift_Object_Pair: return shift_object(a, b, out);
      case Signature::shoot_Pair_Pair: return shoot(a, b, out);
      case Signature::hfrontier_Pair: return is(a, Form::place) && give(Form::row, a, out);
      case Signature::vfrontier_Pair: return is(a, Form::place) && give(Form::column, a, out);
      case Signature::combine_Indices_Indices: return join(i, k, out);
      case Signature::difference_Indices_Indices: return is(a, Form::shifted) && keep(a, b, true, out);
      case Signature::intersection_Indices_Indices: return is(a, Form::shifted) ? keep(a, b, false, out) : keep(b, a, false, out);
      case Signature::toobject_Indices_Grid: return to_object(a, b, out);
      case Signature::size_Indices: return size(a, out);
      case Signature::size_Object: return is(a, Form::painted) && count_painted(a, rectangle(*a.grid), out);
      case Signature::colorcount_Object_Int: return colour_count(a, b, out);
      default: return false;
    }
  }

  /// It may be asked several times, but another place would be another number.
  BATTALION_OP bool stands_for(Signature s) {
    if (place_of_ == Signature::count_) place_of_ = s;
    return place_of_ == s;
  }

  /// What hangs on no element.
  BATTALION_OP bool call_once(const Instruction& i, Signature s, const void* a, const void* b, Sliced& out) {
    void* made = f_.scratch.take<unsigned char>(size_of(i.kind));
    if (made == nullptr) return false;
    out.at = made;
    return call(s, f_.scratch, made, a, b, nullptr, nullptr).plain();
  }
  BATTALION_OP bool tuple(const Instruction& i, int k, Sliced& out) {
    const Register* args = code_.arguments + i.a;
    if (i.kind == Kind::Pair) {
      out.form = Form::place;
      return as_linear(value(args[0], k), out.x) && as_linear(value(args[1], k), out.y);
    }
    if (i.kind != Kind::Pairs || i.b == 0) return false;
    out.form = Form::list;
    out.from = k;
    out.first = args[0];
    out.last = args[i.b - 1];
    return true;
  }
  BATTALION_OP bool pick(const Sliced& list, Register r, Sliced& out) const {
    out = value(r, list.from);
    return true;
  }

  // ---- Integers ----

  static BATTALION_OP bool integer(const Linear& x, Sliced& out) {
    out.form = Form::integer;
    out.x = x;
    return fits(x);
  }
  /// An integer that is a sum of row and column, or known and small enough to be one.
  static BATTALION_OP bool as_linear(const Sliced& v, Linear& out) {
    if (is(v, Form::known)) {
      out = {0, 0, known<Int>(v)};
      return fits(out);
    }
    out = v.x;
    return is(v, Form::integer);
  }
  BATTALION_OP bool add(const Sliced& a, Int n, Sliced& out) const {
    if (is(a, Form::count)) {
      out = a;
      out.count.c += n;
      return out.count.c >= -most_addend && out.count.c <= most_addend;
    }
    return is(a, Form::integer) && integer(plus(a.x, {0, 0, n}, 1), out);
  }
  BATTALION_OP bool sum(const Sliced& a, const Sliced& b, Int sign, Sliced& out) const {
    Linear x, y;
    return as_linear(a, x) && as_linear(b, y) && integer(plus(x, y, sign), out);
  }
  BATTALION_OP bool product(const Sliced& a, const Sliced& b, Sliced& out) const {
    Linear x, y;
    if (!as_linear(a, x) || !as_linear(b, y)) return false;
    const bool swap = x.a == 0 && x.b == 0;
    const Linear &of = swap ? y : x, &by = swap ? x : y;
    if (by.a != 0 || by.b != 0 || by.c < -most_factor || by.c > most_factor) return false;
    return integer(times(of, by.c), out);
  }
  static BATTALION_OP bool as_place(const Sliced& v, Linear& x, Linear& y) {
    if (is(v, Form::known)) {
      const Pair& p = known<Pair>(v);
      x = {0, 0, p.i};
      y = {0, 0, p.j};
      return near_zero(p);
    }
    x = v.x;
    y = v.y;
    return is(v, Form::place);
  }
  BATTALION_OP bool sum_of_places(const Sliced& a, const Sliced& b, Int sign, Sliced& out) const {
    Linear ax, ay, bx, by;
    if (!as_place(a, ax, ay) || !as_place(b, bx, by)) return false;
    out.form = Form::place;
    out.x = plus(ax, bx, sign);
    out.y = plus(ay, by, sign);
    return fits(out.x) && fits(out.y);
  }

  // ---- Truths ----

  /// Both as masks, in a_ and b_.
  BATTALION_OP bool of_truths(const Sliced& a, const Sliced& b) { return as_mask(a, a_) && as_mask(b, b_); }
  BATTALION_OP bool as_mask(const Sliced& v, Lanes& out) const {
    if (is(v, Form::known)) {
      out = known<Bool>(v) ? ~Lanes::zero() : Lanes::zero();
      return true;
    }
    if (is(v, Form::truth)) out = masks_[v.mask];
    return is(v, Form::truth);
  }

  /// As the window has it: a row + b column + c.
  BATTALION_MEMBER Linear here(const Linear& x) const { return {x.a, x.b, x.a * top_ + x.b * left_ + x.c}; }
  template <class Test>
  BATTALION_MEMBER Lanes where_colour(const Test& test) const {
    Lanes all = Lanes::zero();
    for (int n = 0; n < colours; ++n) {
      if (test(n + lowest_colour)) all = all | colours_->equal_to(n + lowest_colour);
    }
    return all;
  }

  BATTALION_OP bool equality(const Sliced& first, const Sliced& second, Sliced& out) {
    const bool swap = is(first, Form::known);
    const Sliced &a = swap ? second : first, &b = swap ? first : second;
    if (is(a, Form::colour)) {
      if (!is(b, Form::known)) return false;
      const Int colour = known<Int>(b);
      return give(is_colour(colour) ? colours_->equal_to(static_cast<int>(colour)) : Lanes::zero(), out);
    }
    if (is(a, Form::count)) return is(b, Form::known) && in_reach(b) && give(count_is(a.count, known<Int>(b) - a.count.c), out);
    Linear x, y;
    if (!as_linear(a, x) || !as_linear(b, y)) return false;
    return give(zero_where(here(plus(x, y, -1))), out);
  }
  static BATTALION_OP bool in_reach(const Sliced& v) {
    return known<Int>(v) >= -most_addend && known<Int>(v) <= most_addend;
  }
  /// a > n
  BATTALION_OP bool above(const Sliced& a, Int n, Sliced& out) {
    if (is(a, Form::colour)) return give(where_colour([n](Int colour) { return colour > n; }), out);
    if (is(a, Form::count)) return give(count_above(a.count, n - a.count.c), out);
    return is(a, Form::integer) && give(positive_where(here(plus(a.x, {0, 0, -n}, 1))), out);
  }
  BATTALION_OP bool greater(const Sliced& a, const Sliced& b, Sliced& out) {
    if (is(b, Form::known)) return in_reach(b) && above(a, known<Int>(b), out);
    if (is(a, Form::known)) {
      // n > b: not b > n - 1.
      if (!in_reach(a) || !above(b, known<Int>(a) - 1, out)) return false;
      return give(~masks_[out.mask], out);
    }
    return is(a, Form::integer) && is(b, Form::integer) && give(positive_where(here(plus(a.x, b.x, -1))), out);
  }

  BATTALION_OP bool contained_integer(Signature s, const Sliced& a, const Sliced& b, Sliced& out) {
    if (!is(b, Form::known)) return false;
    bool plain = true;
    const auto holds = [&](Int n) {
      Bool found = false;
      plain = call(s, f_.scratch, &found, &n, b.at, nullptr, nullptr).plain() && plain;
      return found;
    };
    if (is(a, Form::colour)) {
      const Lanes truth = where_colour(holds);
      return plain && give(truth, out);
    }
    if (!is(a, Form::integer)) return false;
    if (a.x.a != 0 && a.x.b != 0) return is_one_of(s, a.x, b, out);
    const Linear x = here(a.x);
    std::uint32_t bits = 0;
    for (int k = 0; k < side; ++k) bits |= static_cast<std::uint32_t>(holds((x.a + x.b) * k + x.c)) << k;
    return plain && give(x.a != 0 ? Lanes::in_rows(bits) : Lanes::splat(bits), out);
  }

  /// Of a few.
  BATTALION_OP bool is_one_of(Signature s, const Linear& x, const Sliced& b, Sliced& out) {
    constexpr int most = 16;
    if (s == Signature::contained_Int_IntSet) return false;
    const bool pair = s == Signature::contained_Int_Pair;
    const Int* items = pair ? &known<Pair>(b).i : known<Ints>(b).items;  // its two integers lie one after the other
    const int n = !pair ? known<Ints>(b).size : is_empty(known<Pair>(b)) ? 0 : 2;
    if (n > most) return false;
    Lanes all = Lanes::zero();
    for (int k = 0; k < n; ++k) {
      if (items[k] < -most_addend || items[k] > most_addend) return false;
      all = all | zero_where(here(plus(x, {0, 0, items[k]}, -1)));
    }
    return give(all, out);
  }

  // ---- Places among others ----

  BATTALION_OP bool contained_place(const Sliced& a, const Sliced& b, Sliced& out) {
    Pair d;
    if (!is(a, Form::place) || !is(b, Form::known) || !is_offset(a, d)) return false;
    const auto& among = known<Indices>(b);
    return is_known(among) && give(known_from(among, top_ + d.i, left_ + d.j), out);
  }
  /// In which of 32 rows, from `first` on, a known patch has places; or columns.
  static BATTALION_MEMBER std::uint32_t lines_with(const Indices& a, bool rows, Int first) {
    std::uint32_t bits = 0;
    const Windows windows(a);
    for (int k = 0; k < windows.size(); ++k) {
      const Lanes mask = Lanes::load(windows.rows(k));
      const std::uint32_t there = rows ? mask.rows() : mask.columns();
      const Int d = (rows ? windows.top(k) : windows.left(k)) - first;
      if (d > -side && d < side) bits |= d >= 0 ? there << d : there >> -d;
    }
    return bits;
  }
  BATTALION_OP bool in_line(const Sliced& a, const Sliced& b, bool rows, Sliced& out) {
    if (is(a, Form::known) && is(b, Form::known)) return false;
    const Sliced &one = is(a, Form::known) ? b : a, &all = is(a, Form::known) ? a : b;
    Pair d;
    if (!is(one, Form::alone) || !is(all, Form::known) || !is_offset(one, d)) return false;
    const auto& other = known<Indices>(all);
    if (other.more != 0) return false;  // as the operation
    return give(rows ? Lanes::in_rows(lines_with(other, true, top_ + d.i)) : Lanes::splat(lines_with(other, false, left_ + d.j)),
                out);
  }

  // ---- Patches around the element ----

  BATTALION_OP bool moved_patch(const Indices& patch, const Sliced& place, Sliced& out) const {
    out.form = Form::shifted;
    out.patch = &patch;
    out.x = place.x;
    out.y = place.y;
    Pair d;
    return is_known(patch) && is_offset(place, d);
  }
  BATTALION_OP bool around(Signature s, const Sliced& a, Sliced& out) {
    if (!is(a, Form::place)) return false;
    auto* patch = f_.scratch.take<Indices>(1);
    const Pair zero{0, 0};
    return patch != nullptr && call(s, f_.scratch, patch, &zero, nullptr, nullptr, nullptr).plain() && moved_patch(*patch, a, out);
  }
  BATTALION_OP bool shift(const Sliced& a, const Sliced& b, Sliced& out) const {
    return is(a, Form::known) && is(b, Form::place) && moved_patch(known<Indices>(a), b, out);
  }
  BATTALION_OP bool shift_object(const Sliced& a, const Sliced& b, Sliced& out) const {
    Pair d;
    if (!is(a, Form::known) || !is(b, Form::place) || !is_offset(b, d) || known<Indices>(a).more != 0) return false;
    give(Form::object, b, out);
    out.at = a.at;
    return true;
  }
  BATTALION_OP bool shoot(const Sliced& a, const Sliced& b, Sliced& out) {
    if (!is(a, Form::place) || !is(b, Form::known)) return false;
    auto* patch = f_.scratch.take<Indices>(1);
    const Pair zero{0, 0};
    return patch != nullptr && op::shoot(f_.scratch, zero, known<Pair>(b), *patch).plain() && moved_patch(*patch, a, out);
  }
  BATTALION_OP bool join(const Instruction& i, int k, Sliced& out) const {
    out.form = Form::joined;
    out.from = k;
    out.first = i.a;
    out.last = i.b;
    return true;
  }
  BATTALION_OP bool keep(const Sliced& a, const Sliced& b, bool inverse, Sliced& out) const {
    if (!is(a, Form::shifted) || !is(b, Form::known) || !is_known(known<Indices>(b))) return false;
    out = a;
    out.form = Form::kept;
    out.places = &known<Indices>(b);
    out.inverse = inverse;
    return true;
  }
  BATTALION_OP bool to_object(const Sliced& a, const Sliced& b, Sliced& out) const {
    if (!is(a, Form::shifted) || !is(b, Form::known) || known<Grid>(b).width == 0) return false;
    out = a;
    out.form = Form::painted;
    out.grid = &known<Grid>(b);
    return true;
  }

  /// One more for each place of `where(d)`, of all places d of the patch.
  template <class Where>
  BATTALION_OP bool count_all(const Indices& patch, const Where& where, Sliced& out) {
    if (count_of(patch) >= Int{1} << most_bits) return false;
    auto* bit = reinterpret_cast<std::uint32_t(*)[side]>(f_.scratch.take<std::uint32_t>(most_bits * side));
    if (bit == nullptr) return false;
    Lanes sum[most_bits];
    for (Lanes& l : sum) l = Lanes::zero();
    PlaceWalk places(patch);
    Pair d{};
    while (places.next(d)) {
      Lanes carry = where(d);
      for (Lanes& l : sum) {
        const Lanes both = l & carry;
        l = l ^ carry;
        carry = both;
      }
    }
    for (int k = 0; k < most_bits; ++k) sum[k].store(bit[k]);
    out.form = Form::count;
    out.count = {bit, most_bits, 0};
    return true;
  }
  BATTALION_OP bool size(const Sliced& a, Sliced& out) {
    if (is(a, Form::kept)) {
      return count_all(
          *a.patch,
          [&](const Pair& d) {
            const Lanes there = known_from(*a.places, top_ + a.x.c + d.i, left_ + a.y.c + d.j);
            return a.inverse ? ~there : there;
          },
          out);
    }
    if (!is(a, Form::shifted) && !is(a, Form::alone)) return false;
    auto* n = f_.scratch.take<Int>(1);
    if (n == nullptr) return false;
    *n = is(a, Form::alone) ? 1 : count_of(*a.patch);
    out.at = n;
    return true;
  }
  BATTALION_OP bool count_painted(const Sliced& a, const Lanes& cells, Sliced& out) {
    return count_all(
        *a.patch, [&](const Pair& d) { return moved(cells, -(top_ + a.x.c + d.i), -(left_ + a.y.c + d.j)); }, out);
  }
  BATTALION_OP bool colour_count(const Sliced& a, const Sliced& b, Sliced& out) {
    if (!is(a, Form::painted) || !is(b, Form::known)) return false;
    const Int colour = known<Int>(b);
    const Lanes cells = is_colour(colour)
                            ? Planes::load(a.grid->plane).equal_to(static_cast<int>(colour)) & rectangle(*a.grid)
                            : Lanes::zero();
    return count_painted(a, cells, out);
  }

  Frame& f_;
  const CodeView& code_;
  const Loop& l_;
  Int top_ = 0, left_ = 0;
  const Planes* colours_ = nullptr;
  std::uint64_t cells_ = 0, weight_ = 0;  ///< of a round
  std::uint64_t looks_ = 0;               ///< for each cell of its element, where that is a patch
  Signature place_of_ = Signature::count_;
  Lanes a_, b_;
#if !defined(BATTALION_WARP)
  union Room {
    BATTALION_MEMBER Room() {}  // a value is set when its instruction is worked out; to set all would cost more than most bodies
    Sliced all[most_sliced];
  } room_;
#endif
  Sliced* const values_;  ///< of a warp once: of its own each thread would have thirty-two times as much between it and its cache
  Lanes masks_[most_sliced];  ///< of values that are truths
};

/// Does the loop, a filter of places or cells, at once; or nothing, where `done` stays false.
BATTALION_APART void filter_at_once(Frame& f, const CodeView& code, const Loop& l, bool& done) {
  constexpr Int few = 2;  // a round each costs less
  const Scratch before = f.scratch;
  const void* container = f.registers[l.containers[0]];
  const auto& places = *static_cast<const Indices*>(container);  // an object begins with its places
  const bool object = l.over[0] == Kind::Object;
  if (object ? places.more != 0 : !is_known(places)) return;
  const Int rounds = count_of(places);
  if (rounds <= few) return;
  void* made = f.scratch.take<unsigned char>(size_of(l.out_kind));
  if (made == nullptr) return;
  Slicer slicer(f, code, l);
  const Lanes own = Lanes::load(places.rows);
  Lanes truth;
  Status status;
  bool told = true;
  if (object) {
    const Planes colours = Planes::load(static_cast<const Object*>(container)->plane);
    told = slicer.truth_in(places.top, places.left, &colours, truth);
    if (told) {
      const Lanes kept = own & truth;
      status = anchor(kept, colours.within(kept), places.top, places.left, *static_cast<Object*>(made));
    }
  } else if (places.more == 0) {
    told = slicer.truth_in(places.top, places.left, nullptr, truth);
    if (told) status = anchor(own & truth, places.top, places.left, *static_cast<Indices*>(made));
  } else {
    status = spread_over(
        f.scratch, box_of_known(places), false,
        [&](Int top, Int left) {
          const Scratch mark = f.scratch;
          told = told && slicer.truth_in(top, left, nullptr, truth);
          f.scratch.back_to(mark);
          return told ? known_from(places, top, left) & truth : Lanes::zero();
        },
        *static_cast<Indices*>(made));
  }
  if (!told || !status.plain()) {
    f.scratch.back_to(before);
    return;
  }
  slicer.charge(rounds);
  f.registers[l.out] = made;
  done = true;
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
