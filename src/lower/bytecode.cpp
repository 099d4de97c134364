#include "lower/bytecode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

#include "base/contract.hpp"
#include "kernels/sliceable.hpp"
#include "lower/refused.hpp"
#include "lower/staged.hpp"

namespace battalion::lower {

namespace k = kernels;
using dsl::Primitive;
using k::Do;
using KK = k::Kind;

namespace {

std::string_view id_of(Primitive p) {
  static constexpr std::string_view ids[] = {
#define PRIMITIVE(id, name, arity, parameters) #id,
#include "dsl/primitives.def"
#undef PRIMITIVE
  };
  return ids[static_cast<std::size_t>(p)];
}

/// By primitive and kinds of arguments.
std::optional<k::Signature> find_signature(Primitive p, std::span<const KK> kinds) {
  static const auto table = [] {
    std::unordered_map<std::string, k::Signature> t;
    for (int s = 0; s < k::signature_count; ++s) {
      const k::SignatureInfo& i = k::signatures[s];
      std::string key = i.primitive;
      for (int a = 0; a < i.arity; ++a) key += fmt::format(" {}", static_cast<int>(i.arguments[static_cast<std::size_t>(a)]));
      t.emplace(std::move(key), static_cast<k::Signature>(s));
    }
    return t;
  }();
  std::string key(id_of(p));
  for (const KK kind : kinds) key += fmt::format(" {}", static_cast<int>(kind));
  const auto at = table.find(key);
  return at == table.end() ? std::nullopt : std::optional(at->second);
}

/// What mapply can make: of rounds that give the first, the second.
bool merges(KK result, KK out) {
  static constexpr std::pair<KK, KK> known[] = {
      {KK::Indices, KK::Indices}, {KK::Object, KK::Object},         {KK::IntSet, KK::IntSet},
      {KK::IntSet, KK::Ints},     {KK::Indices, KK::Pairs},         {KK::Ints, KK::Ints},
      {KK::Object, KK::Cells},        {KK::Cells, KK::Cells},           {KK::Pairs, KK::Pairs},     {KK::Grids, KK::Grids},           {KK::Grid, KK::Grid},
      {KK::ObjectSet, KK::ObjectSet}, {KK::IndicesSet, KK::IndicesSet},
      {KK::ObjectTuple, KK::ObjectSet}, {KK::IndicesTuple, KK::IndicesSet}};
  return std::find(std::begin(known), std::end(known), std::pair(result, out)) != std::end(known);
}

bool is_key(KK kind) { return kind == KK::Bool || kind == KK::Int || kind == KK::Pair; }

}  // namespace

std::optional<k::Kind> kind_of(Types& types, Type t) {
  switch (types.kind(t)) {
    case Kind::boolean: return KK::Bool;
    case Kind::integer:
    case Kind::maybe: return KK::Int;  // None is no_integer
    case Kind::pair: return KK::Pair;
    case Kind::cell: return KK::Cell;
    case Kind::grid: return KK::Grid;
    case Kind::indices: return KK::Indices;
    case Kind::object: return KK::Object;
    case Kind::duo: return std::nullopt;
    case Kind::set:
      switch (types.kind(types.first(t))) {
        case Kind::integer: return KK::IntSet;
        case Kind::grid: return KK::GridSet;
        case Kind::indices: return KK::IndicesSet;
        case Kind::object: return KK::ObjectSet;
        default: return std::nullopt;
      }
    case Kind::tuple: {
      const Type first = types.first(t);
      switch (types.kind(first)) {
        case Kind::integer: return KK::Ints;
        case Kind::pair: return KK::Pairs;
        case Kind::cell: return KK::Cells;
        case Kind::grid: return KK::Grids;
        case Kind::indices: return KK::IndicesTuple;
        case Kind::object: return KK::ObjectTuple;
        // Rows: a grid, as long as they are of one length.
        case Kind::tuple:
          if (types.is(types.first(first), Kind::integer)) return KK::Grid;
          return types.is(types.first(first), Kind::pair) ? std::optional(KK::PairsTuple) : std::nullopt;
        default: return std::nullopt;
      }
    }
  }
  return std::nullopt;
}

class Emitter {
 public:
  Emitter(Bytecode& out, Lowering& lowering) : out_(out), code_(lowering.code()), types_(lowering.types()) {}

