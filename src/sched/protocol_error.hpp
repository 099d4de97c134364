#pragma once
// A rank said something that it must not say now, or that cannot be read.

#include <stdexcept>

namespace battalion::sched {

/// A bug or a mismatch of builds, never the user's input: the job ends. what() is one line.
class ProtocolError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace battalion::sched
