#pragma once
// Bytecode made of an input's bytes: written so that it mostly can be run, or lowered from a program, and then changed
// anywhere.

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "fuzz.hpp"
#include "kernels/loop_rules.hpp"
#include "kernels/sliceable.hpp"
#include "kernels/verify.hpp"

namespace battalion::fuzz {

namespace k = kernels;

/// Code that owns its parts; segments are run in order.
struct DrawnCode {
  struct Constant {
    k::Register at = 0;
    k::Kind kind{};  ///< Int or Bool; Grid: the input
    k::Int integer = 0;
    k::Bool boolean = false;
  };
  std::vector<k::Instruction> instructions;
  std::vector<k::Loop> loops;
  std::vector<k::Register> arguments;
  std::vector<Constant> constants;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> segments;
  std::uint32_t registers = 0;

  k::CodeSpans spans() const { return {instructions, loops, arguments}; }
};

/// Writes what the verifier takes: each line reads registers that are set, of the kinds that it needs.
class CodeWriter {
 public:
  explicit CodeWriter(Pieces& in) : in_(in) {}

  DrawnCode code() {
    constant(k::Kind::Grid, 0);
    for (const k::Int n : {0, 1, 2, 3}) constant(k::Kind::Int, n);
    constant(k::Kind::Int, static_cast<std::int8_t>(in_.byte()));
    constant(k::Kind::Int, in_.byte() < 32 ? in_.number<std::int64_t>() : -1);
    constant(k::Kind::Bool, 0);
    constant(k::Kind::Bool, 1);
    while (!in_.empty() && has_room()) {
      const std::uint32_t from = here();
      statement(0);
      out_.segments.emplace_back(from, here());
    }
    return std::move(out_);
  }

 private:
  using Kind = k::Kind;
  using Do = k::Do;

  static constexpr std::size_t most_instructions = 96;
  static constexpr int deepest = 3;

  bool has_room() const { return out_.instructions.size() < most_instructions; }
  std::uint32_t here() const { return static_cast<std::uint32_t>(out_.instructions.size()); }

  // ---- Registers ----

  k::Register fresh() { return out_.registers++; }
  void put_in_scope(k::Register r, Kind kind) { scope_.emplace_back(r, kind); }
  k::Register made(Kind kind) {
    const k::Register r = fresh();
    put_in_scope(r, kind);
    return r;
  }
  void constant(Kind kind, k::Int n) { out_.constants.push_back({made(kind), kind, n, n != 0}); }

  /// One of those in scope that will do, more often a late one.
  template <class Will>
  std::optional<std::pair<k::Register, Kind>> one_of(const Will& will) {
    std::vector<std::size_t> found;
    for (std::size_t n = scope_.size(); n-- > 0;) {
      if (will(scope_[n].second)) found.push_back(n);
    }
    if (found.empty()) return std::nullopt;
    const std::uint8_t which = in_.byte();
    return scope_[found[which < 128 ? 0 : which % found.size()]];
  }
  std::optional<k::Register> one(Kind kind) {
    const auto found = one_of([&](Kind of) { return of == kind; });
    return found ? std::optional(found->first) : std::nullopt;
  }
  bool there_is(Kind kind) const {
    return std::any_of(scope_.begin(), scope_.end(), [&](const auto& s) { return s.second == kind; });
  }

  // ---- Lines ----

  void add(Do what, Kind kind, k::Register out, std::uint32_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0, std::uint32_t d = 0) {
    out_.instructions.push_back({static_cast<std::uint16_t>(what), kind, k::weight_of_result(kind), 0, 0, out, a, b, c, d, k::fixed_of_most, 0});
  }

  void call(std::uint16_t code, k::Register out, const k::Register (&args)[4]) {
    const k::SignatureInfo& of = k::signatures[code];
    out_.instructions.push_back({code, of.result, k::weight(of), k::counted(of), k::room_for(of.result), out, args[0], args[1],
                                 args[2], args[3], k::fixed(of), k::cell_units(of)});
  }

