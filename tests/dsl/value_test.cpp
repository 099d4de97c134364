// Forms of values, equality across them, text round trips.

#include "dsl/value.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "base/contract.hpp"
#include "dsl/call.hpp"
#include "dsl/compare.hpp"
#include "dsl/evaluating.hpp"
#include "dsl/hash.hpp"

namespace battalion::dsl {
namespace {

struct Form {
  const char* text;
  Tag tag;
};

TEST(Value, EveryTupleHasTheOneFormThatItsContentsDecide) {
  for (const Form& f : {
           Form{"[1,2]", Tag::pair},
           Form{"[-536870912,536870911]", Tag::pair},
           Form{"[536870912,0]", Tag::tuple},
           Form{"[true,2]", Tag::tuple},
           Form{"[3,[4,5]]", Tag::cell},
           Form{"[2047,[-8388608,8388607]]", Tag::cell},
           Form{"[2048,[0,0]]", Tag::tuple},
           Form{"[0,[8388608,0]]", Tag::tuple},
           Form{"[true,[0,0]]", Tag::tuple},
           Form{"[7]", Tag::row},
           Form{"[1,2,3]", Tag::row},
           Form{"[1,-128,127]", Tag::row},
           Form{"[1,2,128]", Tag::tuple},
           Form{"[1,2,false]", Tag::tuple},
           Form{"[]", Tag::tuple},
           Form{"[[1]]", Tag::grid},
           Form{"[[1,2],[3,4]]", Tag::grid},
           Form{"[[1,2,3],[4,5,6]]", Tag::grid},
           Form{"[[1,2,3],[4,5]]", Tag::tuple},
           Form{"[[1,2],[3,300]]", Tag::tuple},
           Form{"[[],[]]", Tag::tuple},
           Form{"[[1,null]]", Tag::tuple},
           Form{"[[[1,2],[3,4]]]", Tag::tuple},
           Form{"5", Tag::integer},
           Form{"-576460752303423488", Tag::integer},
           Form{"576460752303423488", Tag::wide},
           Form{"9223372036854775807", Tag::wide},
           Form{"true", Tag::boolean},
           Form{"null", Tag::none},
           Form{"{\"set\":[]}", Tag::set},
           Form{"{\"fn\":\"rot90\"}", Tag::primitive},
       }) {
    Context ctx(SetOrder::cpython);
    const Value v = from_json(ctx, f.text);
    EXPECT_EQ(v.tag(), f.tag) << f.text;
    EXPECT_EQ(to_json(v), f.text);
    EXPECT_TRUE(equal(v, from_json(ctx, f.text))) << f.text;
    if (!v.is_tuple() || tuple_size(v) == 0) continue;
    // The same form when it is put together from its elements.
    std::vector<Value> items;
    for (std::uint32_t k = 0; k < tuple_size(v); ++k) items.push_back(tuple_at(ctx, v, k));
    EXPECT_EQ(new_tuple(ctx, items).tag(), f.tag) << f.text;
    EXPECT_EQ(to_json(subscript(ctx, v, -1)), to_json(items.back())) << f.text;
  }
}

TEST(Value, TrueIsOneAcrossForms) {
  Context ctx(SetOrder::cpython);
  const auto same = [&](const char* a, const char* b) { return equal(from_json(ctx, a), from_json(ctx, b)); };
  EXPECT_TRUE(same("true", "1"));
  EXPECT_FALSE(same("true", "2"));
  EXPECT_FALSE(same("false", "null"));
  EXPECT_TRUE(same("[true,0]", "[1,0]"));
  EXPECT_TRUE(same("[false,[1,true]]", "[0,[1,1]]"));
  EXPECT_TRUE(same("[1,true,3]", "[1,1,3]"));
  EXPECT_TRUE(same("[[true,2],[3,4]]", "[[1,2],[3,4]]"));
  EXPECT_FALSE(same("[[true,2],[3,4]]", "[[0,2],[3,4]]"));
  EXPECT_TRUE(same(R"({"set":[true,[0,1]]})", R"({"set":[[false,true],1]})"));
  EXPECT_TRUE(same(R"({"set":[[2,[0,true]],[3,[1,1]]]})", R"({"set":[[2,[0,1]],[3,[1,1]]]})"));
}

TEST(Value, TrueIsOneInsideSets) {
  Context ctx(SetOrder::cpython);
  EXPECT_EQ(from_json(ctx, R"({"set":[true,1,0,false]})").set().size, 2u);
  EXPECT_EQ(from_json(ctx, R"({"set":[[1,2],[true,2]]})").set().size, 1u);
  for (const char* big : {"[1,0,5,6,7,8,9,10,11,12,13,14]", "[4,5]", "[1,2,3]"}) {
    const Value set = set_of(ctx, items_of(ctx, big));
    EXPECT_EQ(contains(set.set(), Value::boolean(true)), contains(set.set(), Value::small(1))) << big;
    EXPECT_FALSE(contains(set.set(), Value::none()));
  }
}

TEST(Value, OrdersAsTheReferenceDoes) {
  Context ctx(SetOrder::cpython);
  const auto below = [&](const char* a, const char* b) {
    return ending(ctx, [&](Context& c) { return Value::boolean(less(from_json(c, a), from_json(c, b))); });
  };
  EXPECT_EQ(below("1", "2"), "true");
  EXPECT_EQ(below("true", "1"), "false");
  EXPECT_EQ(below("[1,2]", "[1,3]"), "true");
  EXPECT_EQ(below("[1,2]", "[1,2,0]"), "true");
  EXPECT_EQ(below("[2]", "[1,2,0]"), "false");
  EXPECT_EQ(below("[3,[0,1]]", "[3,[0,2]]"), "true");
  EXPECT_EQ(below("1", "[1]"), "TypeError");
  EXPECT_EQ(below("null", "1"), "TypeError");
  EXPECT_EQ(below("[1,null]", "[1,2]"), "TypeError");
  EXPECT_EQ(below("[0,null]", "[1,2]"), "true");
  // Sets: subset.
  EXPECT_EQ(below(R"({"set":[1]})", R"({"set":[1,2]})"), "true");
  EXPECT_EQ(below(R"({"set":[3]})", R"({"set":[1,2]})"), "false");
}

TEST(ValueJson, RefusesWhatIsNoValue) {
  Context ctx(SetOrder::cpython);
  for (const char* text : {"", "[1,", "1.5", "\"text\"", "{\"sets\":[]}", "{\"fn\":\"no_such\"}", "{\"set\":3}",
                           "99999999999999999999", "[1] 2"}) {
    EXPECT_THROW(from_json(ctx, text), InputError) << text;
  }
}

TEST(ValueJson, SaysWhatIsWrongAndWhere) {
  Context ctx(SetOrder::cpython);
  const auto refusal = [&](std::string_view text) {
    try {
      from_json(ctx, text);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  EXPECT_EQ(refusal("[1,\n x]"), "2:2: not JSON (a value is expected) correct it");
  EXPECT_EQ(refusal("1e999"), "a number is out of range (values are integers of 64 bits) write a smaller one");
  EXPECT_EQ(refusal("{}").substr(0, 23), "an object is no value (");
}

TEST(ValueJson, DeepNestingIsRefusedAndTakesNoStack) {
  Context ctx(SetOrder::cpython);
  for (const char* open : {"[", "{\"set\":[", "{\"a\":"}) {
    std::string text;
    for (int k = 0; k < 200'000; ++k) text += open;
    EXPECT_THROW(from_json(ctx, text), InputError);  // and never closed
    text += "1";
    for (int k = 0; k < 200'000; ++k) text += open[0] == '[' ? "]" : open[2] == 's' ? "]}" : "}";
    EXPECT_THROW(from_json(ctx, text), InputError);
  }
  const std::string held = std::string(900, '[') + std::string(900, ']');
  EXPECT_EQ(to_json(from_json(ctx, held)), held);
}

TEST(ValueJson, SetsAreWrittenInCanonicalOrder) {
  Context ctx(SetOrder::cpython);
  EXPECT_EQ(to_json(from_json(ctx, R"({"set":[9,[1,2],-4,{"set":[3,2]}]})")), R"({"set":[-4,9,[1,2],{"set":[2,3]}]})");
}

constexpr auto greatest = "9223372036854775807";
constexpr auto least = "-9223372036854775808";

TEST(Integers, StayExactUpTo64BitsAndSayWhereTheyLeaveThem) {
  struct Case {
    const char* fn;
    std::vector<std::string> args;
    const char* want;
  };
  for (const Case& c : {
           Case{"add", {greatest, "1"}, "IntegerOverflow"},
           Case{"add", {greatest, "0"}, greatest},
           Case{"add", {greatest, least}, "-1"},
           Case{"add", {least, "-1"}, "IntegerOverflow"},
           Case{"add", {"[9223372036854775807,1]", "1"}, "IntegerOverflow"},
           Case{"subtract", {least, "1"}, "IntegerOverflow"},
           Case{"subtract", {"0", least}, "IntegerOverflow"},
           Case{"subtract", {"-1", least}, greatest},
           Case{"multiply", {"4294967296", "4294967296"}, "IntegerOverflow"},
           Case{"multiply", {"4294967296", "2147483647"}, "9223372032559808512"},
           Case{"multiply", {least, "-1"}, "IntegerOverflow"},
           Case{"multiply", {least, "1"}, least},
           Case{"invert", {least}, "IntegerOverflow"},
           Case{"invert", {greatest}, "-9223372036854775807"},
           Case{"double", {"4611686018427387904"}, "IntegerOverflow"},
           Case{"double", {"-4611686018427387904"}, least},
           Case{"increment", {greatest}, "IntegerOverflow"},
           Case{"decrement", {least}, "IntegerOverflow"},
           Case{"crement", {greatest}, "IntegerOverflow"},
           Case{"crement", {least}, "IntegerOverflow"},
           Case{"divide", {least, "-1"}, "IntegerOverflow"},
           Case{"divide", {"1", "0"}, "ZeroDivisionError"},
           Case{"divide", {"-7", "2"}, "-4"},
           Case{"halve", {"-7"}, "-4"},
       }) {
    EXPECT_EQ(answer(c.fn, c.args), c.want) << c.fn << "(" << c.args[0] << ", ...)";
  }
}

TEST(Functions, AreToldApartByNothingThatCameBefore) {
  Context ctx(SetOrder::cpython), used(SetOrder::cpython);
  const auto bound = [](Context& c, std::int64_t n) {
    return make_function(c, FunctionKind::lbind, 1, Value::primitive(Primitive::add), Value::small(n), Value());
  };
  for (int n = 0; n < 5; ++n) bound(used, n);
  const Value f = bound(ctx, 1), g = bound(ctx, 2), again = bound(used, 1), other = bound(used, 2);
  EXPECT_EQ(hash(f), hash(again));
  EXPECT_EQ(fingerprint(f), fingerprint(again));
  EXPECT_NE(hash(f), hash(g));
  EXPECT_EQ(canonical(f, g), canonical(again, other));
  EXPECT_FALSE(equal(f, bound(ctx, 1)));  // only itself
}

TEST(Integers, ChainsOfDoublingEndInOverflow) {
  EXPECT_EQ(run_program(program_of({"x = power(double, 62)", "O = x(1)"}), "0").what, "4611686018427387904");
  EXPECT_EQ(run_program(program_of({"x = power(double, 63)", "O = x(1)"}), "0").what, "IntegerOverflow");
  EXPECT_EQ(run_program(program_of({"f = lbind(multiply, TEN)", "x = power(f, 40)", "O = x(THREE)"}), "0").what,
            "IntegerOverflow");
}

}  // namespace
}  // namespace battalion::dsl
