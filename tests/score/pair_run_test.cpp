// What a device's warp does with a pair, done on plain lanes here: the same source, judged against the interpreter.

#include "kernels/engine/pair.hpp"

#include <filesystem>
#include <map>

#include "arc/read_dataset.hpp"
#include "score/evaluator.hpp"
#include "score/judge.hpp"
#include "score/pair_verdict.hpp"
#include "score/program_images.hpp"
#include "score/scoring_help.hpp"

namespace battalion::score {
namespace {

namespace fs = std::filesystem;
using kernels::PairAnswer;

constexpr std::uint64_t memory_limit = std::uint64_t{256} << 20;

struct Ticks {
  std::uint64_t* at;
  std::uint64_t operator()() const { return ++*at; }
};

class PairRuns : public testing::Test {
 protected:
  PairAnswer run(const kernels::ProgramImage& image, const arc::Sample& sample, const kernels::PairLimits& limits) {
    const kernels::PairProgram program = kernels::pair_program(image);
    const kernels::PairSample form = to_pair_sample(sample);
    std::vector<const void*> registers(program.register_count);
    const kernels::Scratch scratch{room_, room_ + sizeof(room_)};
    kernels::plain::PairRun<Ticks> run(program, form, limits, registers.data(), scratch, Ticks{&ticks_});
    while (!run.is_done()) run.step();
    return run.answer();
  }

 private:
  alignas(kernels::Scratch::alignment) static inline unsigned char room_[8 << 20];
  std::uint64_t ticks_ = 0;
};

TEST_F(PairRuns, TellOfTheDemoWhatTheInterpreterTells) {
  const auto [dataset, programs] = demo();
  const ProgramImages images(programs);
  const battery::Graph graph(programs);
  for (const dsl::SetOrder order : {dsl::SetOrder::canonical, dsl::SetOrder::cpython}) {
    Evaluator interpreter(graph, order, {.cpu_ns = 0, .wall_ns = 0, .steps = 0, .memory = memory_limit});
    std::size_t pairs = 0, told = 0;
    std::map<std::string, int> punts;
    for (const arc::Task& task : dataset.tasks()) {
      for (const arc::Sample& sample : task.samples) {
        interpreter.start_sample(sample.input);
        for (std::uint32_t p = 0; p < programs.size(); ++p) {
          ++pairs;
          const std::uint32_t image = images.image_of(ProgramId(p));
          if (image == ProgramImages::none) continue;
          const PairAnswer answer = run(images.images()[image], sample, {0, memory_limit, order == dsl::SetOrder::cpython});
          const auto got = verdict_of(answer);
          if (!got) {
            ++punts[punt_of(answer)];
            continue;
          }
          ++told;
          const Verdict want = judge(interpreter.evaluate(ProgramId(p)), sample, false);
          ASSERT_EQ(got->cell.outcome, want.cell.outcome) << programs[p].name << " on " << task.id;
          ASSERT_EQ(got->cell.cells_right, want.cell.cells_right) << programs[p].name << " on " << task.id;
          ASSERT_EQ(got->cell.output_digest, want.cell.output_digest) << programs[p].name << " on " << task.id;
          ASSERT_STREQ(got->error_message, want.error_message) << programs[p].name << " on " << task.id;
        }
      }
    }
    EXPECT_GT(told * 2, pairs);
  }
}

TEST_F(PairRuns, ArePuntedBeyondTheirLimits) {
  arc::Sample sample{arc::Split::demo, 0, grid_of({{1, 2}, {3, 4}}), grid_of({{2, 1}, {4, 3}})};
  const auto programs = programs_of({{"solve_right", {"x = asindices(I)", "y = fill(I, ONE, x)", "O = vmirror(I)"}},
                                     {"solve_pairs", {"O = totuple(asindices(I))"}},
                                     {"solve_number", {"O = size(I)"}}});
  const ProgramImages images(programs);
  const auto image = [&](std::uint32_t p) { return images.images()[images.image_of(ProgramId(p))]; };
  EXPECT_EQ(run(image(0), sample, {}).outcome, kernels::PairOutcome::exact);
  EXPECT_STREQ(punt_of(run(image(0), sample, {.patience_ns = 1})), "late");
  EXPECT_STREQ(punt_of(run(image(0), sample, {.memory = 64})), "memory");
  EXPECT_STREQ(punt_of(run(image(1), sample, {})), "answer");
  const PairAnswer number = run(image(2), sample, {});
  EXPECT_EQ(number.outcome, kernels::PairOutcome::wrong);
  EXPECT_EQ(number.digest, 0u);
  sample.input.height = 33, sample.input.width = 1;
  sample.input.cells.assign(33, 0);
  EXPECT_STREQ(punt_of(run(image(0), sample, {})), "input");
}

}  // namespace
}  // namespace battalion::score
