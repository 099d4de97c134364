#include "kernels/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "kernels/loop_rules.hpp"

namespace battalion::kernels {
namespace {

/// Ends the check of an instruction.
struct Unsound {
  std::string why;
};
template <class... Args>
[[noreturn]] void refuse(fmt::format_string<Args...> text, Args&&... args) {
  throw Unsound{fmt::format(text, std::forward<Args>(args)...)};
}

}  // namespace

/// Goes through the instructions once, from the first to the last: jumps go forward, and what a loop's rounds set is read in
/// that round alone. (What it leaves of a round, it may write over in the next.)
class VerifyPass {
 public:
  VerifyPass(Verifier& known, const CodeSpans& code, std::uint32_t from, std::uint32_t to)
      : known_(known), code_(code), at_(from), to_(to) {}

  void all() {
    if (at_ > to_ || to_ > code_.instructions.size()) refuse("there are no such instructions");
    for (; meet(), at_ != to_; ++at_) step(code_.instructions[at_]);
    if (!open_.empty()) refuse("a loop has no end");
  }
  std::uint32_t at() const { return at_; }
  std::vector<Verifier::Setting> take_sets() { return std::move(sets_); }
  void undo() { unset_from(0); }

 private:
  using Setting = Verifier::Setting;

  // ---- Registers ----

  std::uint8_t& held(Register r) {
    if (r >= known_.kinds_.size()) refuse("register {} of {}", r, known_.kinds_.size());
    return known_.kinds_[r];
  }
  void set(Register r, Kind kind, bool state = false) {
    std::uint8_t& there = held(r);
    if (there != Verifier::unset) refuse("sets register {} anew", r);
    there = state ? Verifier::state : static_cast<std::uint8_t>(kind);
    sets_.push_back({r, kind, state});
  }
  void read(Register r, Kind kind) {
    const std::uint8_t there = held(r);
    if (there == Verifier::unset) refuse("reads register {}, which is not set", r);
    if (there == Verifier::state) refuse("reads register {}, which is a loop's", r);
    if (there != static_cast<std::uint8_t>(kind)) {
      refuse("reads register {} as {} (it is {})", r, name(kind), name(static_cast<Kind>(there)));
    }
  }
  void unset_from(std::size_t n) {
    for (; sets_.size() > n; sets_.pop_back()) known_.kinds_[sets_.back().at] = Verifier::unset;
  }

  // ---- Ways through the code ----

  /// Where the loops that are open leave room to jump to.
  std::uint32_t end_of_region() const { return open_.empty() ? to_ : open_.back().end - 1; }

  void jump(std::uint32_t target) {
    if (target <= at_ || target > end_of_region()) refuse("jumps to {}", target);
    const auto [there, first] = joins_.try_emplace(target, sets_);
    if (!first) keep_common(there->second, sets_);
  }
  /// Of `sets`, those that are in `others` too.
  static void keep_common(std::vector<Setting>& sets, const std::vector<Setting>& others) {
    std::erase_if(sets, [&](const Setting& s) {
      return std::none_of(others.begin(), others.end(),
                          [&](const Setting& o) { return o.at == s.at && o.kind == s.kind && o.state == s.state; });
    });
  }
  /// Jumps to this instruction: what is set is what is set on all ways.
  void meet() {
    const auto join = joins_.find(at_);
    if (join != joins_.end()) {
      if (reached_) keep_common(join->second, sets_);
      unset_from(0);
      for (const Setting& s : join->second) set(s.at, s.kind, s.state);
      joins_.erase(join);
      reached_ = true;
    }
    if (!reached_) refuse("cannot be reached");
  }

  // ---- Instructions ----

  void step(const Instruction& i) {
    if (i.kind >= Kind::count_) refuse("has a kind of values that there is not");
    if (i.code < signature_count) return operation(i, static_cast<Signature>(i.code));
    other(i, static_cast<Do>(i.code));
  }

