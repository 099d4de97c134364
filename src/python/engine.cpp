#include "python/engine.hpp"

#include <utility>

#include "python/runner.hpp"
#include "python/self_contained.hpp"

namespace battalion::python {
namespace {

/// A child is ended by the kernel when all its programs have used so many limits together: the last resort.
constexpr std::int64_t limits_a_child = 64;

WorkerTerms worker_terms_of(EngineTerms terms) {
  WorkerTerms out;
  out.interpreter = std::move(terms.interpreter);
  out.arrays = terms.arrays;
  // What programs ask for most, and ask for at no cost once it is there.
  out.modules = {"collections", "itertools", "functools", "math", "copy", "heapq", "bisect", "operator", "re", "string", "typing", "fractions", "dataclasses", "enum"};
  if (terms.arrays || terms.imports_numpy) out.modules.push_back("numpy");
  out.hidden = std::move(terms.hidden);
  out.memory = terms.limits.memory;
  out.child_cpu_ns = terms.limits.cpu_ns * limits_a_child;
  return out;
}

}  // namespace

Engine::Engine(EngineTerms terms) : limits_(terms.limits), worker_(worker_terms_of(std::move(terms))) {}

std::unique_ptr<score::ForeignWorker> Engine::make_worker(const exec::Cancellation* cancellation) {
  return std::make_unique<Runner>(*this, cancellation);
}

bool Engine::goes_with_others(const dsl::Program& program) const {
  const std::lock_guard lock(mutex_);
  const auto [at, is_new] = goes_.try_emplace(program.ops.front().number, false);
  if (is_new) at->second = is_self_contained(program.source);
  return at->second;
}

}  // namespace battalion::python
