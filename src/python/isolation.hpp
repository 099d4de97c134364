#pragma once
// Starting a process that can reach nothing: what it is locked with, and what of that the system permits.

#include <sys/types.h>

#include <span>
#include <string>
#include <vector>

namespace battalion::python {

/// What holds for a process and all below it. What a system does not permit is left out, and told.
struct Isolation {
  bool own_pids = false;     ///< a PID namespace: whatever is started is killed with its process 1, wherever it has gone
  bool own_network = false;  ///< a network namespace, without any network
  bool own_files = false;    ///< a mount namespace: all is read-only, what was to be hidden is, and files are written to memory
  int landlock = 0;          ///< version of Landlock that keeps it to the interpreter's files; 0: none
  bool filtered = false;     ///< system calls are filtered: no sockets
  bool children_filtered = false;  ///< and children of the interpreter cannot start processes; the harness says so

  /// In a line, what holds and what does not.
  std::string text() const;
};

/// What is started.
struct LockedCommand {
  std::vector<std::string> words;        ///< the first one is the program, absolute
  std::vector<std::string> environment;  ///< NAME=value; TMPDIR is added
  std::vector<std::string> readable;     ///< files and folders that it needs
  std::vector<std::string> hidden;       ///< files and folders that it must not see; those that hold what it needs stay to be seen
  std::size_t scratch_bytes = 16 << 20;  ///< that it may write
};

struct LockedProcess {
  pid_t pid = -1;    ///< as this process sees it
  int control = -1;  ///< SOCK_SEQPACKET; it has the other end as descriptor 3
  int out = -1, err = -1;  ///< pipes from its standard output and error, which do not block
  Isolation holds;
};

/// Its standard input is empty; it has no other descriptors, no capabilities, and cannot gain privileges. It dies with the thread that
/// starts it. Its working directory is empty, and is gone with it. Throws std::runtime_error where it cannot be started.
LockedProcess start_locked(const LockedCommand& command);

}  // namespace battalion::python