  void put(ValueId id) {
    const Node& n = code_.nodes[id.index];
    const k::Register to = at(id);
    switch (n.is) {
      case Node::Is::input: out_.inputs_.push_back(to); return;
      case Node::Is::integer:
      case Node::Is::boolean:
        if (n.number == k::no_integer) refuse("an integer that is none in planes");
        out_.constants_.push_back({to, n.is == Node::Is::boolean ? KK::Bool : KK::Int, n.number, n.number != 0});
        return;
      case Node::Is::none: refuse("None");
      case Node::Is::parameter: return;
      case Node::Is::tuple: put_tuple(n, to); return;
      case Node::Is::convert: put_convert(n, to); return;
      case Node::Is::truth: add(code(Do::truth), kind(n.args[0]), to, at(n.args[0])); return;
      case Node::Is::check: add(code(Do::check_power), KK::Int, to, at(n.args[0])); return;
      case Node::Is::primitive: put_primitive(n, to); return;
      case Node::Is::note_order: add(code(Do::note_order), KK::Bool, 0); return;
      case Node::Is::again: add(code(n.number > 0 ? Do::remember_order : Do::recall_order), KK::Bool, 0); return;
      case Node::Is::set_walk: add(code(n.number > 0 ? Do::enter_set : Do::leave_set), KK::Bool, 0); return;
      case Node::Is::product: put_product(n); return;
      case Node::Is::pair_cells: add(code(Do::pair_cells), KK::Grid, 0, at(n.args[0]), at(n.args[1])); return;
      case Node::Is::highest: add(code(Do::highest), KK::Grid, to, at(n.args[0]), at(n.args[1]), n.number < 0 ? 1 : 0); return;
      case Node::Is::rows_by_columns: add(code(Do::rows_by_columns), KK::Indices, to, at(n.args[0]), at(n.args[1])); return;
      case Node::Is::count_lines: add_lines(Do::count_lines, n, to); return;
      case Node::Is::line_kinds: add_lines(Do::line_kinds, n, to); return;
      case Node::Is::unite_lines: put_union_of_lines(n, to); return;
      case Node::Is::loop: put_loop(n, to); return;
      case Node::Is::over_product: put_over_product(n, to); return;
      case Node::Is::repeat: put_repeat(n, to); return;
      case Node::Is::choose: put_choice(n, to); return;
    }
  }

 private:
  static std::uint16_t code(Do d) { return static_cast<std::uint16_t>(d); }
  /// Values go on as they are; a loop's own value is its beginning's to answer for.
  static bool makes_nothing(std::uint16_t code) {
    return code == Emitter::code(Do::select) || code == Emitter::code(Do::move) || code == Emitter::code(Do::some) || code == Emitter::code(Do::next) ||
           code == Emitter::code(Do::jump) || code == Emitter::code(Do::unless);
  }
  k::Register at(ValueId v) const { return out_.register_of_[v.index]; }
  k::Register fresh() { return out_.registers_++; }
  std::uint32_t here() const { return static_cast<std::uint32_t>(out_.instructions_.size()); }
  void add(std::uint16_t code, KK kind, k::Register out, std::uint32_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0,
           std::uint32_t d = 0) {
    const bool calls = code < k::signature_count;
    const std::uint8_t weight = calls ? k::weight(k::signatures[code]) : makes_nothing(code) ? 0 : k::weight_of_result(kind);
    const k::Counted counted = calls ? k::counted(k::signatures[code]) : k::Counted{0};
    const std::uint8_t fixed = calls ? k::fixed(k::signatures[code]) : k::is_small(kind) ? k::fixed_of_small : k::fixed_of_most;
    const std::uint8_t cells = calls ? k::cell_units(k::signatures[code]) : std::uint8_t{0};
    out_.instructions_.push_back({code, kind, weight, counted, k::room_for(kind), out, a, b, c, d, fixed, cells});
  }

