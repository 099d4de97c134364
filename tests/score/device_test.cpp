// Units worked out ahead on a device that is emulated: what a device cannot tell, what comes of one that fails.

#include <map>
#include <mutex>

#include "exec/cancellation.hpp"
#include "exec/timed_call.hpp"
#include "score/emulated_device.hpp"
#include "score/scoring_help.hpp"

namespace battalion::score {
namespace {

using test::emulated_devices;

class DeviceUnits : public testing::Test, protected Demo {
 protected:
  DeviceUnits() : Demo(demo()) { emulated_devices.reset(); }

  ScoreOptions options(Engine engine) {
    ScoreOptions o{.limits = {.cpu_ns = 0, .wall_ns = 0, .steps = 0, .memory = std::uint64_t{256} << 20},
                   .set_order = dsl::SetOrder::canonical,
                   .engine = engine};
    if (engine != Engine::cuda) return o;
    o.device = kernels::cuda::devices().at(0);
    o.tell = [this](const std::string& text) { told_of += text + "\n"; };
    return o;
  }
  UnitSpec unit(std::uint32_t t) const {
    UnitSpec u = whole(dataset, TaskId(t), first_programs(programs.size()));
    u.unit = UnitId(t);
    return u;
  }
  static void expect_alike(const UnitResult& got, const UnitResult& want) {
    ASSERT_EQ(got.cells.size(), want.cells.size());
    for (std::size_t c = 0; c < want.cells.size(); ++c) ASSERT_EQ(told(got, got.cells[c]), told(want, want.cells[c]));
    ASSERT_EQ(got.kept.size(), want.kept.size());
    for (std::size_t k = 0; k < want.kept.size(); ++k) {
      ASSERT_EQ(got.kept[k].program, want.kept[k].program);
      ASSERT_EQ(got.kept[k].grid, want.kept[k].grid);
    }
  }
  std::map<Engine, std::uint64_t> score_all(const ScoreOptions& on_lanes, const ScoreOptions& on_device, bool expected) {
    Scorer lanes(dataset, programs, on_lanes), device(dataset, programs, on_device);
    const auto tasks = static_cast<std::uint32_t>(dataset.task_count());
    if (expected) {
      for (std::uint32_t t = 0; t < tasks; ++t) device.expect(unit(t));
    }
    std::map<Engine, std::uint64_t> pairs;
    for (std::uint32_t k = 0; k < tasks; ++k) {
      const UnitSpec u = unit((k * 7 + 3) % tasks);
      const UnitResult want = lanes.score(u), got = device.score(u);
      expect_alike(got, want);
      for (const Answered& a : got.answered) {
        pairs[a.engine] += a.pairs;
        if (a.why == "device failed") failed += a.pairs;
      }
    }
    return pairs;
  }

  std::string told_of;
  std::uint64_t failed = 0;  ///< pairs of which the results say so
};

TEST_F(DeviceUnits, AreToldAsByLanes) {
  for (const dsl::SetOrder order : {dsl::SetOrder::canonical, dsl::SetOrder::cpython}) {
    for (const Keep keep : {Keep::none, Keep::best, Keep::all}) {
      ScoreOptions lanes = options(Engine::lanes), device = options(Engine::cuda);
      lanes.set_order = device.set_order = order;
      lanes.keep = device.keep = keep;
      device.threads = keep == Keep::best ? 2 : 1;
      const auto pairs = score_all(lanes, device, true);
      if (HasFatalFailure()) return;
      EXPECT_GT(pairs.at(Engine::cuda), pairs.at(Engine::interpreter));
    }
  }
  EXPECT_EQ(told_of, "");
}

TEST_F(DeviceUnits, GoTogetherWhereTheyAreExpected) {
  const auto tasks = static_cast<int>(dataset.task_count());
  score_all(options(Engine::lanes), options(Engine::cuda), true);
  EXPECT_LT(emulated_devices.batches, 4);
  emulated_devices.batches = 0;
  score_all(options(Engine::lanes), options(Engine::cuda), false);
  EXPECT_EQ(emulated_devices.batches, tasks);
}

TEST_F(DeviceUnits, AreStoppedEarlyAllTheSame) {
  ScoreOptions lanes = options(Engine::lanes), device = options(Engine::cuda);
  lanes.early_stop = device.early_stop = true;
  score_all(lanes, device, true);
}

TEST_F(DeviceUnits, AskAProgramOnceThatIsThereTwice) {
  const std::size_t one = programs.size();
  const auto copies = programs;
  for (dsl::Program p : copies) {
    p.name += "_again";
    programs.push_back(p);
  }
  score_all(options(Engine::lanes), options(Engine::cuda), true);
  std::size_t samples = 0;
  for (const arc::Task& t : dataset.tasks()) samples += t.samples.size();
  EXPECT_LE(emulated_devices.pairs, one * samples);
}

TEST_F(DeviceUnits, GoOnOnTheCpuWhenTheDeviceFails) {
  emulated_devices.fail_after = 3;
  const auto pairs = score_all(options(Engine::lanes), options(Engine::cuda), false);
  if (HasFatalFailure()) return;
  EXPECT_GT(pairs.at(Engine::cuda), 0u);
  EXPECT_EQ(pairs.at(Engine::lanes), failed);
  EXPECT_GT(failed, 0u);
  EXPECT_EQ(told_of, "the device GPU-0 (Emulated) is given up: run_pairs: an illegal memory access was encountered; its pairs go on on the CPU\n");
}

TEST_F(DeviceUnits, GoOnOnTheCpuWhenTheDeviceCannotBeLoaded) {
  emulated_devices.refuse = true;
  const auto pairs = score_all(options(Engine::lanes), options(Engine::cuda), true);
  EXPECT_FALSE(pairs.contains(Engine::cuda));
  EXPECT_EQ(told_of, "the device GPU-0 (Emulated) is given up: memory of the device: out of memory (GPU-0); its pairs go on on the CPU\n");
}

TEST_F(DeviceUnits, AreGivenUpWhenCancelledWhileTheDeviceIsAtThem) {
  emulated_devices.hang = true;
  exec::Cancellation cancellation;
  ScoreOptions device = options(Engine::cuda);
  device.cancellation = &cancellation;
  Scorer scorer(dataset, programs, device);
  cancellation.cancel();
  EXPECT_THROW(scorer.score(unit(0)), exec::Stopped);
}

TEST_F(DeviceUnits, UnderAStepLimitAreTheInterpreters) {
  ScoreOptions device = options(Engine::cuda);
  device.limits = by_steps(1'000'000);
  const UnitResult r = Scorer(dataset, programs, device).score(unit(0));
  EXPECT_EQ(r.answered, (std::vector<Answered>{{Engine::interpreter, "", r.cells.size()}}));
  EXPECT_EQ(emulated_devices.batches, 0);
}

}  // namespace
}  // namespace battalion::score
