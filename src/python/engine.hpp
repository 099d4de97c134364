#pragma once
// The user's Python as the scorer's engine for programs of another language.

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "exec/limits.hpp"
#include "python/worker_process.hpp"
#include "score/foreign.hpp"

namespace battalion::python {

struct EngineTerms {
  Interpreter interpreter;
  exec::Limits limits;               ///< steps are not counted
  bool arrays = false;               ///< grids are numpy arrays, not lists of lists
  bool imports_numpy = false;        ///< beforehand, for programs that will
  std::vector<std::string> hidden;   ///< files and folders that no program must see: the dataset, the programs, the results
};

class Engine : public score::ForeignEngine {
 public:
  explicit Engine(EngineTerms terms);

  std::unique_ptr<score::ForeignWorker> make_worker(const exec::Cancellation* cancellation) override;
  bool goes_with_others(const dsl::Program& program) const override;
  std::int64_t patience_ns() const override { return WorkerProcess::patience_ns; }

  const exec::Limits& limits() const { return limits_; }
  const WorkerTerms& worker_terms() const { return worker_; }

 private:
  const exec::Limits limits_;
  const WorkerTerms worker_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::int64_t, bool> goes_;  ///< by the digest of its text
};

}  // namespace battalion::python