  KK kind(Type t) {
    const auto found = kind_of(types_, t);
    if (!found) refuse(fmt::format("no form for {}", types_.name(t)));
    return *found;
  }
  KK kind(ValueId v) { return kind(code_.nodes[v.index].type); }

  /// An argument as an integer where it is a boolean.
  k::Register as_int(k::Register r, KK& of) {
    if (of != KK::Bool) return r;
    of = KK::Int;
    const k::Register made = fresh();
    add(code(Do::to_int), KK::Int, made, r);
    return made;
  }

  void put_operation(Primitive p, std::vector<k::Register> args, std::vector<KK> kinds, k::Register to, KK wanted) {
    auto found = find_signature(p, kinds);
    if (!found) {
      for (std::size_t a = 0; a < args.size(); ++a) args[a] = as_int(args[a], kinds[a]);
      found = find_signature(p, kinds);
    }
    if (!found) {
      std::string text;
      for (const KK kind : kinds) text += fmt::format("{}{}", text.empty() ? "" : ", ", k::name(kind));
      refuse(fmt::format("no operation {} of {}", dsl::info(p).name, text));
    }
    const KK result = k::info(*found).result;
    if (result != wanted) refuse(fmt::format("{} as {} and {}", dsl::info(p).name, k::name(result), k::name(wanted)));
    args.resize(4, args[0]);
    add(static_cast<std::uint16_t>(*found), result, to, args[0], args[1], args[2], args[3]);
  }

  void put_primitive(const Node& n, k::Register to) {
    if (n.primitive == Primitive::branch) {
      add(code(Do::select), kind(n.type), to, at(n.args[0]), at(n.args[1]), at(n.args[2]));
      return;
    }
    std::vector<k::Register> args;
    std::vector<KK> kinds;
    for (const ValueId a : n.args) {
      args.push_back(at(a));
      kinds.push_back(kind(a));
    }
    // The interpreter makes each pair, be they alike: what is left of them tells nothing of how many those were.
    if (n.primitive == Primitive::product) put_product(n);
    put_operation(n.primitive, std::move(args), std::move(kinds), to, kind(n.type));
  }

  void put_tuple(const Node& n, k::Register to) {
    const KK made = kind(n.type);
    if (made == KK::Grid) refuse("a tuple of rows");
    std::vector<k::Register> args;
    for (const ValueId a : n.args) {
      KK of = kind(a);
      args.push_back(as_int(at(a), of));
    }
    const auto first = static_cast<std::uint32_t>(out_.arguments_.size());
    out_.arguments_.insert(out_.arguments_.end(), args.begin(), args.end());
    add(code(Do::tuple), made, to, first, static_cast<std::uint32_t>(args.size()));
  }

  void add_lines(Do what, const Node& n, k::Register to) {
    add(code(what), kind(n.args[0]), to, at(n.args[0]), at(n.args[1]), static_cast<std::uint32_t>(n.number));
  }
  void put_union_of_lines(const Node& n, k::Register to) {
    const auto first = static_cast<std::uint32_t>(out_.arguments_.size());
    for (const ValueId a : n.args) out_.arguments_.push_back(at(a));
    add(code(Do::unite_lines), kind(n.args[0]), to, first, static_cast<std::uint32_t>(n.args.size()),
        static_cast<std::uint32_t>(n.number));
  }

  void put_convert(const Node& n, k::Register to) {
    const KK from = kind(n.args[0]), made = kind(n.type);
    const k::Register r = at(n.args[0]);
    const auto taken = static_cast<std::uint32_t>(n.number);
    if (types_.is(code_.nodes[n.args[0].index].type, Kind::maybe) && !types_.is(n.type, Kind::maybe)) {
      return add(code(Do::some), made, to, r);
    }
    if (from == made) return add(code(Do::move), made, to, r);
    if (from == KK::Bool && made == KK::Int) return add(code(Do::to_int), made, to, r);
    if (from == KK::Ints && made == KK::Pair) return add(code(Do::ints_to_pair), made, to, r);
    if (from == KK::Pair && made == KK::Ints) return add(code(Do::pair_to_ints), made, to, r);
    if (from == KK::Pairs && made == KK::Grid) return add(code(Do::pairs_to_grid), made, to, r);
    if (from == KK::Pairs && made == KK::Indices) return add(code(Do::pairs_to_indices), made, to, r, taken);
    if (from == KK::Cells && made == KK::Object) return add(code(Do::cells_to_object), made, to, r, taken);
    refuse(fmt::format("{} taken as {}", k::name(from), k::name(made)));
  }

