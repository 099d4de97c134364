#include "app/engine.hpp"

#include "base/contract.hpp"
#include "kernels/level_set.hpp"

namespace battalion::app {

score::Engine engine_of(const Config& config) {
  switch (config.engine) {
    case EngineChoice::interpreter: return score::Engine::interpreter;
    case EngineChoice::automatic: return config.limits.steps != 0 ? score::Engine::interpreter : score::Engine::lanes;
    case EngineChoice::lanes:
      if (config.limits.steps != 0) {
        fail_input("--engine lanes with --step-limit (the interpreter alone counts steps) leave one of them out");
      }
      return score::Engine::lanes;
    case EngineChoice::cuda:
      break;
  }
  fail_input("--engine cuda (this version of Battalion has no engine for devices yet) take lanes, or auto");
}

std::string lanes_name() { return kernels::levels().front().name; }

}  // namespace battalion::app