  void operation(const Instruction& i, Signature s) {
    const SignatureInfo& of = info(s);
    const Register args[] = {i.a, i.b, i.c, i.d};
    for (std::size_t k = 0; k < std::size(args); ++k) {
      held(args[k]);  // all four are loaded
      if (k < of.arity) read(args[k], of.arguments[k]);
    }
    if (i.kind != of.result) refuse("makes {} (of an operation that makes {})", name(i.kind), name(of.result));
    if (i.bytes != room_for(of.result)) refuse("has room for {} bytes ({} takes {})", i.bytes, name(of.result), room_for(of.result));
    if (i.counted != counted(of) || i.weight != weight(of) || i.fixed != fixed(of) || i.cells != cell_units(of)) refuse("is counted as another operation");
    set(i.out, of.result);
  }

  void other(const Instruction& i, Do what) {
    switch (what) {
      case Do::tuple: return tuple(i);
      case Do::to_int: return convert(i, Kind::Bool, Kind::Int);
      case Do::ints_to_pair: return convert(i, Kind::Ints, Kind::Pair);
      case Do::pair_to_ints: return convert(i, Kind::Pair, Kind::Ints);
      case Do::pairs_to_grid: return convert(i, Kind::Pairs, Kind::Grid);
      case Do::pairs_to_indices: return patch(i, Kind::Pairs, Kind::Indices);
      case Do::cells_to_object: return patch(i, Kind::Cells, Kind::Object);
      case Do::truth: return convert(i, i.kind, Kind::Bool);
      case Do::select:
        read(i.a, Kind::Bool);
        read(i.b, i.kind);
        read(i.c, i.kind);
        return set(i.out, i.kind);
      case Do::move: return convert(i, i.kind, i.kind);
      case Do::some: return convert(i, Kind::Int, Kind::Int);
      case Do::check_power: return read(i.a, Kind::Int);
      case Do::product: return product(i);
      case Do::lines: return lines(i);
      case Do::pair_cells: return two(i, Kind::Grid);
      case Do::highest:
      case Do::rows_by_columns: {
        const Kind of = what == Do::highest ? Kind::Grid : Kind::Indices;
        two(i, of);
        return set(i.out, of);
      }
      case Do::count_lines: return line_ends(i, i.a, i.b, Kind::Pair);
      case Do::line_kinds: return line_ends(i, i.a, i.b, Kind::IndicesTuple);
      case Do::unite_lines: return united_lines(i);
      case Do::nearest:
        read(i.b, Kind::Pair);
        return line_ends(i, i.a, i.a, i.kind == Kind::Object ? Kind::Cell : Kind::Pair);
      case Do::note_order:
      case Do::remember_order:
      case Do::recall_order:
      case Do::enter_set:
      case Do::leave_set: return;
      case Do::loop: return loop(i);
      case Do::next: return next(i);
      case Do::jump:
        jump(i.a);
        reached_ = false;
        return;
      case Do::unless:
        read(i.b, Kind::Bool);
        return jump(i.a);
      case Do::count_: break;
    }
    refuse("is no instruction ({})", i.code);
  }

  void two(const Instruction& i, Kind kind) {
    read(i.a, kind);
    read(i.b, kind);
  }
  void convert(const Instruction& i, Kind from, Kind made) {
    read(i.a, from);
    set(i.out, made);
  }
  void patch(const Instruction& i, Kind from, Kind made) {
    if (i.b > static_cast<std::uint32_t>(Taken::into_a_set)) refuse("takes a tuple for nothing");
    convert(i, from, made);
  }

  std::span<const Register> arguments(std::uint32_t first, std::size_t n) const {
    if (first > code_.arguments.size() || n > code_.arguments.size() - first) refuse("has arguments that there are not");
    return code_.arguments.subspan(first, n);
  }
  void tuple(const Instruction& i) {
    const auto args = arguments(i.a, i.b);
    if (i.kind == Kind::Pair || i.kind == Kind::Cell) {
      if (args.size() != 2) refuse("makes {} of {}", name(i.kind), args.size());
      read(args[0], Kind::Int);
      read(args[1], i.kind == Kind::Pair ? Kind::Int : Kind::Pair);
    } else {
      // Patches and grids are not made of their elements one by one: make_tuple has no form for those.
      const auto element = walked_as(i.kind);
      if (!element || i.kind == Kind::Grid || is_patch(i.kind)) refuse("makes {} of values", name(i.kind));
      for (const Register r : args) read(r, *element);
    }
    set(i.out, i.kind);
  }
  void product(const Instruction& i) {
    const auto args = arguments(i.a, 2);
    for (std::size_t k = 0; k < 2; ++k) {
      const std::uint32_t kind = k == 0 ? i.b : i.c;
      if (kind >= static_cast<std::uint32_t>(Kind::count_) || !walked_as(static_cast<Kind>(kind))) refuse("walks no container");
      read(args[k], static_cast<Kind>(kind));
    }
  }
  /// The lines are there only where it jumps.
  void lines(const Instruction& i) {
    two(i, Kind::Indices);
    const std::size_t before = sets_.size();
    set(i.out, Kind::IndicesSet);
    jump(i.c);
    unset_from(before);
  }

