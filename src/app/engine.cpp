#include "app/engine.hpp"

#include "base/contract.hpp"
#include "kernels/cuda/device.hpp"
#include "kernels/level_set.hpp"

namespace battalion::app {

namespace {

/// Measured on an H200 and its host with 680,328 pairs of one rank (tests/bench/scorer): on one thread 3.7 s where lanes alone took
/// 4.1 s; on many threads lanes alone were faster. Starting the device took 0.2 s.
constexpr std::uint64_t pairs_that_pay = 500'000;
constexpr int threads_that_do_as_well = 2;

}  // namespace

void check_engine(const Config& config) {
  const bool planes = config.engine == EngineChoice::lanes || config.engine == EngineChoice::cuda;
  if (planes && config.limits.steps != 0) {
    fail_input("--engine {} with --step-limit (the interpreter alone counts steps) leave one of them out",
               config.engine == EngineChoice::lanes ? "lanes" : "cuda");
  }
  if (config.engine == EngineChoice::cuda && kernels::cuda::devices().empty()) {
    fail_input("--engine cuda (no CUDA device is to be seen here: no driver, none in CUDA_VISIBLE_DEVICES, or a build without CUDA) take lanes, or auto");
  }
}

score::Engine engine_on_cpu(const Config& config) {
  if (config.engine == EngineChoice::interpreter || config.limits.steps != 0) return score::Engine::interpreter;
  return score::Engine::lanes;
}

bool takes_device(const Config& config, std::uint64_t pairs, int ranks) {
  if (config.engine == EngineChoice::cuda) return true;
  if (config.engine != EngineChoice::automatic || config.limits.steps != 0) return false;
  return config.threads < threads_that_do_as_well && pairs / static_cast<std::uint64_t>(ranks) >= pairs_that_pay;
}

std::string lanes_name() { return kernels::levels().front().name; }

}  // namespace battalion::app
