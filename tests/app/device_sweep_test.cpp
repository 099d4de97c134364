// Sweeps whose ranks have devices, which are emulated.

#include "app/fake_sweep.hpp"
#include "app/worker.hpp"
#include "score/emulated_device.hpp"

namespace battalion::test {
namespace {

class DeviceSweep : public FakeSweep {
 protected:
  DeviceSweep() {
    emulated_devices.reset();
    services.make_scorer = app::make_scorer;
  }
  std::vector<std::string> with(const std::string& out, const std::string& engine) {
    std::vector<std::string> a = args(folder / out);
    a.insert(a.end(), {"--engine", engine});
    return a;
  }
  static std::vector<std::string> devices_of(const std::string& file) {
    std::vector<std::string> out;
    for (const store::SweepRank& r : store::SweepFile(file).ranks()) out.push_back(r.device);
    return out;
  }
};

TEST_F(DeviceSweep, HasTheResultsOfLanesOnAnyNumberOfRanks) {
  ASSERT_EQ(run(1, with("lanes", "lanes")), std::vector<int>{0});
  const Matrix lanes = read_matrix(folder / "lanes/sweep.h5");
  EXPECT_EQ(emulated_devices.batches, 0);
  for (const int ranks : {1, 2, 3}) {
    said.clear();
    const std::string out = "cuda" + std::to_string(ranks);
    ASSERT_EQ(run(ranks, with(out, "cuda")), std::vector<int>(static_cast<std::size_t>(ranks), 0)) << said;
    EXPECT_EQ(read_matrix(folder / (out + "/sweep.h5")), lanes);
    EXPECT_EQ(devices_of(folder / (out + "/sweep.h5")),
              std::vector<std::string>(static_cast<std::size_t>(ranks), "Emulated GPU-0 (driver for CUDA 0.0)"));
    EXPECT_EQ(said.find("share device GPU-0") != std::string::npos, ranks > 1) << said;
  }
  EXPECT_GT(emulated_devices.pairs, 0u);
}

TEST_F(DeviceSweep, DealsSeveralDevicesOutToItsRanks) {
  emulated_devices.count = 2;
  ASSERT_EQ(run(2, with("out", "cuda")), (std::vector<int>{0, 0})) << said;
  EXPECT_EQ(said.find("share device"), std::string::npos) << said;
  auto devices = devices_of(folder / "out/sweep.h5");
  std::sort(devices.begin(), devices.end());
  EXPECT_EQ(devices, (std::vector<std::string>{"Emulated GPU-0 (driver for CUDA 0.0)", "Emulated GPU-1 (driver for CUDA 0.0)"}));
}

TEST_F(DeviceSweep, IsRefusedWithoutOne) {
  emulated_devices.count = 0;
  EXPECT_EQ(run(1, with("out", "cuda")), std::vector<int>{2});
  EXPECT_NE(said.find("--engine cuda (no CUDA device is to be seen here"), std::string::npos) << said;
}

TEST_F(DeviceSweep, OfFewPairsIsLeftToLanesUnderAuto) {
  ASSERT_EQ(run(1, with("out", "auto")), std::vector<int>{0});
  EXPECT_EQ(emulated_devices.batches, 0);
  EXPECT_EQ(devices_of(folder / "out/sweep.h5"), std::vector<std::string>{"cpu (GPU GPU-0 is this rank's, unused)"});
}

TEST_F(DeviceSweep, GoesOnWhenADeviceFails) {
  ASSERT_EQ(run(1, with("lanes", "lanes")), std::vector<int>{0});
  emulated_devices.fail_after = 0;
  ASSERT_EQ(run(2, with("out", "cuda")), (std::vector<int>{0, 0})) << said;
  EXPECT_EQ(read_matrix(folder / "out/sweep.h5"), read_matrix(folder / "lanes/sweep.h5"));
}

}  // namespace
}  // namespace battalion::test
