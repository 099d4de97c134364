#pragma once
// Runs programs in the children of one worker process, each under its limits.

#include <memory>

#include "exec/cancellation.hpp"
#include "exec/limits.hpp"
#include "python/worker_process.hpp"
#include "score/foreign.hpp"

namespace battalion::python {

class Engine;

/// Programs that are self-contained share a child, one after the other; others have one of their own for each input. A child that meets a limit, or
/// that has anything left running or piled up, is ended, and the next input has another.
class Runner : public score::ForeignWorker {
 public:
  /// Starts the worker process. engine and cancellation (may be null) outlive it. Throws std::runtime_error.
  Runner(const Engine& engine, const exec::Cancellation* cancellation);

  void run(const dsl::Program& program, std::span<const arc::Grid* const> inputs, bool one_by_one, const Take& take) override;

  const WorkerProcess& process() const { return *process_; }

 private:
  enum class Came : std::uint8_t { reply, breach, gone, cpu, wall };
  /// What a child is run on.
  struct Turn {
    std::int64_t begin_cpu_ns = 0;   ///< of its process, when the input at hand was begun
    std::int64_t begin_wall_ns = 0;
    std::int64_t used_cpu_ns = 0;    ///< for the input at hand, so far
  };

  /// Runs it on inputs from k on, in the child at hand, until that is to be used no more. Returns whether more are wanted.
  bool go(const dsl::Program& program, std::span<const arc::Grid* const> inputs, std::size_t& k, bool one_by_one, const Take& take);
  Came wait(Turn& turn, Reply& reply);
  score::ForeignAnswer answer_of(const Reply& reply) const;
  score::ForeignAnswer answer_of_end(Came came, int status) const;
  void need_child(bool shared);
  void replace_process();
  int drop_child();
  bool is_spent(std::int64_t cpu_ns) const;

  const Engine& engine_;
  const exec::Cancellation* const cancellation_;
  std::unique_ptr<WorkerProcess> process_;
  std::unique_ptr<Child> child_;
  bool is_shared_ = false;  ///< the child at hand is for self-contained programs
  bool is_worn_ = false;    ///< the child at hand is not for another program
};

}  // namespace battalion::python
