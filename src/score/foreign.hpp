#pragma once
// Programs of other languages: what the scorer asks of whoever runs them. It hands out inputs, never expected outputs.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "arc/grid.hpp"
#include "dsl/program.hpp"
#include "exec/cancellation.hpp"

namespace battalion::score {

/// What a program did on one input.
struct ForeignAnswer {
  enum class Is : std::uint8_t { answered, raised, timeout, memory } is = Is::answered;
  std::optional<arc::Grid> grid;  ///< of what it answered; none where that is no grid
  std::string kind;     ///< as ErrorKind has them, with the message why there is no grid; empty where there is one
  std::string message;
  std::string out, err;  ///< the ends of what it wrote meanwhile
  std::int64_t wall_ns = 0;
  std::int64_t cpu_ns = 0;  ///< of all its threads
};

/// Runs one program after the other. For one thread at a time.
class ForeignWorker {
 public:
  virtual ~ForeignWorker() = default;
  /// Takes what came of inputs[k], k ascending; returns whether the others are wanted.
  using Take = std::function<bool(std::size_t k, ForeignAnswer answer)>;
  /// As if the program had met each input alone, with all its limits. one_by_one: what is wanted hangs on each answer.
  /// Throws exec::Stopped where it was cancelled, and std::runtime_error where no process can be had.
  virtual void run(const dsl::Program& program, std::span<const arc::Grid* const> inputs, bool one_by_one,
                   const Take& take) = 0;
};

/// Makes workers; any thread may ask. Outlives them.
class ForeignEngine {
 public:
  virtual ~ForeignEngine() = default;
  /// cancellation: not owned, may be null.
  virtual std::unique_ptr<ForeignWorker> make_worker(const exec::Cancellation* cancellation) = 0;
  /// Whether it costs less right after another such program: those that do are best run first, the others last.
  virtual bool goes_with_others(const dsl::Program& program) const = 0;
  /// For how long at most a worker may wait for processes of its own on one input, beside the program's time, before it throws.
  virtual std::int64_t patience_ns() const = 0;
};

/// After what wall clock a call must have come back, if that is `longest_ns` (0: never) where `engine`, which may be null, does not run it.
std::int64_t longest_ns_with(const ForeignEngine* engine, std::int64_t longest_ns);

}  // namespace battalion::score
