#include "app/out_folder.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "base/contract.hpp"
#include "store/durable.hpp"
#include "store/manifest.hpp"
#include "store/stock.hpp"

namespace battalion::app {
namespace {

namespace fs = std::filesystem;

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
  if (fs::exists(store::sweep_path(out), ignored)) return true;
  // A sweep that was killed before its manifest leaves an empty folder, or one of temporary files.
  for (const auto& entry : fs::directory_iterator(store::segments_path(out), ignored)) {
    if (!store::is_temporary(entry.path().filename().string())) return true;
  }
  return false;
}

void check_out_folder(const fs::path& out, bool overwrite) {
  std::error_code error;
  if (fs::exists(out, error) && !fs::is_directory(out)) {
    fail_unwritable(out, "it is a file, not a folder");
  }
  if (!overwrite && (holds_manifest(out) || holds_results(out))) {
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
  store::remove_leftovers(out);
}

}  // namespace battalion::app