  /// Of two patches of the instruction's kind.
  void line_ends(const Instruction& i, Register a, Register b, Kind made) {
    if (!is_patch(i.kind)) refuse("takes {} for a patch", name(i.kind));
    read(a, i.kind);
    read(b, i.kind);
    set(i.out, made);
  }
  void united_lines(const Instruction& i) {
    const auto args = arguments(i.a, i.b);
    if (args.size() < 3) refuse("unites lines of {} arguments", args.size());
    read(args[2], Kind::Pair);
    for (const Register kept : args.subspan(3)) read(kept, Kind::Ints);
    line_ends(i, args[0], args[1], i.kind);
  }

  // ---- Loops ----

  struct Open {
    std::uint32_t number, end;
    std::size_t before;  ///< what was set when it began
  };

  void loop(const Instruction& i) {
    if (i.a >= code_.loops.size()) refuse("loop {} of {}", i.a, code_.loops.size());
    const Loop& l = code_.loops[i.a];
    if (const char* what = wrong_with(l)) refuse("loop {} {}", i.a, what);
    if (l.body != at_ + 1 || l.end <= l.body || l.end > end_of_region()) refuse("loop {} is not where it says", i.a);
    const Instruction& last = code_.instructions[l.end - 1];
    if (last.code != static_cast<std::uint16_t>(Do::next) || last.a != i.a) refuse("loop {} has no next", i.a);
    const auto into = joins_.upper_bound(at_);
    if (into != joins_.end() && into->first < l.end) refuse("loop {} is jumped into", i.a);
    if (l.kind == LoopKind::repeat) {
      read(l.containers[0], l.result);
      read(l.containers[1], Kind::Int);
    } else {
      for (int c = 0; c < width(l); ++c) read(l.containers[c], l.over[c]);
    }
    if (l.masked) read(l.mask, Kind::Ints);
    open_.push_back({i.a, l.end, sets_.size()});
    set(l.state, Kind::Bool, true);
    for (int c = 0; c < width(l); ++c) set(l.parameters[c], l.kind == LoopKind::repeat ? l.result : l.element[c]);
  }
  void next(const Instruction& i) {
    if (open_.empty() || open_.back().number != i.a || open_.back().end != at_ + 1) refuse("ends no loop");
    const Loop& l = code_.loops[i.a];
    read(l.result_register, l.result);
    unset_from(open_.back().before);
    open_.pop_back();
    set(l.out, l.out_kind);
  }

  Verifier& known_;
  const CodeSpans& code_;
  std::uint32_t at_;
  const std::uint32_t to_;
  std::vector<Setting> sets_;                             ///< here, in order
  std::vector<Open> open_;                            ///< the innermost last
  std::map<std::uint32_t, std::vector<Setting>> joins_;   ///< [instruction] what is set where it is jumped to
  bool reached_ = true;
};

bool Verifier::define(Register at, Kind kind) {
  if (at >= kinds_.size() || kinds_[at] != unset || kind >= Kind::count_) return false;
  kinds_[at] = static_cast<std::uint8_t>(kind);
  return true;
}

std::optional<Verifier::Refusal> Verifier::check(const CodeSpans& code, std::uint32_t from, std::uint32_t to) {
  left_.clear();
  VerifyPass pass(*this, code, from, to);
  try {
    pass.all();
  } catch (Unsound& unsound) {
    pass.undo();
    return Refusal{pass.at(), std::move(unsound.why)};
  }
  left_ = pass.take_sets();
  return std::nullopt;
}

void Verifier::forget() {
  for (const Setting& s : left_) kinds_[s.at] = unset;
  left_.clear();
}

}  // namespace battalion::kernels
