// A build without CUDA: there are no devices.

#include "kernels/cuda/engine.hpp"

namespace battalion::kernels::cuda {

namespace {

[[noreturn]] void absent() { throw DeviceError("this build of Battalion has no engine for devices (no CUDA was found when it was built)"); }

}  // namespace

std::vector<Device> devices() { return {}; }

struct Engine::Impl {};
Engine::Engine(const Device&, std::span<const ProgramImage>, std::span<const PairSample>, const EngineOptions&) { absent(); }
Engine::~Engine() = default;
void Engine::start(int, std::span<const Pairing>) { absent(); }
bool Engine::is_done(int) { absent(); }
std::span<const PairAnswer> Engine::finish(int) { absent(); }
std::span<const Grid> Engine::grids(int) const { absent(); }
float Engine::spent_ms(int) const { absent(); }
KernelShape kernel_shape(const Device&, int) { absent(); }

}  // namespace battalion::kernels::cuda
