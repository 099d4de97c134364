// Grid primitives have a fast path for plain grids and a general one. Both must say the same: each is called on a
// grid held plainly and on one that the fast path does not take - the same colours 1,000 higher, or some of
// its ones held as True - and the results are compared.

#include "dsl/primitive.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "dsl/compare.hpp"
#include "dsl/evaluating.hpp"

namespace battalion::dsl {
namespace {

using nlohmann::json;

struct Call {
  const char* name;
  std::vector<const char*> args;  ///< names of what a Scene holds, or text of a value
};

const Call calls[] = {
    {"rot90", {"G"}}, {"rot180", {"G"}}, {"rot270", {"G"}},
    {"hmirror", {"G"}}, {"vmirror", {"G"}}, {"dmirror", {"G"}}, {"cmirror", {"G"}},
    {"tophalf", {"G"}}, {"bottomhalf", {"G"}}, {"lefthalf", {"G"}}, {"righthalf", {"G"}},
    {"crop", {"G", "[0,0]", "[2,2]"}}, {"crop", {"G", "[1,2]", "[3,9]"}}, {"crop", {"G", "[-2,-1]", "[2,2]"}},
    {"crop", {"G", "[0,1]", "[-1,1]"}}, {"crop", {"G", "[9,9]", "[1,1]"}},
    {"hsplit", {"G", "1"}}, {"hsplit", {"G", "2"}}, {"hsplit", {"G", "3"}}, {"hsplit", {"G", "0"}},
    {"vsplit", {"G", "1"}}, {"vsplit", {"G", "2"}}, {"vsplit", {"G", "3"}}, {"vsplit", {"G", "-1"}},
    {"hconcat", {"G", "H"}}, {"vconcat", {"G", "H"}}, {"hconcat", {"G", "W"}}, {"vconcat", {"G", "W"}},
    {"fill", {"G", "C1", "P"}}, {"fill", {"G", "C2", "O"}}, {"paint", {"G", "O"}},
    {"underfill", {"G", "C1", "P"}}, {"underpaint", {"G", "O"}}, {"cover", {"G", "P"}},
    {"move", {"G", "O", "[1,-1]"}}, {"toobject", {"P", "G"}}, {"subgrid", {"P", "G"}},
    {"replace", {"G", "C0", "C1"}}, {"replace", {"G", "C2", "C0"}}, {"switch", {"G", "C0", "C1"}},
    {"switch", {"G", "C1", "C1"}}, {"cellwise", {"G", "H", "C1"}}, {"cellwise", {"G", "W", "C1"}},
    {"objects", {"G", "true", "true", "true"}}, {"objects", {"G", "true", "false", "false"}},
    {"objects", {"G", "false", "true", "true"}}, {"objects", {"G", "false", "false", "true"}},
    {"objects", {"G", "false", "false", "false"}}, {"partition", {"G"}}, {"fgpartition", {"G"}},
    {"frontiers", {"G"}}, {"compress", {"G"}}, {"trim", {"G"}}, {"ofcolor", {"G", "C0"}}, {"ofcolor", {"G", "C1"}},
    {"asobject", {"G"}}, {"asindices", {"G"}}, {"palette", {"G"}}, {"numcolors", {"G"}}, {"mostcolor", {"G"}},
    {"leastcolor", {"G"}}, {"colorcount", {"G", "C1"}}, {"height", {"G"}}, {"width", {"G"}}, {"shape", {"G"}},
    {"portrait", {"G"}}, {"square", {"G"}}, {"index", {"G", "[0,0]"}}, {"index", {"G", "[1,3]"}},
    {"index", {"G", "[-1,2]"}}, {"upscale", {"G", "2"}}, {"upscale", {"G", "3"}}, {"upscale", {"G", "0"}},
    {"hupscale", {"G", "3"}}, {"vupscale", {"G", "2"}}, {"vupscale", {"G", "-1"}}, {"downscale", {"G", "2"}},
    {"downscale", {"G", "3"}}, {"downscale", {"G", "1"}}, {"downscale", {"G", "0"}},
    {"occurrences", {"G", "N"}}, {"occurrences", {"G", "O"}}, {"bordering", {"P", "G"}},
    {"upscale", {"O", "2"}}, {"normalize", {"O"}}, {"recolor", {"C2", "P"}}, {"color", {"O"}},
    {"hmirror", {"O"}}, {"vmirror", {"O"}}, {"dmirror", {"O"}}, {"cmirror", {"O"}}, {"palette", {"O"}},
    {"hperiod", {"O"}}, {"vperiod", {"O"}}, {"first", {"G"}}, {"last", {"G"}}, {"merge", {"G"}},
    {"dedupe", {"G"}}, {"size", {"G"}}, {"totuple", {"G"}}, {"canvas", {"C1", "[3,4]"}},
};

constexpr int raised_by = 1000;

/// Numbers of 500 and more are colours, raised; what else occurs in results stays far below.
json lowered(json j) {
  if (j.is_number_integer()) return j.get<int>() >= 500 ? j.get<int>() - raised_by : j.get<int>();
  if (j.is_structured()) {
    for (json& e : j) e = lowered(e);
  }
  return j;
}

/// What calls are made with, by name, as text.
class Scene {
 public:
  explicit Scene(unsigned seed, int colours) : random_(seed), colours_(colours) {
    const int h = up_to(7) + 1, w = up_to(7) + 1;
    grid_ = grid(h, w);
    other_ = grid(h, w);
    wrong_ = grid(up_to(4) + 1, up_to(4) + 1);
    for (int k = up_to(6); k >= 0; --k) patch_.push_back({up_to(h + 2) - 1, up_to(w + 2) - 1});
    const int i = up_to(h), j = up_to(w);
    for (const auto& [di, dj] : {std::pair(0, 0), {0, 1}, {1, 0}}) {
      object_.push_back({any_colour(), {i + di, j + dj}});
      // Cells of the grid, for occurrences to find.
      if (i + di < h && j + dj < w) {
        near_.push_back({grid_[static_cast<std::size_t>(i + di)][static_cast<std::size_t>(j + dj)],
                         {i + di, j + dj}});
      }
    }
  }