  void statement(int depth) {
    const std::uint8_t what = in_.byte();
    if (what < 160) return operation();
    if (what < 208) return conversion();
    if (depth == deepest || !has_room()) return operation();
    if (what < 240) return loop(depth);
    return what < 250 ? choice(depth) : lines();
  }

  /// The first from a drawn one on whose arguments there are.
  void operation() {
    const std::uint32_t first = in_.below(k::signature_count);
    for (std::uint32_t n = 0; n < k::signature_count; ++n) {
      const std::uint32_t code = (first + n) % k::signature_count;
      const k::SignatureInfo& of = k::signatures[code];
      if (!std::all_of(of.arguments.begin(), of.arguments.begin() + of.arity, [&](Kind kind) { return there_is(kind); })) continue;
      k::Register args[4] = {};
      for (std::size_t a = 0; a < of.arity; ++a) args[a] = *one(of.arguments[a]);
      return call(static_cast<std::uint16_t>(code), made(of.result), args);
    }
  }

  void conversion() {
    static constexpr std::pair<Do, std::pair<Kind, Kind>> known[] = {
        {Do::to_int, {Kind::Bool, Kind::Int}},          {Do::ints_to_pair, {Kind::Ints, Kind::Pair}},
        {Do::pair_to_ints, {Kind::Pair, Kind::Ints}},   {Do::pairs_to_grid, {Kind::Pairs, Kind::Grid}},
        {Do::pairs_to_indices, {Kind::Pairs, Kind::Indices}}, {Do::cells_to_object, {Kind::Cells, Kind::Object}}};
    const std::uint8_t what = in_.byte() % 20;
    if (what < std::size(known)) {
      const auto [code, kinds] = known[what];
      if (const auto r = one(kinds.first)) add(code, kinds.second, made(kinds.second), *r, in_.byte() % 3);
      return;
    }
    const auto [r, kind] = *one_of([](Kind) { return true; });
    switch (what) {
      case 6: return add(Do::truth, kind, made(Kind::Bool), r);
      case 7: return add(Do::move, kind, made(kind), r);
      case 8: return add(Do::check_power, Kind::Int, 0, *one(Kind::Int));
      case 9: return add(Do::note_order, Kind::Bool, 0);
      case 10: return product();
      case 11: {
        const k::Register test = *one(Kind::Bool), other = *one(kind);
        return add(Do::select, kind, made(kind), test, r, other);
      }
      case 12: {
        const k::Register other = *one(Kind::Int);
        return tuple(Kind::Pair, {*one(Kind::Int), other});
      }
      case 13: return united_lines();
      case 14: {
        const auto patch = one_of(k::is_patch);
        const auto place = one(Kind::Pair);
        if (patch && place) add(Do::nearest, patch->second, made(patch->second == Kind::Object ? Kind::Cell : Kind::Pair), patch->first, *place);
        return;
      }
      case 15: return pair_of_grids(Do::pair_cells);
      case 16: return pair_of_grids(Do::highest);
      case 17: {
        const auto a = one(Kind::Indices), b = one(Kind::Indices);
        if (a && b) add(Do::rows_by_columns, Kind::Indices, made(Kind::Indices), *a, *b);
        return;
      }
      default: return tuple_of(r, kind);
    }
  }
  void pair_of_grids(Do what) {
    const k::Register a = *one(Kind::Grid), b = *one(Kind::Grid);
    add(what, Kind::Grid, what == Do::highest ? made(Kind::Grid) : 0, a, b, in_.byte() % 2);
  }
  /// As lowering has them: counted, their kinds told apart, some of those left out, united. Ints of another length do no harm.
  void united_lines() {
    const auto a = one_of(k::is_patch);
    if (!a) return;
    const Kind kind = a->second;
    const k::Register b = kind == Kind::Object ? a->first : *one(kind);
    const std::uint32_t ways = in_.byte() % 16;
    const k::Register count = made(Kind::Pair), kinds = made(Kind::IndicesTuple);
    add(Do::count_lines, kind, count, a->first, b, ways);
    add(Do::line_kinds, kind, kinds, a->first, b, ways);
    std::vector<k::Register> args = {a->first, b, count};
    if (const auto kept = one(Kind::Ints); kept && in_.byte() % 2 == 0) args.push_back(*kept);
    k::Loop l;
    l.over[0] = Kind::IndicesTuple, l.element[0] = Kind::Indices, l.containers[0] = kinds;
    around(l, [&](k::Loop& of) {
      of.result = Kind::Int, of.out_kind = Kind::Ints, of.result_register = made(Kind::Int);
      const auto size = static_cast<std::uint16_t>(in_.byte() % 2 == 0 ? k::Signature::size_Indices : k::Signature::height_Indices);
      const k::Register line = of.parameters[0];
      const k::Register args[] = {line, line, line, line};
      call(size, of.result_register, args);
    });
    if (in_.byte() % 2 == 0) args.push_back(scope_.back().first);
    const auto first = static_cast<std::uint32_t>(out_.arguments.size());
    out_.arguments.insert(out_.arguments.end(), args.begin(), args.end());
    add(Do::unite_lines, kind, made(kind), first, static_cast<std::uint32_t>(args.size()), ways);
  }
  void tuple(Kind kind, const std::vector<k::Register>& args) {
    const auto first = static_cast<std::uint32_t>(out_.arguments.size());
    out_.arguments.insert(out_.arguments.end(), args.begin(), args.end());
    add(Do::tuple, kind, made(kind), first, static_cast<std::uint32_t>(args.size()));
  }
  void tuple_of(k::Register first, Kind kind) {
    const auto container = container_of(kind);
    if (!container || *container == Kind::Grid || k::is_patch(*container) || kind == Kind::Bool) return;
    std::vector<k::Register> args = {first};
    for (std::uint8_t more = in_.byte() % 4; more > 0; --more) args.push_back(*one(kind));
    tuple(*container, args);
  }
  void product() {
    const auto a = *one_of(walks), b = *one_of(walks);
    const auto first = static_cast<std::uint32_t>(out_.arguments.size());
    out_.arguments.insert(out_.arguments.end(), {a.first, b.first});
    add(Do::product, Kind::Bool, 0, first, static_cast<std::uint32_t>(a.second), static_cast<std::uint32_t>(b.second), in_.byte() % 2);
  }
  static bool walks(Kind kind) { return k::walked_as(kind).has_value(); }

