#include "exec/grace_watch.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <string>
#include <vector>

#include "exec/executor.hpp"

namespace battalion::exec {
namespace {

struct Told {
  std::vector<std::string> texts;
  GraceWatch::Tell tell() {
    return [this](const std::string& what, std::int64_t) { texts.push_back(what); };
  }
};

std::string name(std::uint64_t tag) { return "program " + std::to_string(tag); }

TEST(GraceWatch, TellsOnceOfACallThatStays) {
  Told told;
  GraceWatch watch(100, told.tell());
  Post post(watch, 1000, name);
  EXPECT_EQ(watch.look(0), 0);
  post.begin(7);
  EXPECT_EQ(watch.look(10), 0);
  EXPECT_EQ(watch.look(1109), 0);
  EXPECT_EQ(watch.look(1110), 1);
  EXPECT_EQ(watch.look(9999), 0);
  EXPECT_EQ(told.texts, std::vector<std::string>{"program 7"});
  post.end();
  post.begin(8);
  EXPECT_EQ(watch.look(10'000), 0);
  EXPECT_EQ(watch.look(11'100), 1);
  EXPECT_EQ(told.texts.back(), "program 8");
  post.end();
}

TEST(GraceWatch, SaysNothingOfCallsThatComeAndGoOrHaveNoLimit) {
  Told told;
  GraceWatch watch(100, told.tell());
  Post busy(watch, 1000, name);
  Post endless(watch, 0, name);
  endless.begin(1);
  for (int k = 0; k < 50; ++k) {
    busy.begin(static_cast<std::uint64_t>(k));
    EXPECT_EQ(watch.look(k * 500), 0);
    busy.end();
  }
  EXPECT_EQ(watch.look(1'000'000), 0);
  endless.end();
}

TEST(GraceWatch, OfCallsInCallsTheInnermostIsTold) {
  Told told;
  GraceWatch watch(100, told.tell());
  Post outer(watch, 10, name);
  outer.begin(1);
  {
    Post inner(watch, 10, name, &outer);
    inner.begin(2);
    watch.look(0);
    EXPECT_EQ(watch.look(500), 1);
    EXPECT_EQ(told.texts, std::vector<std::string>{"program 2"});
    inner.end();
  }
  EXPECT_EQ(watch.look(600), 1);  // now it is the outer one that does not come back
  EXPECT_EQ(told.texts.back(), "program 1");
  outer.end();
}

TEST(GraceWatch, FindsATimedCallThatNeverAsks) {
  std::latch told(1);
  GraceWatch watch(2'000'000, [&](const std::string& text, std::int64_t) {
    if (text == "call 1") told.count_down();  // on a busy machine others may be late, too
  });
  watch.start();
  Executor executor(2);
  Terms terms{{0, 1'000'000, 0, 0}};
  terms.watch = &watch;
  terms.what = [](int k) { return "call " + std::to_string(k); };
  const auto ended = executor.run_timed(3, terms, [&](CallContext&, int k) {
    if (k == 1) told.wait();  // stuck, until the watch has said so
  });
  EXPECT_EQ(ended[1].how, Ended::How::timeout);
}

TEST(GraceWatch, FindsTheInnerOneOfTimedCalls) {
  std::latch told(1);
  GraceWatch watch(2'000'000, [&](const std::string& text, std::int64_t) {
    if (text == "inner") told.count_down();
  });
  watch.start();
  Executor executor(1);
  Terms outer{{0, 1'000'000, 0, 0}};
  outer.watch = &watch;
  outer.what = [](int) { return "outer"; };
  Terms inner{{0, 0, 0, 0}};  // no guard of its own: the outer one's holds
  inner.watch = &watch;
  inner.what = [](int) { return "inner"; };
  const auto ended = executor.run_timed(1, outer, [&](CallContext&, int) {
    executor.run_timed(1, inner, [&](CallContext&, int) { told.wait(); });
  });
  EXPECT_EQ(ended[0].how, Ended::How::timeout);
}

}  // namespace
}  // namespace battalion::exec
