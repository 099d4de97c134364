#pragma once
// Landlock: which files a process and all below it may open, without any privilege. Kernels from 5.13 on have it.

#include <cstdint>
#include <span>
#include <string>

namespace battalion::python {

/// A set of rules. Owns its descriptor, which a process that is to be locked in inherits.
class Landlock {
 public:
  /// `readable`: files and folders, with all that is in these; what is missing is left out. Without Landlock in the kernel it is empty.
  explicit Landlock(std::span<const std::string> readable);
  ~Landlock();
  Landlock(const Landlock&) = delete;
  Landlock& operator=(const Landlock&) = delete;

  bool there() const { return fd_ >= 0; }
  int version() const { return version_; }  ///< of the kernel's interface; 0: none
  /// From version 6 on signals stay inside, too.
  bool keeps_signals() const { return version_ >= 6; }

  // These two make system calls only, so that they may be called between fork and exec.
  /// One more folder, to be read and written.
  bool add_writable(const char* folder) const;
  /// Locks the calling thread in, for ever. It must have given up new privileges.
  bool enter() const;

 private:
  int version_ = 0;
  int fd_ = -1;
  std::uint64_t handled_ = 0;
};

}  // namespace battalion::python