  /// colour: how a colour is written.
  template <class Colour>
  std::string text(const std::string& arg, const Colour& colour) const {
    if (arg == "G") return grid_text(grid_, colour);
    if (arg == "H") return grid_text(other_, colour);
    if (arg == "W") return grid_text(wrong_, colour);
    if (arg == "P") {
      json places = json::array();
      for (const auto& [i, j] : patch_) places.push_back({i, j});
      return json({{"set", places}}).dump();
    }
    if (arg == "O") return object_text(object_, colour);
    if (arg == "N") return object_text(near_, colour);
    if (arg[0] == 'C') return colour(arg[1] - '0').dump();
    return arg;
  }

 private:
  using Grid = std::vector<std::vector<int>>;
  using Object = std::vector<std::pair<int, std::pair<int, int>>>;

  int up_to(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  int any_colour() { return up_to(colours_); }
  Grid grid(int h, int w) {
    Grid g(static_cast<std::size_t>(h), std::vector<int>(static_cast<std::size_t>(w)));
    const int kind = up_to(3);
    for (auto& row : g) {
      const int of_row = any_colour();
      for (int& c : row) c = kind == 0 ? of_row : kind == 1 && up_to(3) != 0 ? 0 : any_colour();
    }
    return g;
  }
  template <class Colour>
  static std::string grid_text(const Grid& g, const Colour& colour) {
    json rows = json::array();
    for (const auto& row : g) {
      json r = json::array();
      for (int c : row) r.push_back(colour(c));
      rows.push_back(r);
    }
    return rows.dump();
  }
  template <class Colour>
  static std::string object_text(const Object& object, const Colour& colour) {
    json cells = json::array();
    for (const auto& [c, at] : object) cells.push_back({colour(c), {at.first, at.second}});
    return json({{"set", cells}}).dump();
  }

  std::mt19937 random_;
  const int colours_;
  Grid grid_, other_, wrong_;
  std::vector<std::pair<int, int>> patch_;
  Object object_, near_;
};

template <class Colour>
std::string answer_on(const Scene& scene, const Call& c, SetOrder order, const Colour& colour) {
  std::vector<std::string> args;
  for (const char* a : c.args) args.push_back(scene.text(a, colour));
  return answer(c.name, args, order);
}

json parsed(const std::string& ending) {
  return json::accept(ending) ? json::parse(ending) : json(ending);
}

json plain(int c) { return c; }

TEST(Primitives, SayTheSameOfColoursTooWideForThePlainForm) {
  // Canonical order: CPython's hangs on the hashes of the colours.
  for (unsigned seed = 0; seed < 40; ++seed) {
    const Scene scene(seed, 2 + static_cast<int>(seed % 4));
    for (const Call& c : calls) {
      const std::string want = answer_on(scene, c, SetOrder::canonical, plain);
      const std::string got = answer_on(scene, c, SetOrder::canonical, [](int k) { return json(k + raised_by); });
      ASSERT_EQ(lowered(parsed(got)), parsed(want))
          << c.name << " on " << scene.text("G", plain) << ", seed " << seed;
    }
  }
}

TEST(Primitives, SayTheSameOfGridsWithTrueForOne) {
  for (SetOrder order : {SetOrder::cpython, SetOrder::canonical}) {
    for (unsigned seed = 0; seed < 40; ++seed) {
      const Scene scene(seed, 2 + static_cast<int>(seed % 3));
      std::mt19937 random(seed);
      const auto mixed = [&](int k) { return k == 1 && random() % 2 == 0 ? json(true) : json(k); };
      for (const Call& c : calls) {
        const std::string want = answer_on(scene, c, order, plain);
        const std::string got = answer_on(scene, c, order, mixed);
        if (!json::accept(want) || !json::accept(got)) {
          ASSERT_EQ(got, want) << c.name << " on " << scene.text("G", plain) << ", seed " << seed;
          continue;
        }
        Context ctx(order);
        ASSERT_TRUE(equal(from_json(ctx, got), from_json(ctx, want)))
            << c.name << " on " << scene.text("G", plain) << ", seed " << seed << "\n  got  " << got << "\n  want "
            << want;
      }
    }
  }
}

TEST(Primitives, TableIsWhole) {
  for (int k = 0; k < primitive_count; ++k) {
    const PrimitiveInfo& p = info(static_cast<Primitive>(k));
    EXPECT_EQ(find_primitive(p.name), static_cast<Primitive>(k));
    EXPECT_EQ(std::count(p.parameters.begin(), p.parameters.end(), ' ') + 1, p.arity) << p.name;
  }
  EXPECT_FALSE(find_primitive("rot45"));
  EXPECT_FALSE(find_primitive("double_"));
}

TEST(Primitives, RefuseAnyWrongArgumentWithAnException) {
  // Whatever is passed where: an exception of the reference's or a value, no crash.
  const char* odd[] = {"null", "true", "-3", "[]", "[1,2]", "[[1,2],[3]]", "[[],[]]", "[3,[1,2]]", R"({"set":[]})",
                       R"({"set":[1]})", R"({"set":[[0,1],[5,[0,1]]]})", R"({"set":[{"set":[[1,[0,0]]]}]})",
                       R"({"fn":"rot90"})", R"({"fn":"add"})", "[[1,2],[3,4]]", "4611686018427387904"};
  std::mt19937 random(3);
  for (int k = 0; k < primitive_count; ++k) {
    const PrimitiveInfo& p = info(static_cast<Primitive>(k));
    for (int round = 0; round < 60; ++round) {
      Context ctx(round % 2 == 0 ? SetOrder::cpython : SetOrder::canonical);
      std::vector<Value> args;
      std::string call_text(p.name);
      for (int a = 0; a < p.arity; ++a) {
        const char* text = odd[random() % std::size(odd)];
        call_text += std::string(" ") + text;
        args.push_back(from_json(ctx, text));
      }
      SCOPED_TRACE(call_text);
      ctx.budget.start(3'000'000, 64 << 20);
      EXPECT_FALSE(ending(ctx, [&](Context& c) { return call_named(c, p.name, args); }).empty());
    }
  }
}

}  // namespace
}  // namespace battalion::dsl
