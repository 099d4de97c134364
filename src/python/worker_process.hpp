#pragma once
// The warm parent: a process of the user's Python that has imported all there is to import, and forks children.

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "python/child.hpp"
#include "python/interpreter.hpp"
#include "python/isolation.hpp"
#include "python/output_tail.hpp"

namespace battalion::python {

/// What a worker process is made with.
struct WorkerTerms {
  Interpreter interpreter;
  bool arrays = false;                ///< programs are given numpy arrays
  std::vector<std::string> modules;   ///< imported beforehand, where they can be
  std::vector<std::string> hidden;    ///< files and folders that no program must see
  std::uint64_t memory = 0;           ///< bytes that a child may add to what its parent has; 0: no limit
  std::int64_t child_cpu_ns = 0;      ///< after so much CPU time of all its programs the kernel ends a child, whatever else fails; 0: never
};

/// One child at a time. It, and all that comes of it, ends with this, and with the thread that made it.
class WorkerProcess {
 public:
  /// For a starting interpreter with its imports, and for a parent that is asked to fork, where a machine has much else to do: it does
  /// nothing else, so more means that it hangs.
  static constexpr std::int64_t start_patience_ns = 60'000'000'000, answer_patience_ns = 20'000'000'000;
  /// For all that one input may ask for: a child ended, forked and up; and all of it again from a new interpreter.
  static constexpr std::int64_t patience_ns = 2 * (start_patience_ns + 4 * answer_patience_ns);

  /// Returns when it is ready. Throws std::runtime_error where it cannot be had.
  explicit WorkerProcess(const WorkerTerms& terms);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  const Isolation& holds() const { return process_.holds; }

  /// Ends the child at hand, if any, with all that it started, and forks another. Throws std::runtime_error where the parent does not
  /// answer: then this is of no use any more.
  std::unique_ptr<Child> renew();
  /// Ends the child at hand; returns its wait status, -1 where there was none. Throws as renew.
  int end_child();
  /// Whether a child has left behind what cannot be removed: this is to be replaced.
  bool worn() const { return worn_; }

  OutputTail& out() { return out_; }
  OutputTail& err() { return err_; }
  int out_fd() const { return process_.out; }
  int err_fd() const { return process_.err; }

 private:
  int ask(const void* request, std::size_t bytes, int fd);
  void end();

  const WorkerTerms& terms_;
  LockedProcess process_;
  OutputTail out_, err_;
  std::uint64_t memory_end_ = 0;  ///< address space that a child may have; 0: no limit
  bool worn_ = false;
};

}  // namespace battalion::python
