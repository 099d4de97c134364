#pragma once
// The user's Python, as it is found before anything is scored.

#include <cstdint>
#include <string>
#include <vector>

namespace battalion::python {

struct Interpreter {
  std::string path;     ///< absolute; symbolic links in it are kept, for virtual environments are found by them
  std::string version;  ///< e.g. "3.11.7"
  std::string numpy;    ///< its version; empty where it has none
  std::uint64_t packages = 0;  ///< how many
  std::uint64_t packages_digest = 0;  ///< FNV-1a 64 over "name==version" of all that are installed, sorted
  std::string user_base;              ///< where its user's own packages are
  std::vector<std::string> folders;   ///< absolute: what it reads (prefixes, sys.path), of those that exist

  /// For people: "Python 3.11.7 (/usr/bin/python3, 12 packages, digest 0123456789abcdef)".
  std::string text() const;
};

/// Runs it, outside of any limits but 30 seconds. name: a path, or what PATH has under this name. Throws InputError where it is
/// missing, is no Python from 3.8 on, or, with needs_numpy, has no numpy.
Interpreter find_interpreter(const std::string& name, bool needs_numpy);

}  // namespace battalion::python
