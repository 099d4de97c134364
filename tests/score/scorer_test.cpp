// A task x a battery -> outcomes: every outcome, early stop, kept answers, workers, progress, pairings.

#include "score/scorer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "exec/timed_call.hpp"
#include "score/equal_programs.hpp"
#include "score/scoring_help.hpp"

namespace battalion::score {
namespace {

/// Mirroring, three demos and one test.
arc::Dataset mirror() {
  return arc::Dataset({task_of("mirror",
                               {{grid_of({{1, 2}}), grid_of({{2, 1}})},
                                {grid_of({{3, 3}}), grid_of({{3, 3}})},
                                {grid_of({{1, 0}, {0, 4}}), grid_of({{0, 1}, {4, 0}})}},
                               {{grid_of({{5, 6, 7}}), grid_of({{7, 6, 5}})}})});
}

const std::vector<Named> one_of_each = {
    {"solve_right", {"O = vmirror(I)"}},
    {"solve_as_it_is", {"O = I"}},
    {"solve_raises", {"O = first(())"}},
    {"solve_for_ever", {"f = rbind(repeat, TWO)", "g = power(f, 30)", "h = power(merge, 20)", "O = h(g(I))"}},
    {"solve_big", {"O = canvas(ZERO, (20000, 20000))"}},
    {"solve_no_grid", {"O = palette(I)"}},
    {"solve_by_luck", {"x = first(totuple(asindices(I)))", "O = fill(vmirror(I), index(vmirror(I), x), initset(x))"}},
};

ScoreOptions limited(std::uint64_t steps = 1'000'000'000) {
  ScoreOptions options;
  options.limits = by_steps(steps, 64 << 20);
  return options;
}

UnitResult scored(const arc::Dataset& dataset, const std::vector<dsl::Program>& programs, const ScoreOptions& options) {
  Scorer scorer(dataset, programs, options);
  return scorer.score(whole(dataset, TaskId(0), first_programs(programs.size())));
}

TEST(Scorer, TellsEveryOutcomeApart) {
  const auto dataset = mirror();
  const auto programs = programs_of(one_of_each);
  const UnitResult r = scored(dataset, programs, limited(500'000));
  ASSERT_EQ(r.sample_count, 4u);
  ASSERT_EQ(r.cells.size(), 4u * programs.size());
  EXPECT_EQ(letters(r, 0), "eeee");
  EXPECT_EQ(letters(r, 1), "weww");
  EXPECT_EQ(letters(r, 2), "xxxx");
  EXPECT_EQ(letters(r, 3).find_first_not_of("tm"), std::string::npos) << letters(r, 3);
  EXPECT_EQ(letters(r, 5), "wwww");
  EXPECT_EQ(letters(r, 6), "eeee");
  for (std::size_t s = 0; s < 4; ++s) {
    EXPECT_FALSE(cell(r, s, 0).set_order_dependent());
    EXPECT_TRUE(cell(r, s, 6).set_order_dependent());
    EXPECT_EQ(cell(r, s, 5).output_digest, 0u);
    EXPECT_EQ(cell(r, s, 1).cells_right, s == 0 ? 0 : s == 1 ? 2 : s == 2 ? 0 : 1);
    ASSERT_NE(cell(r, s, 2).error, 0);
    EXPECT_EQ(r.errors[cell(r, s, 2).error - 1u].kind, "StopIteration");
  }
  // The same canvas meets whichever limit is lower.
  EXPECT_EQ(letters(r, 4), "tttt");
  EXPECT_EQ(r.errors[cell(r, 0, 4).error - 1u].kind, "steps");
  const UnitResult by_memory = scored(dataset, programs, limited());
  EXPECT_EQ(letters(by_memory, 4), "mmmm");
  EXPECT_EQ(by_memory.errors[cell(by_memory, 0, 4).error - 1u].kind, "memory");
}

TEST(Scorer, ErrorsAreListedOnceAUnit) {
  const auto dataset = mirror();
  const auto programs = programs_of({{"solve_a", {"O = first(())"}}, {"solve_b", {"O = divide(ONE, ZERO)"}},
                                     {"solve_c", {"x = first(())", "O = x"}}});
  const UnitResult r = scored(dataset, programs, limited());
  EXPECT_EQ(r.errors.size(), 2u);
  EXPECT_EQ(cell(r, 0, 0).error, cell(r, 3, 2).error);
  EXPECT_NE(cell(r, 0, 0).error, cell(r, 0, 1).error);
}

TEST(Scorer, EarlyStopSkipsWhatFollowsAFailedDemo) {
  const auto dataset = mirror();
  const auto programs = programs_of(
      {{"solve_right", {"O = vmirror(I)"}}, {"solve_wrong", {"O = I"}}, {"solve_raises", {"O = first(())"}},
       {"solve_late", {"O = hconcat(righthalf(I), lefthalf(I))"}}});
  ScoreOptions options = limited();
  options.early_stop = true;
  const UnitResult r = scored(dataset, programs, options);
  EXPECT_EQ(letters(r, 0), "eeee");
  EXPECT_EQ(letters(r, 1), "wsss");
  EXPECT_EQ(letters(r, 2), "xsss");
  EXPECT_EQ(letters(r, 3).substr(0, 3), "eee");
  EXPECT_EQ(letters(r, 3)[3], 'w');  // a failed test stops nothing
}

TEST(Scorer, KeepsTheAnswersThatAreAskedFor) {
  const auto dataset = mirror();
  const auto programs = programs_of({{"solve_wrong", {"O = hmirror(I)"}}, {"solve_right", {"O = vmirror(I)"}},
                                     {"solve_no_grid", {"O = ZERO"}}, {"solve_right_too", {"O = rot180(hmirror(I))"}}});
  ScoreOptions options = limited();
  EXPECT_TRUE(scored(dataset, programs, options).kept.empty());

  options.keep = Keep::best;
  const UnitResult best = scored(dataset, programs, options);
  ASSERT_EQ(best.kept.size(), 4u);
  for (std::uint32_t s = 0; s < 4; ++s) {
    EXPECT_EQ(best.kept[s].sample, SampleId(s));
    // Where all are right, the first; otherwise the first of the right ones.
    EXPECT_EQ(best.kept[s].program, ProgramId(s == 1 ? 0 : 1));
    EXPECT_EQ(best.kept[s].grid, dataset.sample(SampleId(s)).output);
  }

  options.keep = Keep::all;
  const UnitResult all = scored(dataset, programs, options);
  ASSERT_EQ(all.kept.size(), 4u * 3);
  EXPECT_TRUE(std::none_of(all.kept.begin(), all.kept.end(), [](const auto& k) { return k.program == ProgramId(2); }));
}

std::vector<Named> many_of_each() {
  std::vector<Named> many;
  for (int k = 0; k < 30; ++k) {
    for (Named n : one_of_each) {
      if (n.name == "solve_for_ever" && k % 10 != 0) continue;
      n.name += "_" + std::to_string(k);
      n.lines.insert(n.lines.begin(), "y = shift(asindices(I), (" + std::to_string(k % 7) + ", 1))");
      many.push_back(n);
    }
  }
  return many;
}

/// Everything but times.
void expect_same(const UnitResult& more, const UnitResult& one, const std::string& how) {
  ASSERT_EQ(more.cells.size(), one.cells.size());
  for (std::size_t k = 0; k < one.cells.size(); ++k) {
    EXPECT_EQ(told(more, more.cells[k]), told(one, one.cells[k])) << how;
  }
  ASSERT_EQ(more.kept.size(), one.kept.size());
  for (std::size_t k = 0; k < one.kept.size(); ++k) {
    EXPECT_EQ(more.kept[k].program, one.kept[k].program) << how;
    EXPECT_EQ(more.kept[k].grid, one.kept[k].grid) << how;
  }
}

TEST(Scorer, ThreadsChangeNothingButTime) {
  const auto dataset = mirror();
  const auto programs = programs_of(many_of_each());
  ScoreOptions options = limited(100'000);
  options.keep = Keep::all;
  const UnitResult one = scored(dataset, programs, options);
  for (int threads : {2, 3}) {
    options.threads = threads;
    expect_same(scored(dataset, programs, options), one, std::to_string(threads) + " threads");
  }
}

TEST(Scorer, SamplePoliciesChangeNothingButTime) {
  const auto dataset = mirror();
  const auto programs = programs_of(many_of_each());
  for (const bool early_stop : {false, true}) {
    ScoreOptions options = limited(100'000);
    options.keep = Keep::all;
    options.early_stop = early_stop;
    const UnitResult one = scored(dataset, programs, options);
    for (const char* policy : {"window:1", "window:2", "window:3", "pool:1", "pool:6"}) {
      for (int threads : {1, 3}) {
        options.samples = exec::parse_sample_policy(policy);
        options.threads = threads;
        const UnitResult more = scored(dataset, programs, options);
        expect_same(more, one, policy);
        ASSERT_EQ(more.timings.size(), 4u);
        for (const SampleTiming& t : more.timings) EXPECT_GT(t.wall_ns, 0);
        EXPECT_EQ(more.phases.size(), 2u);
      }
    }
  }
}

TEST(Scorer, ReportsProgressAndTimesOfEverySample) {
  const auto dataset = mirror();
  const auto programs = programs_of(one_of_each);
  Scorer scorer(dataset, programs, limited(200'000));
  std::vector<std::uint64_t> exact;
  const UnitResult r = scorer.score(whole(dataset, TaskId(0), first_programs(programs.size())), [&](auto counts) {
    std::uint64_t sum = 0;
    for (std::uint64_t n : counts) sum += n;
    EXPECT_EQ(sum, programs.size());
    exact.push_back(counts[static_cast<int>(Outcome::exact)]);
  });
  EXPECT_EQ(exact, (std::vector<std::uint64_t>{2, 3, 2, 2}));
  ASSERT_EQ(r.timings.size(), 4u);
  for (const SampleTiming& t : r.timings) {
    EXPECT_GT(t.wall_ns, 0);
    EXPECT_GE(t.cpu_ns, 0);
    EXPECT_GE(t.queue_ns, 0);
    EXPECT_GT(t.start_ns, 0);
  }
  ASSERT_EQ(r.phases.size(), 2u);
  EXPECT_EQ(r.phases[0].phase, static_cast<std::uint8_t>(Phase::demo));
  EXPECT_EQ(r.phases[1].phase, static_cast<std::uint8_t>(Phase::test));
  EXPECT_GT(r.busy_ns, 0);
}

// A program that no limit stops in time: only giving up does.
TEST(Scorer, GivesAUnitUpWhenCancelledAndScoresNoHalfOfIt) {
  const auto dataset = mirror();
  std::vector<Named> endless = {{"solve_endless_a", {"x1 = rbind(multiply, TWO)"}}};
  std::string before = "x1";
  for (int i = 2; i < 40; ++i) {
    const std::string next = "x" + std::to_string(i);
    endless[0].lines.push_back(next + " = compose(" + before + ", " + before + ")");
    before = next;
  }
  endless[0].lines.push_back("O = " + before + "(ZERO)");
  const auto programs = programs_of(endless);
  for (const char* policy : {"sequential", "window:2", "pool:2"}) {
    for (const int threads : {1, 2}) {
      exec::Cancellation cancellation;
      ScoreOptions options;
      options.limits = {0, 0, 0, 0};
      options.threads = threads;
      options.samples = exec::parse_sample_policy(policy);
      options.cancellation = &cancellation;
      Scorer scorer(dataset, programs, options);
      std::thread other([&] { cancellation.cancel(); });
      EXPECT_THROW(scorer.score(whole(dataset, TaskId(0), first_programs(1))), exec::Stopped) << policy;
      other.join();
      EXPECT_THROW(scorer.score(whole(dataset, TaskId(0), first_programs(1))), exec::Stopped) << "for good";
    }
  }
}

TEST(Scorer, AUnitIsARectangleOfItsTask) {
  const arc::Dataset dataset({task_of("a", {{grid_of({{1}}), grid_of({{1}})}}, {}),
                              task_of("b", {{grid_of({{1, 2}}), grid_of({{2, 1}})}, {grid_of({{3, 4}}), grid_of({{4, 3}})}},
                                      {{grid_of({{5, 6}}), grid_of({{6, 5}})}})});
  const auto programs = programs_of(
      {{"solve_0", {"O = I"}}, {"solve_1", {"O = vmirror(I)"}}, {"solve_2", {"O = rot180(I)"}}});
  Scorer scorer(dataset, programs, limited());
  UnitSpec unit{UnitId(9), TaskId(1), 1, 2, {ProgramId(0), ProgramId(2)}};
  const UnitResult r = scorer.score(unit);
  EXPECT_EQ(r.unit, UnitId(9));
  EXPECT_EQ(r.first_sample, SampleId(2));
  EXPECT_EQ(r.programs, unit.programs);
  EXPECT_EQ(letters(r, 0), "ww");
  EXPECT_EQ(letters(r, 1), "ee");
}

TEST(Scorer, OwnAndCrossSayTheSameOfOnePair) {
  const arc::Dataset dataset({task_of("turn", {{grid_of({{1, 2}}), grid_of({{2, 1}})}}, {}),
                              task_of("keep", {{grid_of({{1, 2}}), grid_of({{1, 2}})}}, {})});
  const auto programs = programs_of({{"solve_turn", {"O = vmirror(I)"}},
                                     {"solve_keep", {"O = vmirror(vmirror(I))"}},
                                     {"solve_v2_keep", {"x = totuple(palette(I))", "O = (x, x)"}}});
  Scorer scorer(dataset, programs, limited());
  const auto own = pair_programs(dataset, programs, Pairing::own);
  for (std::uint32_t t = 0; t < 2; ++t) {
    const UnitResult all = scorer.score(whole(dataset, TaskId(t), first_programs(3)));
    const UnitResult mine = scorer.score(whole(dataset, TaskId(t), own[t]));
    for (std::size_t c = 0; c < own[t].size(); ++c) {
      EXPECT_EQ(told(mine, cell(mine, 0, c)), told(all, cell(all, 0, own[t][c].value)));
    }
  }
}

TEST(Scorer, GivesDuplicatesTheResultsThatTheyHaveAlone) {
  const arc::Grid one = grid_of({{1, 2}}), two = grid_of({{2, 1}});
  const arc::Dataset dataset({task_of("a", {{one, two}, {two, two}, {two, one}}, {{one, two}})});
  std::vector<Named> texts = {{"solve_mirror", {"O = vmirror(I)"}},
                              {"solve_raise", {"x1 = divide(1, 0)", "O = x1"}},
                              {"solve_keep", {"O = I"}},
                              {"solve_long", {"x1 = interval(0, 1000000, 1)", "O = vmirror(I)"}},
                              // Equal digests, but not the same error: these two are no duplicates.
                              {"solve_zero", {"x1 = divide(1, 0)", "x2 = first(())", "O = I"}},
                              {"solve_first", {"x1 = first(())", "x2 = divide(1, 0)", "O = I"}}};
  const std::size_t different = texts.size();
  for (std::size_t i = 0; i < different; ++i) texts.push_back({texts[i].name + "_again", texts[i].lines});
  const auto programs = programs_of(texts);
  ASSERT_EQ(canonical_digests(programs)[4], canonical_digests(programs)[5]);
  for (const bool early_stop : {false, true}) {
    ScoreOptions options = limited(10'000);
    options.early_stop = early_stop;
    options.keep = Keep::all;
    Scorer scorer(dataset, programs, options);
    const UnitResult all = scorer.score(whole(dataset, TaskId(0), first_programs(programs.size())));
    std::size_t kept = 0;
    for (std::uint32_t p = 0; p < programs.size(); ++p) {
      const UnitResult alone = scorer.score(whole(dataset, TaskId(0), {ProgramId(p)}));
      for (std::size_t r = 0; r < all.sample_count; ++r) {
        EXPECT_EQ(told(all, cell(all, r, p)), told(alone, cell(alone, r, 0))) << texts[p].name << " on " << r;
      }
      kept += alone.kept.size();
    }
    EXPECT_EQ(all.kept.size(), kept);
    EXPECT_EQ(letters(all, 0), letters(all, different));
    EXPECT_NE(told(all, cell(all, 0, 4)), told(all, cell(all, 0, 5)));
  }
}

TEST(CanonicalDigests, AreThoseOfTheMeaning) {
  const auto programs = programs_of({{"solve_a", {"x = rot90(I)", "O = hmirror(x)"}}, {"solve_b", {"O = hmirror(rot90(I))"}},
                                     {"solve_c", {"O = rot90(hmirror(I))"}}});
  const auto digests = canonical_digests(programs);
  EXPECT_EQ(digests[0], digests[1]);
  EXPECT_NE(digests[0], digests[2]);
}

}  // namespace
}  // namespace battalion::score