  /// A container of such values; which one, says the input.
  std::optional<Kind> container_of(Kind value) {
    std::vector<Kind> all;
    for (int n = 0; n < static_cast<int>(Kind::count_); ++n) {
      if (k::holds(static_cast<Kind>(n), value)) all.push_back(static_cast<Kind>(n));
    }
    return all.empty() ? std::nullopt : std::optional(all[in_.byte() % all.size()]);
  }

  // ---- Loops and choices ----

  void statements(int depth) {
    for (int n = 1 + in_.byte() % 3; n > 0 && has_room(); --n) statement(depth + 1);
  }

  void loop(int depth) {
    k::Loop l;
    l.kind = static_cast<k::LoopKind>(in_.byte() % 10);
    const std::uint8_t how = in_.byte();
    if (l.kind != k::LoopKind::repeat && how >= 160) {
      const bool any = l.kind == k::LoopKind::apply || l.kind == k::LoopKind::mapply || l.kind == k::LoopKind::valmax ||
                       l.kind == k::LoopKind::valmin;
      l.walk = static_cast<k::Walk>(how % (any ? 4 : 2));
    }
    if (l.kind == k::LoopKind::repeat) {
      const auto start = *one_of([](Kind) { return true; });
      l.containers[0] = start.first, l.result = start.second;
      l.containers[1] = *one(Kind::Int);
    } else {
      for (int c = 0; c < k::width(l); ++c) {
        std::tie(l.containers[c], l.over[c]) = *one_of(walks);
        l.element[c] = *k::walked_as(l.over[c]);
      }
      l.masked = how % 8 == 1 && there_is(Kind::Ints) && l.kind != k::LoopKind::sfilter && l.kind != k::LoopKind::order;
      if (l.masked) l.mask = *one(Kind::Ints);
    }
    around(l, [&](k::Loop& of) {
      statements(depth);
      finish(of);
    });
  }
  /// Lines with the loop that they leave their work to.
  void lines() {
    const auto a = one(Kind::Indices), b = one(Kind::Indices);
    if (!a || !b) return operation();
    k::Loop l;
    l.walk = k::Walk::product;
    l.over[0] = l.over[1] = Kind::Indices, l.element[0] = l.element[1] = Kind::Pair;
    l.containers[0] = *a, l.containers[1] = *b;
    const std::uint32_t at = here();
    add(Do::lines, Kind::IndicesSet, 0, *a, *b);
    around(l, [&](k::Loop& of) {
      const k::Register p = *one(Kind::Pair), q = *one(Kind::Pair), args[] = {p, q, p, p};
      of.result_register = made(Kind::Indices), of.result = Kind::Indices, of.out_kind = Kind::IndicesSet;
      call(static_cast<std::uint16_t>(k::Signature::connect_Pair_Pair), of.result_register, args);
    });
    out_.instructions[at].out = scope_.back().first;
    out_.instructions[at].c = here();
  }