  void put_region(const Region& region) {
    for (const ValueId v : region.nodes) {
      if (!is_unused_set_of_one(region, v)) put(v);
    }
  }
  /// Lowering takes the place for the set of it where it can, which leaves the set to nobody.
  bool is_unused_set_of_one(const Region& region, ValueId v) const {
    const Node& n = code_.nodes[v.index];
    return n.is == Node::Is::primitive && n.primitive == Primitive::initset && !uses(region, v);
  }
  bool uses(const Region& region, ValueId v) const {
    if (region.result == v) return true;
    return std::any_of(region.nodes.begin(), region.nodes.end(), [&](ValueId user) {
      const Node& n = code_.nodes[user.index];
      return std::find(n.args.begin(), n.args.end(), v) != n.args.end() ||
             std::any_of(n.regions.begin(), n.regions.end(), [&](RegionId r) { return uses(code_.regions[r.index], v); });
    });
  }

  /// Around the body: loop, body, next.
  void put_around(k::Loop l, const Region& body, std::span<const k::Register> parameters) {
    for (std::size_t p = 0; p < parameters.size(); ++p) l.parameters[p] = parameters[p];
    l.state = fresh();
    const auto number = static_cast<std::uint32_t>(out_.loops_.size());
    out_.loops_.push_back(l);  // inner loops come after it
    add(code(Do::loop), l.out_kind, l.out, number);
    l.body = here();
    put_region(body);
    l.result_register = at(body.result);
    add(code(Do::next), l.result, l.out, number);
    l.end = here();
    l.sliced = k::is_sliceable(out_.spans(), l);
    out_.loops_[number] = l;
  }

  /// Of a body that is the distance of its parameter, a place or a cell, from a place around it: that one.
  std::optional<ValueId> distant_from(const Region& body) const {
    if (body.parameters.size() != 1) return std::nullopt;
    const Node& distance = code_.nodes[body.result.index];
    if (distance.is != Node::Is::primitive || distance.primitive != Primitive::manhattan) return std::nullopt;
    ValueId element = body.parameters[0];
    const bool cell = types_.is(code_.nodes[element.index].type, Kind::cell);
    std::size_t own = 1;
    for (const ValueId v : body.nodes) {
      const Node& n = code_.nodes[v.index];
      if (v == body.result || is_unused_set_of_one(body, v)) continue;
      const bool place = cell && n.is == Node::Is::primitive && n.primitive == Primitive::last && n.args[0] == body.parameters[0];
      if (!place) return std::nullopt;
      element = v;
      ++own;
    }
    if (own != (cell ? 2 : 1)) return std::nullopt;
    const std::size_t at = distance.args[0] == element ? 0 : 1;
    const ValueId other = distance.args[1 - at];
    const bool around = distance.args[at] == element && !(other == element) && types_.is(code_.nodes[other.index].type, Kind::pair);
    return around ? std::optional(other) : std::nullopt;
  }
  /// The nearest of a patch's elements, all looked at at once.
  bool put_nearest(const k::Loop& l, const Region& body) {
    if (l.kind != k::LoopKind::argmin || (l.over[0] != KK::Indices && l.over[0] != KK::Object)) return false;
    const auto place = distant_from(body);
    if (!place) return false;
    add(code(Do::nearest), l.over[0], l.out, l.containers[0], at(*place));
    return true;
  }

