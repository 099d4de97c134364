#include "score/emulated_device.hpp"

#include <array>
#include <string>

#include "kernels/cuda/engine.hpp"
#include "kernels/engine/pair.hpp"

namespace battalion::test {

EmulatedDevices emulated_devices;

}  // namespace battalion::test

namespace battalion::kernels::cuda {

using test::emulated_devices;

std::vector<Device> devices() {
  std::vector<Device> all;
  for (int k = 0; k < emulated_devices.count; ++k) all.push_back({k, "Emulated", "GPU-" + std::to_string(k), 1, std::size_t{1} << 30, "0.0"});
  return all;
}

namespace {

struct StandingClock {
  std::uint64_t operator()() const { return 0; }
};

}  // namespace

struct Engine::Impl {
  std::vector<PairProgram> programs;
  std::vector<PairSample> samples;
  EngineOptions options;
  struct Slot {
    std::vector<PairAnswer> answers;
    std::vector<Grid> grids;
    bool runs = false, fails = false;
    int asked = 0;
  };
  std::array<Slot, slots> slot;
  std::vector<const void*> registers;
  std::vector<unsigned char> room;
};

Engine::Engine(const Device& device, std::span<const ProgramImage> programs, std::span<const PairSample> samples,
               const EngineOptions& options)
    : impl_(std::make_unique<Impl>()) {
  if (emulated_devices.refuse) throw DeviceError("memory of the device: out of memory (" + device.uuid + ")");
  Impl& e = *impl_;
  e.options = options;
  e.samples.assign(samples.begin(), samples.end());
  for (const ProgramImage& p : programs) {
    e.programs.push_back(pair_program(p));
    e.registers.resize(std::max<std::size_t>(e.registers.size(), p.register_count));
  }
  e.room.resize((std::size_t{2} << 20) + Scratch::alignment);
}
Engine::~Engine() = default;

void Engine::start(int slot, std::span<const Pairing> pairs) {
  Impl& e = *impl_;
  Impl::Slot& s = e.slot[static_cast<std::size_t>(slot)];
  if (s.runs) throw DeviceError("the slot is not idle");
  if (pairs.size() > e.options.most_pairs) throw DeviceError("more pairs than a batch holds");
  s.runs = true;
  s.asked = 0;
  s.fails = ++emulated_devices.batches > emulated_devices.fail_after;
  emulated_devices.pairs += pairs.size();
  s.answers.clear(), s.grids.clear();
  auto* const aligned = e.room.data() + (Scratch::alignment - reinterpret_cast<std::uintptr_t>(e.room.data()) % Scratch::alignment) % Scratch::alignment;
  for (const Pairing& pair : pairs) {
    plain::PairRun<StandingClock> run(e.programs[pair.program], e.samples[pair.sample], e.options.limits, e.registers.data(),
                                      Scratch{aligned, e.room.data() + e.room.size()}, StandingClock{});
    while (!run.is_done()) run.step();
    s.answers.push_back(run.answer());
    if (e.options.grids) s.grids.push_back(run.grid() != nullptr ? *run.grid() : Grid{});
  }
}

bool Engine::is_done(int slot) {
  if (emulated_devices.hang) return false;
  return ++impl_->slot[static_cast<std::size_t>(slot)].asked > 2;
}

std::span<const PairAnswer> Engine::finish(int slot) {
  Impl::Slot& s = impl_->slot[static_cast<std::size_t>(slot)];
  if (s.fails) throw DeviceError("run_pairs: an illegal memory access was encountered");
  s.runs = false;
  return s.answers;
}

std::span<const Grid> Engine::grids(int slot) const { return impl_->slot[static_cast<std::size_t>(slot)].grids; }
float Engine::spent_ms(int) const { return 1; }
KernelShape kernel_shape(const Device&, int warps_a_block) { return {32, 0, warps_a_block}; }

}  // namespace battalion::kernels::cuda
