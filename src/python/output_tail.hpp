#pragma once
// The end of what a program writes to one of its standard streams.

#include <string>

namespace battalion::python {

/// Owns nothing. Not for several threads at once.
class OutputTail {
 public:
  static constexpr std::size_t most = 1024;  ///< bytes kept
  /// fd: a pipe's end to read from, which does not block.
  explicit OutputTail(int fd) : fd_(fd) {}

  /// Reads what is there, and forgets all but its end.
  void drain();
  /// What has come since the last time, as it may be shown: UTF-8, of control characters tabs and line ends alone; forgotten then.
  std::string take();

 private:
  int fd_;
  std::string end_;
  bool is_cut_ = false;
};

}  // namespace battalion::python
