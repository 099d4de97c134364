// Every operation of the bit-plane engine against the interpreter, on drawn arguments, at every level that this machine
// has. BATTALION_DRAWS says how many draws a signature (10000 is the long run).

#include <gtest/gtest.h>

#include <bit>
#include <cstdlib>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/call.hpp"
#include "dsl/compare.hpp"
#include "dsl/primitive.hpp"
#include "dsl/set.hpp"
#include "dsl/tuple.hpp"
#include "dsl/value_json.hpp"
#include "kernels/convert.hpp"
#include "kernels/draw.hpp"
#include "kernels/level_set.hpp"

namespace battalion::kernels {
namespace {

int draws_a_signature() {
  const char* given = std::getenv("BATTALION_DRAWS");
  return given != nullptr ? std::atoi(given) : 500;
}

dsl::Primitive primitive_of(const SignatureInfo& what) {
  std::string_view name = what.primitive;
  if (name.ends_with('_')) name.remove_suffix(1);  // double_ and switch_: their names are keywords
  return dsl::find_primitive(name).value();
}

std::string text_of(const SignatureInfo& what) {
  std::string text = what.primitive;
  text += '(';
  for (int k = 0; k < what.arity; ++k) {
    if (k != 0) text += ", ";
    text += name(what.arguments[static_cast<std::size_t>(k)]);
  }
  return text + ')';
}

/// The share of tame draws that an operation may punt, where it is not 2 %: what they ask for is no value here.
double punts_allowed(const SignatureInfo& what) {
  static const std::map<std::string, double> shares = {
      {"insert", 0.05},
  };
  const auto found = shares.find(what.primitive);
  return found == shares.end() ? 0.02 : found->second;
}

/// What the interpreter makes of a call.
struct Expected {
  enum class Kind { value, raised, expired } kind = Kind::expired;
  dsl::Value value;
  dsl::Raised raised{};
  bool ordered = false;
  std::uint64_t memory = 0;  ///< that it was charged
};
Expected interpret(dsl::Context& ctx, dsl::Primitive p, const std::vector<Drawn>& args) {
  Expected e;
  std::vector<dsl::Value> values;
  // Distances are taken from places where the primitive wants patches: from the set of that one.
  const bool of_sets = p == dsl::Primitive::manhattan;
  for (const Drawn& a : args) {
    const bool place = of_sets && !a.dsl.is(dsl::Tag::set);
    values.push_back(place ? dsl::set_of(ctx, std::vector<dsl::Value>{a.dsl}) : a.dsl);
  }
  ctx.order_mattered = false;
  ctx.in_order = false;
  ctx.budget.start(50'000'000, std::uint64_t{64} << 20);
  try {
    e.value = dsl::code(p)(ctx, values.data());
    e.kind = Expected::Kind::value;
    e.ordered = ctx.order_mattered;
  } catch (const dsl::Raised& raised) {
    e.kind = Expected::Kind::raised;
    e.raised = raised;
  } catch (const dsl::Expired&) {
  }
  e.memory = ctx.budget.memory;
  ctx.budget.start(dsl::Budget::unlimited, dsl::Budget::unlimited);
  return e;
}

/// The elements of a patch that lie where a partial one is known, and whether there are others.
dsl::Value seen_part(dsl::Context& ctx, dsl::Value patch, const Indices& part, bool& more) {
  std::vector<dsl::Value> kept;
  more = false;
  for (std::uint32_t k = 0; k < patch.set().size; ++k) {
    const dsl::Value v = patch.set().items[k];
    const dsl::Value place = v.is(dsl::Tag::cell) ? dsl::tuple_at(ctx, v, 1) : v;
    const bool in = place.is(dsl::Tag::pair) && place.pair_i() >= part.top && place.pair_i() < part.top + part.height &&
                    place.pair_j() >= part.left && place.pair_j() < part.left + part.width;
    if (in) kept.push_back(v);
    more |= !in;
  }
  return dsl::set_of(ctx, kept);
}

/// Of several cells at a place the one of the highest colour alone; at which places of o's window that was so.
dsl::Value highest_part(dsl::Context& ctx, dsl::Value object, const Object& o, std::uint32_t (&several)[side]) {
  std::map<std::pair<Int, Int>, std::pair<Int, dsl::Value>> highest;
  for (std::uint32_t k = 0; k < object.set().size; ++k) {
    const dsl::Value v = object.set().items[k];
    const auto [at, fresh] = highest.try_emplace({v.cell_i(), v.cell_j()}, v.cell_v(), v);
    if (fresh) continue;
    several[v.cell_i() - o.places.top] |= 1u << (v.cell_j() - o.places.left);
    if (v.cell_v() > at->second.first) at->second = {v.cell_v(), v};
  }
  std::vector<dsl::Value> kept;
  for (const auto& [place, cell] : highest) kept.push_back(cell.second);
  return dsl::set_of(ctx, kept);
}

struct Tally {
  int draws = 0, tame = 0, ok = 0, raised = 0, punted = 0, tame_punted = 0, ordered = 0;
  std::map<std::string, int> reasons;
};

/// Of arguments and result, as run() counts them; none where it weighs.
std::optional<std::uint64_t> cells_of(const SignatureInfo& what, const void* out, const void* const (&args)[4]) {
  if (counted(what) == 0 || counted(what) == counted_set) return std::nullopt;
  std::uint64_t cells = 0;
  for (int k = -1; k < what.arity; ++k) {
    const void* v = k < 0 ? out : args[k];
    const Kind kind = k < 0 ? what.result : what.arguments[static_cast<std::size_t>(k)];
    if (kind == Kind::Grid) {
      cells += static_cast<std::uint64_t>(static_cast<const Grid*>(v)->height * static_cast<const Grid*>(v)->width);
    } else if (is_list(kind)) {
      cells += static_cast<std::uint64_t>(static_cast<const Pairs*>(v)->size);
    } else if (!is_small(kind)) {
      const Indices& places = *static_cast<const Indices*>(v);
      if ((places.more & outside) != 0 && places.tiles == nullptr) {
        cells += static_cast<std::uint64_t>(places.most);
        continue;
      }
      if ((places.more & overlaid) != 0) return std::nullopt;
      for (const std::uint32_t row : places.rows) cells += static_cast<std::uint64_t>(std::popcount(row));
      for (int t = 0; t < places.tile_count; ++t) {
        for (const std::uint32_t row : places.tiles[t].rows) cells += static_cast<std::uint64_t>(std::popcount(row));
      }
    }
  }
  return cells;
}

class Operation : public testing::TestWithParam<int> {};

std::string text_of(const dsl::Raised& r) { return std::string(dsl::name(r.code)) + ": " + r.message; }
std::string text_of(Error e) { return std::string(text(e).kind) + ": " + text(e).message; }

/// Empty where the outcome of a level is the interpreter's; else what is wrong.
std::string difference(dsl::Context& ctx, const SignatureInfo& what, const Status& status, const void* out,
                       const Expected& expected) {
  if (status.kind() == Status::Kind::punts) return {};
  if (status.kind() == Status::Kind::raises) {
    if (expected.kind != Expected::Kind::raised) return "raised where the interpreter does not";
    const std::string given = text_of(status.error());
    return given == text_of(expected.raised) ? "" : "raised " + given + ", not " + text_of(expected.raised);
  }
  if (expected.kind == Expected::Kind::raised) return "did not raise " + text_of(expected.raised);
  if (expected.kind == Expected::Kind::expired) return "has a value where the interpreter met a limit";
  if (const char* wrong = malformed(what.result, out)) return wrong;
  const dsl::Value value = to_dsl(ctx, what.result, out);
  dsl::Value wanted = expected.value;
  const bool patch = what.result == Kind::Indices || what.result == Kind::Object;
  // An object begins with its places.
  if (patch && (static_cast<const Indices*>(out)->more & outside) != 0 && static_cast<const Indices*>(out)->tiles == nullptr) {
    bool more = false;
    wanted = seen_part(ctx, wanted, *static_cast<const Indices*>(out), more);
    if (!more) return "says that there is more, and there is not";
  }
  if (what.result == Kind::Object && (static_cast<const Object*>(out)->places.more & overlaid) != 0) {
    const Object& o = *static_cast<const Object*>(out);
    std::uint32_t several[side] = {};
    wanted = highest_part(ctx, wanted, o, several);
    if (std::memcmp(several, o.several, sizeof several) != 0) return "several colours elsewhere";
  }
  if ((what.result == Kind::Bool) != wanted.is(dsl::Tag::boolean))
    return "another kind of value: " + dsl::to_json(wanted);
  if (!dsl::equal(value, wanted)) return "gave " + dsl::to_json(value) + ", not " + dsl::to_json(wanted);
  if (status.ordered() != expected.ordered)
    return expected.ordered ? "did not see that it hung on order" : "says it hung on order";
  return {};
}

TEST_P(Operation, IsTheInterpreters) {
  const auto operation = static_cast<Signature>(GetParam());
  const SignatureInfo& what = info(operation);
  const dsl::Primitive primitive = primitive_of(what);
  ASSERT_EQ(dsl::arity(primitive), what.arity);
  Drawer drawer(static_cast<std::uint64_t>(GetParam()) * 1'000'003 + 1);
  dsl::Context ctx(dsl::SetOrder::canonical);
  std::vector<unsigned char> memory(std::size_t{4} << 20);
  alignas(64) unsigned char out[sizeof(Object)];
  Tally tally;
  const int draws = draws_a_signature();
  for (int n = 0; n < draws; ++n) {
    ctx.reset(dsl::Home::own);
    const bool tame = n % 2 == 0;
    const auto args = drawer.arguments(ctx, operation, tame);
    const Expected expected = interpret(ctx, primitive, args);
    const void* pointers[4] = {};
    for (std::size_t k = 0; k < args.size(); ++k) pointers[k] = args[k].value;
    std::string first_status;
    for (const Level& level : levels()) {
      std::memset(out, 0xa5, sizeof(out));
      Scratch scratch{memory.data(), memory.data() + memory.size()};
      scratch.at +=
          (Scratch::alignment - reinterpret_cast<std::uintptr_t>(scratch.at) % Scratch::alignment) % Scratch::alignment;
      const unsigned char* const before = scratch.at;
      const Status status = level.call(operation, scratch, pointers, out);
      if (status.kind() != Status::Kind::punts && expected.kind != Expected::Kind::expired) {
        const auto taken = static_cast<std::uint64_t>(scratch.at - before);
        const auto cells = status.ok() ? cells_of(what, out, pointers) : std::nullopt;
        if ((counted(what) & counted_always) == 0) {
          ASSERT_LE(expected.memory, most_memory({.fixed = fixed(what), .weight = weight(what), .taken = taken + sizeof(out)}))
              << text_of(what) << ", draw " << n;
        }
        if (cells) {
          ASSERT_LE(expected.memory, most_memory({.fixed = fixed(what), .cells = *cells * cell_units(what), .taken = taken}))
              << text_of(what) << ", draw " << n << ", with its cells counted";
        }
      }
      const std::string wrong = difference(ctx, what, status, out, expected);
      if (!wrong.empty()) {
        std::string given;
        for (const Drawn& a : args) given += "\n    " + dsl::to_json(a.dsl);
        FAIL() << text_of(what) << " at level " << level.name << ", draw " << n << ": " << wrong << "\n  of" << given;
      }
      // All levels end alike, the reason of a punt included.
      const std::string as_text = std::to_string(static_cast<int>(status.kind())) + "/" +
                                  std::to_string(static_cast<int>(status.error())) + "/" +
                                  std::to_string(status.ordered());
      if (first_status.empty()) {
        first_status = as_text;
        ++tally.draws;
        tally.tame += tame;
        tally.ok += status.ok();
        tally.raised += status.kind() == Status::Kind::raises;
        tally.ordered += status.ok() && status.ordered();
        if (status.kind() == Status::Kind::punts) {
          ++tally.punted;
          tally.tame_punted += tame;
          ++tally.reasons[name(status.punt())];
        }
      }
      ASSERT_EQ(as_text, first_status) << text_of(what) << " at level " << level.name << ", draw " << n;
    }
  }
  EXPECT_LE(tally.tame_punted, punts_allowed(what) * tally.tame) << text_of(what);
  EXPECT_GT(tally.ok, 0) << text_of(what);
  std::string reasons;
  for (const auto& [reason, count] : tally.reasons) reasons += " " + reason + " " + std::to_string(count);
  RecordProperty("draws", tally.draws);
  if (std::getenv("BATTALION_TALLY") != nullptr) {
    std::printf("%-40s draws %d ok %d raised %d ordered %d punted %d (tame %d of %d)%s\n", text_of(what).c_str(),
                tally.draws, tally.ok, tally.raised, tally.ordered, tally.punted, tally.tame_punted, tally.tame,
                reasons.c_str());
  }
}

std::string name_of(const testing::TestParamInfo<int>& at) {
  std::string name;
  for (char c : text_of(signatures[at.param])) {
    if (c != ' ' && c != ')') name += c == '(' || c == ',' ? '_' : c;
  }
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, Operation, testing::Range(0, signature_count), name_of);

}  // namespace
}  // namespace battalion::kernels