  template <class Body>
  void around(k::Loop l, const Body& body) {
    const auto number = static_cast<std::uint32_t>(out_.loops.size());
    out_.loops.emplace_back();
    l.state = fresh();
    add(Do::loop, Kind::Bool, 0, number);
    const std::size_t before = scope_.size();
    for (int c = 0; c < k::width(l); ++c) l.parameters[c] = made(l.kind == k::LoopKind::repeat ? l.result : l.element[c]);
    l.body = here();
    body(l);
    add(Do::next, Kind::Bool, 0, number);
    l.end = here();
    scope_.resize(before);
    l.out = made(l.out_kind);
    // Whatever its rounds do: what cannot be told at once goes round.
    l.sliced = k::has_sliced_form(l) && in_.byte() % 4 != 0;
    out_.loops[number] = l;
  }
  /// What the rounds give, and what is made of it.
  void finish(k::Loop& l) {
    const auto key = [](Kind kind) { return kind == Kind::Bool || kind == Kind::Int || kind == Kind::Pair; };
    const auto result = *one_of([&](Kind kind) {
      switch (l.kind) {
        case k::LoopKind::apply: return container_exists(kind);
        case k::LoopKind::mapply: return container_exists(kind) || merged(kind).has_value();
        case k::LoopKind::repeat: return kind == l.result;
        case k::LoopKind::sfilter:
        case k::LoopKind::extract: return kind == Kind::Bool;
        default: return key(kind);
      }
    });
    l.result_register = result.first;
    l.result = result.second;
    switch (l.kind) {
      case k::LoopKind::mapply:
        if (const auto out = merged(l.result)) {
          l.out_kind = *out;
          break;
        }
        l.kind = k::LoopKind::apply;
        [[fallthrough]];
      case k::LoopKind::apply: l.out_kind = *container_of(l.result); break;
      case k::LoopKind::sfilter: l.out_kind = l.over[0] == Kind::Pair ? Kind::Ints : l.over[0]; break;
      case k::LoopKind::order: l.out_kind = *container_of(l.element[0]); break;
      case k::LoopKind::extract:
      case k::LoopKind::argmax:
      case k::LoopKind::argmin: l.out_kind = l.element[0]; break;
      default: l.out_kind = l.result; break;
    }
  }
  static bool container_exists(Kind value) {
    for (int n = 0; n < static_cast<int>(Kind::count_); ++n) {
      if (k::holds(static_cast<Kind>(n), value)) return true;
    }
    return false;
  }
  static std::optional<Kind> merged(Kind result) {
    k::Loop l;
    l.kind = k::LoopKind::mapply;
    l.over[0] = Kind::Ints, l.element[0] = Kind::Int, l.result = result;
    for (int n = 0; n < static_cast<int>(Kind::count_); ++n) {
      l.out_kind = static_cast<Kind>(n);
      if (k::wrong_with(l) == nullptr) return l.out_kind;
    }
    return std::nullopt;
  }

