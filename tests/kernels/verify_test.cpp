// The verifier on code written by hand: what lowering makes of a loop, a choice and lines passes, and each way to do harm
// is refused.

#include "kernels/verify.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace battalion::kernels {
namespace {

Instruction call(Signature s, Register out, std::uint32_t a, std::uint32_t b = 0) {
  const SignatureInfo& of = info(s);
  return {static_cast<std::uint16_t>(s), of.result, weight(of), counted(of), room_for(of.result), out, a, b, a, a, fixed(of), cell_units(of)};
}
Instruction make(Do what, Kind kind, Register out, std::uint32_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0) {
  return {static_cast<std::uint16_t>(what), kind, 0, 0, 0, out, a, b, c, 0};
}

/// Register 0 is a grid, 1 an integer, 2 a boolean.
struct Written {
  std::vector<Instruction> instructions;
  std::vector<Loop> loops;
  std::vector<Register> arguments;
  std::uint32_t registers = 16;

  CodeSpans spans() const { return {instructions, loops, arguments}; }
  std::string refusal() const {
    Verifier v(registers);
    EXPECT_TRUE(v.define(0, Kind::Grid) && v.define(1, Kind::Int) && v.define(2, Kind::Bool));
    const auto why = v.check(spans(), 0, static_cast<std::uint32_t>(instructions.size()));
    return why ? std::to_string(why->instruction) + ": " + why->why : "";
  }
};

/// apply(increment, palette(I)), filtered, its first. Registers 3, 5 the parameter, 6 a round's result, 7.
Written loop_code() {
  Written w;
  w.instructions = {call(Signature::palette_Grid, 3, 0), make(Do::loop, Kind::IntSet, 7), call(Signature::increment_Int, 6, 5),
                    make(Do::next, Kind::Int, 7), call(Signature::totuple_IntSet, 8, 7)};
  Loop l;
  l.over[0] = Kind::IntSet, l.element[0] = l.result = Kind::Int, l.out_kind = Kind::IntSet;
  l.containers[0] = 3, l.parameters[0] = 5, l.result_register = 6, l.out = 7, l.state = 4, l.body = 2, l.end = 4;
  w.loops = {l};
  return w;
}
/// 3 is the grid, or it mirrored.
Written choice_code() {
  Written w;
  w.instructions = {make(Do::unless, Kind::Grid, 0, 4, 2), call(Signature::vmirror_Grid, 4, 0), make(Do::move, Kind::Grid, 3, 4),
                    make(Do::jump, Kind::Grid, 0, 5), make(Do::move, Kind::Grid, 3, 0), call(Signature::rot90_Grid, 5, 3)};
  return w;
}

/// Lines between the places 3 of one colour, 4 of them, 5 their kinds, of which those of an even length count; 12 their union.
Written united_code() {
  Written w;
  w.arguments = {3, 3, 4, 10};
  Loop l;
  l.over[0] = Kind::IndicesTuple, l.element[0] = Kind::Indices, l.result = Kind::Int, l.out_kind = Kind::Ints;
  l.containers[0] = 5, l.parameters[0] = 7, l.result_register = 8, l.out = 10, l.state = 6, l.body = 4, l.end = 6;
  w.loops = {l};
  w.instructions = {call(Signature::ofcolor_Grid_Int, 3, 0, 1), make(Do::count_lines, Kind::Indices, 4, 3, 3, all_ways),
                    make(Do::line_kinds, Kind::Indices, 5, 3, 3, all_ways), make(Do::loop, Kind::Ints, 10),
                    call(Signature::size_Indices, 8, 7), make(Do::next, Kind::Int, 10),
                    make(Do::unite_lines, Kind::Indices, 12, 0, 4, all_ways), make(Do::nearest, Kind::Indices, 13, 12, 4)};
  return w;
}

/// How the code is refused once it is changed.
std::string after(Written w, const std::function<void(Written&)>& change) {
  change(w);
  return w.refusal();
}
#define EXPECT_REFUSED(code, change, what)                                         \
  do {                                                                             \
    const std::string why_ = after(code, [](Written& w) { change; });              \
    EXPECT_NE(why_.find(what), std::string::npos) << (why_.empty() ? "taken" : why_); \
  } while (false)

TEST(Verify, TakesLoopsAndChoices) {
  EXPECT_EQ(loop_code().refusal(), "");
  EXPECT_EQ(choice_code().refusal(), "");
}

TEST(Verify, TakesLinesWithTheLoopThatIsLeftToThem) {
  Written w;
  Loop l;
  l.walk = Walk::product;
  l.over[0] = l.over[1] = l.result = Kind::Indices, l.element[0] = l.element[1] = Kind::Pair, l.out_kind = Kind::IndicesSet;
  l.containers[0] = l.containers[1] = 3, l.parameters[0] = 5, l.parameters[1] = 6, l.result_register = 7;
  l.out = 8, l.state = 4, l.body = 3, l.end = 5;
  w.loops = {l};
  w.instructions = {call(Signature::ofcolor_Grid_Int, 3, 0, 1), make(Do::lines, Kind::IndicesSet, 8, 3, 3, 5),
                    make(Do::loop, Kind::IndicesSet, 8), call(Signature::connect_Pair_Pair, 7, 5, 6),
                    make(Do::next, Kind::Indices, 8), call(Signature::merge_IndicesSet, 9, 8)};
  EXPECT_EQ(w.refusal(), "");
  // Before the loop has ended, the lines are not there.
  w.instructions[3] = call(Signature::merge_IndicesSet, 7, 8);
  EXPECT_EQ(w.refusal(), "3: reads register 8, which is not set");
}

TEST(Verify, TakesUnitedLines) {
  EXPECT_EQ(united_code().refusal(), "");
  EXPECT_REFUSED(united_code(), w.instructions[1].kind = Kind::Object, "1: reads register 3 as Object");
  EXPECT_REFUSED(united_code(), w.instructions[2].kind = Kind::Grid, "2: takes Grid for a patch");
  EXPECT_REFUSED(united_code(), w.instructions[6].b = 2, "6: unites lines of 2 arguments");
  EXPECT_REFUSED(united_code(), w.instructions[6].b = 5, "6: has arguments that there are not");
  EXPECT_REFUSED(united_code(), w.arguments[2] = 3, "6: reads register 3 as Pair");
  EXPECT_REFUSED(united_code(), w.arguments[3] = 5, "6: reads register 5 as Ints");
  EXPECT_REFUSED(united_code(), w.instructions[7].b = 12, "7: reads register 12 as Pair");
}

TEST(Verify, RefusesRegisters) {
  EXPECT_REFUSED(loop_code(), w.instructions[0].a = 16, "0: register 16 of 16");
  EXPECT_REFUSED(loop_code(), w.instructions[0].d = 99, "0: register 99 of 16");  // loaded, though it is not used
  EXPECT_REFUSED(loop_code(), w.instructions[0].a = 9, "0: reads register 9, which is not set");
  EXPECT_REFUSED(loop_code(), w.instructions[0].a = 1, "0: reads register 1 as Grid (it is Int)");
  EXPECT_REFUSED(loop_code(), w.instructions[0].out = 0, "0: sets register 0 anew");
  EXPECT_REFUSED(loop_code(), w.instructions[4].out = 16, "4: register 16 of 16");
}

TEST(Verify, RefusesWhatIsNoInstruction) {
  EXPECT_REFUSED(loop_code(), w.instructions[0].code = static_cast<std::uint16_t>(Do::count_), "0: is no instruction");
  EXPECT_REFUSED(loop_code(), w.instructions[0].code = 0xffff, "0: is no instruction");
  EXPECT_REFUSED(loop_code(), w.instructions[0].kind = Kind::count_, "0: has a kind");
  EXPECT_REFUSED(loop_code(), w.instructions[0].kind = Kind::Int, "0: makes Int");
  EXPECT_REFUSED(loop_code(), w.instructions[0].bytes = 8, "0: has room for 8 bytes");
  EXPECT_REFUSED(loop_code(), w.instructions[0].counted = counted_set, "0: is counted as another");
}

TEST(Verify, RefusesLoops) {
  EXPECT_REFUSED(loop_code(), w.instructions[1].a = 1, "1: loop 1 of 1");
  EXPECT_REFUSED(loop_code(), w.loops[0].body = 1, "1: loop 0 is not where it says");
  EXPECT_REFUSED(loop_code(), w.loops[0].end = 6, "1: loop 0 is not where it says");
  EXPECT_REFUSED(loop_code(), w.loops[0].end = 5, "1: loop 0 has no next");
  EXPECT_REFUSED(loop_code(), w.instructions[1] = w.instructions[3], "1: ends no loop");
  EXPECT_REFUSED(loop_code(), w.loops[0].kind = static_cast<LoopKind>(99), "is of no kind that there is");
  EXPECT_REFUSED(loop_code(), w.loops[0].over[0] = Kind::Ints, "1: reads register 3 as Ints");
  EXPECT_REFUSED(loop_code(), w.loops[0].over[0] = Kind::Int, "walks what has no elements");
  EXPECT_REFUSED(loop_code(), w.loops[0].element[0] = Kind::Pair, "for others");
  EXPECT_REFUSED(loop_code(), w.loops[0].out_kind = Kind::IndicesSet, "gathers what its container does not hold");
  EXPECT_REFUSED(loop_code(), w.loops[0].kind = LoopKind::sfilter, "filters by what is no boolean");
  EXPECT_REFUSED(loop_code(), w.loops[0].sliced = true, "tells at once what cannot be");
  EXPECT_REFUSED(loop_code(), (w.loops[0].sliced = true, w.loops[0].kind = LoopKind::repeat), "tells at once what cannot be");
  EXPECT_REFUSED(loop_code(), (w.loops[0].kind = LoopKind::order, w.loops[0].out_kind = Kind::Pairs), "sorts into what does not hold it");
}

TEST(Verify, RefusesWhatARoundLeavesOnceItIsOver) {
  EXPECT_REFUSED(loop_code(), w.instructions[4] = call(Signature::increment_Int, 8, 6), "4: reads register 6, which is not set");
  EXPECT_REFUSED(loop_code(), w.instructions[4] = call(Signature::increment_Int, 8, 5), "4: reads register 5, which is not set");
  // Nor may a round write over what the loop goes by, or read it.
  EXPECT_REFUSED(loop_code(), w.instructions[2].out = 4, "2: sets register 4 anew");
  EXPECT_REFUSED(loop_code(), w.instructions[2].out = 3, "2: sets register 3 anew");
  EXPECT_REFUSED(loop_code(), w.instructions[2].a = 4, "2: reads register 4, which is a loop's");
}

TEST(Verify, RefusesRoundsThatAreNoElements) {
  const auto two = [] {
    Written w = loop_code();
    Loop& l = w.loops[0];
    l.kind = LoopKind::extract, l.out_kind = Kind::Int, l.result = Kind::Bool, l.walk = Walk::product;
    l.over[1] = Kind::IntSet, l.element[1] = Kind::Int, l.containers[1] = 3, l.parameters[1] = 9;
    w.instructions[2] = call(Signature::even_Int, 6, 5);
    w.instructions.pop_back();
    return w;
  };
  EXPECT_REFUSED(two(), (void)w, "has rounds that are no elements");
  Written side_by_side = two();
  side_by_side.loops[0].walk = Walk::side_by_side;
  EXPECT_EQ(side_by_side.refusal(), "");
}

TEST(Verify, RefusesJumps) {
  EXPECT_REFUSED(choice_code(), w.instructions[3].a = 3, "3: jumps to 3");
  EXPECT_REFUSED(choice_code(), w.instructions[3].a = 0, "3: jumps to 0");
  EXPECT_REFUSED(choice_code(), w.instructions[3].a = 7, "3: jumps to 7");
  EXPECT_REFUSED(choice_code(), w.instructions[0].a = 5, "4: cannot be reached");
  EXPECT_REFUSED(choice_code(), w.instructions[2].out = 6, "5: reads register 3, which is not set");
  EXPECT_REFUSED(choice_code(), w.instructions[2] = make(Do::move, Kind::Int, 3, 1), "5: reads register 3, which is not set");
  EXPECT_REFUSED(choice_code(), w.instructions[5] = call(Signature::rot90_Grid, 5, 4), "5: reads register 4, which is not set");
  // Into a loop, and out of one.
  EXPECT_REFUSED(loop_code(), w.instructions[0] = make(Do::unless, Kind::Bool, 0, 2, 2), "1: loop 0 is jumped into");
  EXPECT_REFUSED(loop_code(), w.instructions[2] = make(Do::unless, Kind::Bool, 0, 4, 2), "2: jumps to 4");
}

TEST(Verify, RefusesArguments) {
  Written w;
  w.arguments = {1, 1, 2};
  w.instructions = {make(Do::tuple, Kind::Ints, 3, 0, 2)};
  EXPECT_EQ(w.refusal(), "");
  EXPECT_REFUSED(w, w.instructions[0].b = 4, "has arguments that there are not");
  EXPECT_REFUSED(w, w.instructions[0].a = ~0u, "has arguments that there are not");
  EXPECT_REFUSED(w, w.instructions[0].b = 3, "reads register 2 as Int (it is Bool)");
  EXPECT_REFUSED(w, w.instructions[0].kind = Kind::Cell, "reads register 1 as Pair");
  EXPECT_REFUSED(w, w.instructions[0].kind = Kind::Indices, "makes Indices of values");
  EXPECT_REFUSED(w, w.instructions[0] = make(Do::product, Kind::Bool, 0, 2, 0, 0), "has arguments that there are not");
  EXPECT_REFUSED(w, w.instructions[0] = make(Do::product, Kind::Bool, 0, 0, 77, 0), "walks no container");
}

TEST(Verify, NothingIsLeftOfWhatIsRefusedOrForgotten) {
  const Written w = loop_code();
  Verifier v(w.registers);
  ASSERT_TRUE(v.define(0, Kind::Grid));
  EXPECT_FALSE(v.define(0, Kind::Grid));
  EXPECT_FALSE(v.define(16, Kind::Grid));
  EXPECT_TRUE(v.check(w.spans(), 2, 5));  // in the middle of the loop
  EXPECT_FALSE(v.check(w.spans(), 0, 4));
  ASSERT_EQ(v.left().size(), 2u);
  EXPECT_EQ(v.left()[1].at, 7u);
  EXPECT_FALSE(v.check(w.spans(), 4, 5));
  v.forget();
  EXPECT_FALSE(v.check(w.spans(), 4, 5));
  EXPECT_TRUE(v.check(w.spans(), 4, 5));
  EXPECT_TRUE(v.check(w.spans(), 4, 9));
  EXPECT_TRUE(v.check(w.spans(), 5, 4));
}

}  // namespace
}  // namespace battalion::kernels