  /// A body that connects its two parameters, and does nothing else.
  bool connects(const Region& body) const {
    if (body.nodes.size() != 1 || body.parameters.size() != 2 || body.result != body.nodes[0]) return false;
    const Node& n = code_.nodes[body.result.index];
    return n.is == Node::Is::primitive && n.primitive == Primitive::connect && n.args == body.parameters;
  }
  /// A set made of two sets of places: lines are drawn all at once, unless they are too many.
  void put_lines(const k::Loop& l, const Region& body, std::span<const k::Register> parameters) {
    const std::uint32_t lines = here();
    add(code(Do::lines), KK::IndicesSet, l.out, l.containers[0], l.containers[1]);
    put_around(l, body, parameters);
    out_.instructions_[lines].c = here();
  }
  static bool over_places(const k::Loop& l) { return l.over[0] == KK::Indices && l.over[1] == KK::Indices; }

  void put_loop(const Node& n, k::Register to) {
    const Region& body = code_.regions[n.regions[0].index];
    k::Loop l;
    std::vector<k::Register> parameters;
    for (std::size_t c = 0; c < n.args.size(); ++c) {
      l.containers[c] = at(n.args[c]);
      l.over[c] = kind(n.args[c]);
      l.element[c] = kind(body.parameters[c]);
      parameters.push_back(at(body.parameters[c]));
      // The other way round: what the engine walks a grid by are its rows.
      if (l.over[c] == KK::Grid && l.element[c] != KK::Ints) refuse("a grid walked as pairs");
    }
    l.result = kind(body.result);
    l.out_kind = kind(n.type);
    l.out = to;
    const auto refuse_it = [&] {
      refuse(fmt::format("{} from {} to {}", dsl::info(n.primitive).name, k::name(l.result), k::name(l.out_kind)));
    };
    switch (n.primitive) {
      case Primitive::papply: l.walk = k::Walk::side_by_side; [[fallthrough]];
      case Primitive::apply: l.kind = k::LoopKind::apply; break;
      case Primitive::prapply:
        l.kind = k::LoopKind::apply;
        l.walk = k::Walk::each_with_each;
        if (over_places(l) && connects(body)) return put_lines(l, body, parameters);
        break;
      case Primitive::mpapply: l.walk = k::Walk::side_by_side; [[fallthrough]];
      case Primitive::mapply:
        l.kind = k::LoopKind::mapply;
        if (!merges(l.result, l.out_kind)) refuse_it();
        break;
      case Primitive::sfilter: l.kind = k::LoopKind::sfilter; break;
      case Primitive::mfilter: {
        l.kind = k::LoopKind::sfilter;
        l.out_kind = l.over[0];
        l.out = fresh();
        put_around(l, body, parameters);
        return put_operation(Primitive::merge, {l.out}, {l.out_kind}, to, kind(n.type));
      }
      case Primitive::extract: l.kind = k::LoopKind::extract; break;
      case Primitive::argmax: l.kind = k::LoopKind::argmax; break;
      case Primitive::argmin: l.kind = k::LoopKind::argmin; break;
      case Primitive::valmax:
      case Primitive::valmin:
        l.kind = n.primitive == Primitive::valmax ? k::LoopKind::valmax : k::LoopKind::valmin;
        l.on_nothing = static_cast<std::uint8_t>(n.number);
        break;
      case Primitive::order: l.kind = k::LoopKind::order; break;
      default: refuse(fmt::format("{} as a loop", dsl::info(n.primitive).name));
    }
    const bool keyed = l.kind == k::LoopKind::order || l.kind == k::LoopKind::argmax || l.kind == k::LoopKind::argmin ||
                       l.kind == k::LoopKind::valmax || l.kind == k::LoopKind::valmin;
    const bool by_sets = (l.kind == k::LoopKind::argmax || l.kind == k::LoopKind::argmin) &&
                         (l.result == KK::Object || l.result == KK::Indices);
    if (keyed && !is_key(l.result) && !by_sets) refuse_it();
    if (put_nearest(l, body)) return;
    put_around(l, body, parameters);
  }

