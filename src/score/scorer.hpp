#pragma once
// A task x a battery -> outcomes and timings.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <span>
#include <vector>

#include "arc/dataset.hpp"
#include "dsl/program.hpp"
#include "dsl/set_order.hpp"
#include "exec/cancellation.hpp"
#include "exec/grace_watch.hpp"
#include "exec/limits.hpp"
#include "exec/sample_policy.hpp"
#include "kernels/cuda/device.hpp"
#include "score/foreign.hpp"
#include "score/result.hpp"

namespace battalion::score {

enum class Keep : std::uint8_t {
  none = 0,
  best = 1,  ///< per sample of a unit the answer with most right cells that is a grid; ties: lowest program
  all = 2,   ///< every answer that is a grid
};

struct ScoreOptions {
  exec::Limits limits = {};
  dsl::SetOrder set_order = dsl::SetOrder::cpython;
  bool early_stop = false;
  Keep keep = Keep::none;
  int threads = 1;  ///< workers that share a sample's programs
  Engine engine = Engine::interpreter;  ///< or lanes: then the interpreter tells what these cannot; or cuda: then lanes do
  std::optional<kernels::cuda::Device> device = {};  ///< with cuda: which
  std::function<void(const std::string&)> tell = {};  ///< is told, in a line, of a device that has failed
  ForeignEngine* foreign = nullptr;  ///< runs programs of other languages; needed where there are such; not owned
  exec::SamplePolicy samples = {};  ///< how many of a unit's samples at once; the outcomes are the same
  /// Once it is raised, score() throws exec::Stopped soon; not owned, outlives the scorer.
  const exec::Cancellation* cancellation = nullptr;
  exec::GraceWatch* watch = nullptr;  ///< is told of programs that do not come back; not owned, outlives the scorer
  std::size_t warm_bytes = std::size_t{4} << 20;  ///< of arena memory faulted in beforehand: what most samples need
};

/// A rectangle of samples and programs of one task.
struct UnitSpec {
  UnitId unit;
  TaskId task;
  std::uint32_t first_sample = 0;  ///< within the task
  std::uint32_t sample_count = 0;
  std::vector<ProgramId> programs;  ///< ascending
};

/// Scores units one after the other, the samples of a unit in sequence. Not thread-safe; starts its own
/// workers. Keeps references to dataset and programs: they must outlive it.
class Scorer {
 public:
  Scorer(const arc::Dataset& dataset, std::span<const dsl::Program> programs, const ScoreOptions& options);
  ~Scorer();
  Scorer(const Scorer&) = delete;
  Scorer& operator=(const Scorer&) = delete;

  /// Units that are to be scored soon, in this order: with a device they are worked out ahead, many at a time.
  void expect(const UnitSpec& unit);

  /// Called after each finished sample (from the thread that called score) with outcome counts by code.
  using Progress = std::function<void(std::span<const std::uint64_t, outcome_count>)>;
  /// With early_stop a unit that has tests must hold all demos of its task before them. Throws exec::Stopped, and
  /// the unit is not scored, where it was cancelled.
  UnitResult score(const UnitSpec& unit, const Progress& progress = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace battalion::score
