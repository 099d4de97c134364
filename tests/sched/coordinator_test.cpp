#include "sched/coordinator.hpp"

#include <gtest/gtest.h>

namespace battalion::sched {
namespace {

Action assign(int rank, std::uint32_t unit) { return Assign{rank, UnitId(unit)}; }
Action finish(int rank) { return Finish{rank}; }

TEST(Coordinator, OneRankTakesAllInOrderThenFinishes) {
  Coordinator c(3, 1);
  EXPECT_EQ(c.progress(), (UnitProgress{0, 3}));
  EXPECT_EQ(c.ready(0, 2), (Actions{assign(0, 0), assign(0, 1)}));
  EXPECT_EQ(c.done(0, UnitId(0)), Actions{});  // the last unit waits until rank 0 holds none
  EXPECT_EQ(c.done(0, UnitId(1)), (Actions{assign(0, 2)}));
  EXPECT_FALSE(c.finished());
  EXPECT_EQ(c.done(0, UnitId(2)), (Actions{finish(0)}));
  EXPECT_TRUE(c.finished());
  EXPECT_EQ(c.progress(), (UnitProgress{3, 3}));
}

TEST(Coordinator, HandsOutTheUnitsThatItIsGivenInTheirOrder) {
  Coordinator c({UnitId(7), UnitId(2), UnitId(40)}, 1);
  EXPECT_EQ(c.progress(), (UnitProgress{0, 3}));
  EXPECT_EQ(c.ready(0, 2), (Actions{assign(0, 7), assign(0, 2)}));
  EXPECT_EQ(c.done(0, UnitId(7)), Actions{});
  EXPECT_EQ(c.done(0, UnitId(2)), (Actions{assign(0, 40)}));
  EXPECT_EQ(c.done(0, UnitId(40)), (Actions{finish(0)}));
  EXPECT_TRUE(c.finished());
}

TEST(Coordinator, TowardsTheEndARankGetsAUnitOnlyWhenItHoldsNone) {
  Coordinator c(5, 2);
  EXPECT_EQ(c.ready(1, 2), (Actions{assign(1, 0), assign(1, 1)}));
  EXPECT_EQ(c.ready(0, 2), (Actions{assign(0, 2)}));  // two left for two ranks
  EXPECT_EQ(c.done(1, UnitId(0)), Actions{});
  EXPECT_EQ(c.done(0, UnitId(2)), (Actions{assign(0, 3)}));
  EXPECT_EQ(c.done(0, UnitId(3)), (Actions{assign(0, 4)}));
  EXPECT_EQ(c.done(1, UnitId(1)), (Actions{finish(1)}));
  EXPECT_FALSE(c.finished());
  EXPECT_EQ(c.done(0, UnitId(4)), (Actions{finish(0)}));
  EXPECT_TRUE(c.finished());
}

TEST(Coordinator, UnitsMayComeBackInAnyOrder) {
  Coordinator c(4, 1);
  EXPECT_EQ(c.ready(0, 2), (Actions{assign(0, 0), assign(0, 1)}));
  EXPECT_EQ(c.done(0, UnitId(1)), (Actions{assign(0, 2)}));
  EXPECT_EQ(c.done(0, UnitId(2)), Actions{});
  EXPECT_EQ(c.done(0, UnitId(0)), (Actions{assign(0, 3)}));
}

TEST(Coordinator, ARankHoldsNoMoreThanItsSlotsOrThePrefetch) {
  Coordinator c(100, 3, 4);
  EXPECT_EQ(c.ready(0, 1), (Actions{assign(0, 0)}));
  EXPECT_EQ(c.ready(1, 3), (Actions{assign(1, 1), assign(1, 2), assign(1, 3)}));
  EXPECT_EQ(c.ready(2, 50), (Actions{assign(2, 4), assign(2, 5), assign(2, 6), assign(2, 7)}));
  EXPECT_EQ(c.done(0, UnitId(0)), (Actions{assign(0, 8)}));
  EXPECT_EQ(c.done(2, UnitId(5)), (Actions{assign(2, 9)}));
}

TEST(Coordinator, WithoutUnitsEveryRankIsToldToFinishOnce) {
  Coordinator c(0, 2);
  EXPECT_FALSE(c.finished());
  EXPECT_EQ(c.ready(0, 2), (Actions{finish(0)}));
  EXPECT_FALSE(c.finished());
  EXPECT_EQ(c.ready(1, 2), (Actions{finish(1)}));
  EXPECT_TRUE(c.finished());
  EXPECT_EQ(c.progress(), (UnitProgress{0, 0}));
}

TEST(Coordinator, ALateRankIsWaitedForAndFinishes) {
  Coordinator c(1, 2);
  EXPECT_EQ(c.ready(0, 2), (Actions{assign(0, 0)}));
  EXPECT_EQ(c.done(0, UnitId(0)), (Actions{finish(0)}));
  EXPECT_FALSE(c.finished());
  EXPECT_EQ(c.ready(1, 2), (Actions{finish(1)}));
  EXPECT_TRUE(c.finished());
}

TEST(Coordinator, AFailureAbortsEveryRankOnceWithItsMessage) {
  Coordinator c(10, 3);
  c.ready(0, 2);
  c.ready(2, 2);
  EXPECT_EQ(c.failed(2, "disk full"), (Actions{Abort{0, 2, "disk full"}, Abort{1, 2, "disk full"},
                                               Abort{2, 2, "disk full"}}));
  EXPECT_TRUE(c.aborted());
  // What was on its way is ignored, second failures too.
  EXPECT_EQ(c.ready(1, 2), Actions{});
  EXPECT_EQ(c.done(0, UnitId(0)), Actions{});
  EXPECT_EQ(c.failed(0, "me too"), Actions{});
  EXPECT_FALSE(c.finished());
  EXPECT_EQ(c.progress(), (UnitProgress{0, 10}));
}

Action halt(int rank) { return Halt{rank}; }

TEST(Coordinator, AStopIsToldToEveryRankOnceAndNothingIsHandedOutAfterIt) {
  Coordinator c(10, 3);
  EXPECT_EQ(c.ready(0, 2), (Actions{assign(0, 0), assign(0, 1)}));
  EXPECT_EQ(c.ready(2, 2), (Actions{assign(2, 2), assign(2, 3)}));
  EXPECT_EQ(c.stop(), (Actions{halt(0), halt(1), halt(2)}));
  EXPECT_TRUE(c.stopped());
  EXPECT_EQ(c.stop(), Actions{});  // a second signal, another rank's
  EXPECT_EQ(c.ready(1, 2), Actions{});
  EXPECT_EQ(c.done(0, UnitId(0)), Actions{});  // it had time to end
  EXPECT_EQ(c.progress(), (UnitProgress{1, 10}));
  EXPECT_FALSE(c.finished());
  EXPECT_EQ(c.failed(2, "broken"), (Actions{Abort{0, 2, "broken"}, Abort{1, 2, "broken"}, Abort{2, 2, "broken"}}));
  EXPECT_EQ(c.stop(), Actions{});
}

template <class F>
std::string protocol_error(F&& f) {
  try {
    f();
  } catch (const ProtocolError& e) {
    return e.what();
  }
  return "no ProtocolError";
}

TEST(Coordinator, RefusesWhatARankCannotSay) {
  Coordinator c(10, 2);
  EXPECT_EQ(protocol_error([&] { c.ready(2, 1); }),
            "ready from unknown rank 2 (the job has 2 ranks)");
  EXPECT_EQ(protocol_error([&] { c.done(-1, UnitId(0)); }),
            "done from unknown rank -1 (the job has 2 ranks)");
  EXPECT_EQ(protocol_error([&] { c.failed(7, "x"); }),
            "failure from unknown rank 7 (the job has 2 ranks)");
  EXPECT_EQ(protocol_error([&] { c.ready(0, 0); }), "ready with no slots from rank 0");
  const std::string not_held =
      "unit 0 reported done by rank 1 (which does not hold it: never given, or reported before)";
  EXPECT_EQ(protocol_error([&] { c.done(1, UnitId(0)); }), not_held);  // not even ready

  c.ready(0, 2);
  c.ready(1, 2);
  EXPECT_EQ(protocol_error([&] { c.ready(1, 2); }), "second ready from rank 1");
  EXPECT_EQ(protocol_error([&] { c.done(1, UnitId(0)); }), not_held);  // rank 0 holds it
  EXPECT_NE(protocol_error([&] { c.done(1, UnitId(9)); }), "no ProtocolError");
  EXPECT_NE(protocol_error([&] { c.done(1, UnitId(10)); }), "no ProtocolError");
  c.done(0, UnitId(0));
  EXPECT_NE(protocol_error([&] { c.done(0, UnitId(0)); }), "no ProtocolError");  // double

  // None of it changed the state.
  EXPECT_EQ(c.progress(), (UnitProgress{1, 10}));
  EXPECT_EQ(c.done(1, UnitId(2)), (Actions{assign(1, 5)}));
}

}  // namespace
}  // namespace battalion::sched