  void put_product(const Node& n) {
    const auto first = static_cast<std::uint32_t>(out_.arguments_.size());
    for (const ValueId a : n.args) out_.arguments_.push_back(at(a));
    add(code(Do::product), KK::Bool, 0, first, static_cast<std::uint32_t>(kind(n.args[0])),
        static_cast<std::uint32_t>(kind(n.args[1])), static_cast<std::uint32_t>(n.number));
  }

  void put_over_product(const Node& n, k::Register to) {
    const Region& body = code_.regions[n.regions[0].index];
    k::Loop l;
    l.walk = n.number != 0 ? k::Walk::side_by_side : k::Walk::product;
    std::vector<k::Register> parameters;
    for (std::size_t c = 0; c < 2; ++c) {
      l.containers[c] = at(n.args[c]);
      l.over[c] = kind(n.args[c]);
      l.element[c] = kind(body.parameters[c]);
      parameters.push_back(at(body.parameters[c]));
    }
    l.masked = n.args.size() == 3;
    if (l.masked) l.mask = at(n.args[2]);
    l.result = kind(body.result);
    l.out_kind = kind(n.type);
    l.out = to;
    l.kind = n.primitive == Primitive::mapply    ? k::LoopKind::mapply
             : n.primitive == Primitive::extract ? k::LoopKind::extract
                                                 : k::LoopKind::apply;
    if (l.kind == k::LoopKind::mapply && !merges(l.result, l.out_kind)) {
      refuse(fmt::format("mapply from {} to {}", k::name(l.result), k::name(l.out_kind)));
    }
    if (l.kind == k::LoopKind::apply && l.walk == k::Walk::product && !l.masked && over_places(l) && connects(body)) {
      return put_lines(l, body, parameters);
    }
    put_around(l, body, parameters);
  }

  void put_repeat(const Node& n, k::Register to) {
    const Region& body = code_.regions[n.regions[0].index];
    k::Loop l;
    l.kind = k::LoopKind::repeat;
    l.containers[0] = at(n.args[0]);
    l.containers[1] = at(n.args[1]);
    l.result = l.out_kind = kind(n.type);
    l.out = to;
    const k::Register parameter = at(body.parameters[0]);
    put_around(l, body, std::span(&parameter, 1));
  }

  void put_choice(const Node& n, k::Register to) {
    const KK made = kind(n.type);
    const std::uint32_t unless = here();
    add(code(Do::unless), made, 0, 0, at(n.args[0]));
    const Region& yes = code_.regions[n.regions[0].index];
    put_region(yes);
    add(code(Do::move), made, to, at(yes.result));
    const std::uint32_t jump = here();
    add(code(Do::jump), made, 0, 0);
    out_.instructions_[unless].a = here();
    const Region& no = code_.regions[n.regions[1].index];
    put_region(no);
    add(code(Do::move), made, to, at(no.result));
    out_.instructions_[jump].a = here();
  }

  Bytecode& out_;
  const Code& code_;
  Types& types_;
};

const Segment& Bytecode::emit_last(Lowering& lowering) {
  BATTALION_EXPECT(lowering.fragments().size() == segments_.size() + 1);
  const Fragment& f = lowering.fragments().back();
  // Values are numbered as they come; a refusal takes its numbers back, so registers have numbers of their own.
  register_of_.resize(std::min(register_of_.size(), lowering.code().nodes.size()));
  while (register_of_.size() < lowering.code().nodes.size()) register_of_.push_back(registers_++);
  Segment s;
  s.from = instruction_count();
  const std::size_t loops = loops_.size(), arguments = arguments_.size();
  if (f.result.is == Staged::Is::refused) {
    s.why_not = f.result.why;
  } else {
    try {
      Emitter emitter(*this, lowering);
      for (const ValueId v : f.nodes) emitter.put(v);
    } catch (Refused& refused) {
      s.why_not = std::move(refused.why);
      instructions_.resize(s.from);
      loops_.resize(loops);
      arguments_.resize(arguments);
    }
  }
  s.to = instruction_count();
  return segments_.emplace_back(std::move(s));
}

}  // namespace battalion::lower
