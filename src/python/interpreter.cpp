#include "python/interpreter.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "base/clock.hpp"
#include "base/contract.hpp"
#include "base/fnv.hpp"

namespace battalion::python {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t most_ns = 30'000'000'000;

constexpr const char* question = R"(
import json, os, site, sys
sys.path[:] = [p for p in sys.path if p not in ("", ".")]
from importlib import metadata
found = set()
for d in metadata.distributions():
    try:
        found.add("%s==%s" % (d.metadata["Name"], d.version))
    except Exception:
        pass
try:
    import numpy
    numpy = numpy.__version__
except Exception:
    numpy = ""
folders = [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, os.path.dirname(os.path.realpath(sys.executable))]
print(json.dumps({"version": "%d.%d.%d" % sys.version_info[:3], "major": sys.version_info[0], "minor": sys.version_info[1],
                  "executable": sys.executable, "numpy": numpy, "packages": sorted(found), "user_base": site.getuserbase(),
                  "folders": [os.path.realpath(f) for f in folders + sys.path if os.path.exists(f)]}))
)";

std::string found_in_path(const std::string& name) {
  if (name.find('/') != name.npos) return fs::absolute(name).lexically_normal().string();
  const char* path = std::getenv("PATH");
  std::string folders = path == nullptr ? "/usr/bin:/bin" : path;
  for (std::size_t at = 0; at <= folders.size();) {
    const std::size_t end = std::min(folders.find(':', at), folders.size());
    const fs::path file = fs::absolute(fs::path(folders.substr(at, end - at)) / name);
    if (::access(file.c_str(), X_OK) == 0 && fs::is_regular_file(file)) return file.string();
    at = end + 1;
  }
  fail_input("--python {} (no folder of PATH has such a program) give the path of a Python interpreter", name);
}

/// What a command writes to its standard output; none where it fails or takes too long.
std::optional<std::string> output_of(const std::string& path) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  const char* words[] = {path.c_str(), "-c", question, nullptr};
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, path.c_str(), &actions, nullptr, const_cast<char* const*>(words), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string out;
  const std::int64_t until = wall_ns() + most_ns;
  while (failed == 0) {
    pollfd wait{ends[0], POLLIN, 0};
    const int left_ms = static_cast<int>(std::max<std::int64_t>(0, (until - wall_ns()) / 1'000'000));
    std::array<char, 4096> buffer;
    if (::poll(&wait, 1, left_ms) <= 0) {
      ::kill(pid, SIGKILL);
      break;
    }
    const ssize_t n = ::read(ends[0], buffer.data(), buffer.size());
    if (n <= 0) break;
    out.append(buffer.data(), static_cast<std::size_t>(n));
  }
  ::close(ends[0]);
  if (failed != 0) return std::nullopt;
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::nullopt;
  return out;
}

}  // namespace

std::string Interpreter::text() const {
  return fmt::format("Python {} ({}, {} packages, digest {:016x})", version, path, packages, packages_digest);
}

Interpreter find_interpreter(const std::string& name, bool needs_numpy) {
  Interpreter out;
  out.path = found_in_path(name);
  if (::access(out.path.c_str(), X_OK) != 0) {
    fail_input("--python {} (there is no such program, or it may not be run) give the path of a Python interpreter", out.path);
  }
  const std::optional<std::string> said = output_of(out.path);
  const auto json = said ? nlohmann::json::parse(*said, nullptr, false) : nlohmann::json();
  if (!json.is_object()) fail_input("--python {} (it does not answer as a Python interpreter does) give another", out.path);
  try {
    out.version = json.at("version");
    if (json.at("major") != 3 || json.at("minor") < 8) {
      fail_input("--python {} (it is Python {}, and 3.8 is the oldest that will do) give a newer one", out.path, out.version);
    }
    out.path = json.at("executable");  // what was named may be a script that looks for it
    out.numpy = json.at("numpy");
    out.user_base = json.at("user_base");
    Fnv64 digest;
    for (const std::string package : json.at("packages")) {
      digest.text(package);
      ++out.packages;
    }
    out.packages_digest = digest.value();
    std::set<std::string> folders;
    for (const std::string folder : json.at("folders")) folders.insert(folder);
    out.folders.assign(folders.begin(), folders.end());
  } catch (const nlohmann::json::exception&) {
    fail_input("--python {} (it does not answer as a Python interpreter does) give another", out.path);
  }
  if (needs_numpy && out.numpy.empty()) {
    fail_input("--numpy (Python {} at {} has no numpy) install it there, or name another with --python", out.version, out.path);
  }
  return out;
}

}  // namespace battalion::python