  void choice(int depth) {
    const Kind kind = one_of([](Kind) { return true; })->second;
    const k::Register to = fresh();
    const std::size_t before = scope_.size();
    const std::uint32_t unless = here();
    add(Do::unless, kind, 0, 0, *one(Kind::Bool));
    statements(depth);
    add(Do::move, kind, to, *one(kind));
    const std::uint32_t jump = here();
    add(Do::jump, kind, 0);
    out_.instructions[unless].a = here();
    scope_.resize(before);
    statements(depth);
    add(Do::move, kind, to, *one(kind));
    out_.instructions[jump].a = here();
    scope_.resize(before);
    put_in_scope(to, kind);
  }

  Pieces& in_;
  DrawnCode out_;
  std::vector<std::pair<k::Register, Kind>> scope_;
};

/// A field of an instruction, a loop or an argument that becomes something else.
class CodeEdits {
 public:
  explicit CodeEdits(Pieces& in) {
    for (int n = in.byte() % 8; n > 0; --n) edits_.push_back({in.byte(), in.byte(), in.byte(), in.byte(), in.byte()});
  }
  bool any() const { return !edits_.empty(); }

  void make(DrawnCode& code) const {
    for (const Edit& e : edits_) {
      // Mostly small: another register, another kind.
      const std::uint32_t value = e.large >= 240 ? ~std::uint32_t{0} >> (e.large % 32) : e.large >= 224 ? e.value | 256u : e.value;
      if (e.where < 160 && !code.instructions.empty()) {
        change(code.instructions[e.which % code.instructions.size()], e.field, value);
      } else if (e.where < 224 && !code.loops.empty()) {
        change(code.loops[e.which % code.loops.size()], e.field, value);
      } else if (!code.arguments.empty()) {
        code.arguments[e.which % code.arguments.size()] = value;
      }
    }
  }

 private:
  struct Edit {
    std::uint8_t where, which, field, value, large;
  };
  template <class T>
  static T as(std::uint32_t value) {
    return static_cast<T>(static_cast<std::uint8_t>(value));
  }

  static void change(k::Instruction& i, std::uint8_t field, std::uint32_t value) {
    switch (field % 12) {
      case 0: i.code = static_cast<std::uint16_t>(value); break;
      case 1: i.kind = as<k::Kind>(value); break;
      case 2: i.weight = as<std::uint8_t>(value); break;
      case 3: i.counted = static_cast<k::Counted>(value); break;
      case 4: i.out = value; break;
      case 5: i.a = value; break;
      case 6: i.b = value; break;
      case 7: i.c = value; break;
      case 8: i.bytes = static_cast<std::uint16_t>(value); break;
      case 9: i.fixed = as<std::uint8_t>(value); break;
      case 10: i.cells = as<std::uint8_t>(value); break;
      default: i.d = value; break;
    }
  }
  static void change(k::Loop& l, std::uint8_t field, std::uint32_t value) {
    switch (field % 20) {
      case 0: l.kind = as<k::LoopKind>(value); break;
      case 1: l.walk = as<k::Walk>(value); break;
      case 2:
      case 3: l.over[field % 2] = as<k::Kind>(value); break;
      case 4:
      case 5: l.element[field % 2] = as<k::Kind>(value); break;
      case 6: l.result = as<k::Kind>(value); break;
      case 7: l.out_kind = as<k::Kind>(value); break;
      case 8:
      case 9: l.containers[field % 2] = value; break;
      case 10:
      case 11: l.parameters[field % 2] = value; break;
      case 12: l.result_register = value; break;
      case 13: l.out = value; break;
      case 14: l.masked = value % 2 != 0; break;
      case 15: l.mask = value; break;
      case 16: l.state = value; break;
      case 17: l.body = value; break;
      case 18: l.sliced = value % 2 != 0; break;
      default: l.end = value; break;
    }
  }

  std::vector<Edit> edits_;
};

}  // namespace battalion::fuzz
