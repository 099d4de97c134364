#include "app/out_folder.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "base/contract.hpp"
#include "store/manifest.hpp"
#include "store/segment.hpp"

namespace battalion::app {
namespace {

namespace fs = std::filesystem;

bool holds_sweep(const fs::path& out) {
  std::error_code ignored;
  return holds_manifest(out) || fs::exists(store::sweep_path(out), ignored) ||
         fs::exists(store::segments_path(out), ignored);
}

[[noreturn]] void fail_unwritable(const fs::path& out, const std::string& why) {
  fail_input("cannot write results to {} ({}) give another --out", out.string(), why);
}

/// Permissions, quotas and read-only mounts all show up only when something is written.
void try_writing(const fs::path& out) {
  std::string name = (out / ".battalion-try-XXXXXX").string();
  const int file = mkstemp(name.data());
  if (file < 0) fail_unwritable(out, std::generic_category().message(errno));
  close(file);
  unlink(name.c_str());
}

void remove_whole(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) {
    fail_input("cannot remove {} ({}) remove it by hand, or give another --out", path.string(),
               error.message());
  }
}

}  // namespace

bool holds_manifest(const fs::path& out) {
  std::error_code ignored;
  return fs::exists(store::manifest_path(out), ignored);
}

bool holds_results(const fs::path& out) {
  std::error_code ignored;
  return fs::exists(store::sweep_path(out), ignored) || !store::list_segments(out).empty();
}

void check_out_folder(const fs::path& out, bool overwrite) {
  std::error_code error;
  if (fs::exists(out, error) && !fs::is_directory(out)) {
    fail_unwritable(out, "it is a file, not a folder");
  }
  if (!overwrite && holds_sweep(out)) {
    fail_input(
        "{} holds a sweep (its results would be lost) go on with it with --resume, give another "
        "--out, or --overwrite",
        out.string());
  }
  fs::create_directories(out, error);
  if (error) fail_unwritable(out, error.message());
  try_writing(out);
}

void clear_out_folder(const fs::path& out) {
  // The aggregated file first: what is left of a removal that is cut short is not mistaken for
  // results.
  remove_whole(store::sweep_path(out));
  remove_whole(store::manifest_path(out));
  remove_whole(store::segments_path(out));
}

}  // namespace battalion::app
