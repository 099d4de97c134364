#pragma once
// A forked child as the rank sees it: its connection, its CPU clock, its end. What it did with its inputs is runner.hpp's.

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "python/frames.hpp"

namespace battalion::python {

/// Owns its descriptor; the process is its warm parent's to end.
class Child {
 public:
  /// fd: this end of its connection, which does not block and tells who writes (SO_PASSCRED).
  explicit Child(int fd) : fd_(fd) {}
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int fd() const { return fd_; }
  /// Waits until it is up, at most so long. False where it is not.
  bool wait_until_up(std::int64_t most_ns);

  /// CPU time that its process has used, with all threads. None where the process is gone.
  std::optional<std::int64_t> cpu_ns() const;
  /// At once, however it stands. Its parent has still to end() it.
  void kill() const;

  void put(std::string_view bytes) { to_send_ += bytes; }
  bool has_to_send() const { return !to_send_.empty(); }
  /// As much as goes without waiting.
  void send();
  /// What has come. False at its end.
  bool receive();
  ReplyReader::Got next(Reply& reply) { return replies_.next(reply); }

 private:
  int fd_;
  pid_t pid_ = -1;
  std::string to_send_;
  ReplyReader replies_;
};

}  // namespace battalion::python
