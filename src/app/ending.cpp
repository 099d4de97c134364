#include "app/ending.hpp"

#include <exception>
#include <fstream>

#include "app/rank_loop.hpp"
#include "base/printable.hpp"
#include "store/error.hpp"

namespace battalion::app {
namespace {

std::string_view word_of(int exit_code) {
  switch (exit_code) {
    case 0:
      return "done";
    case 2:
      return "refused";
    case RankLoop::stopped:
      return "unfinished";
    default:
      return "failed";
  }
}

}  // namespace

std::filesystem::path ending_path(const std::filesystem::path& out) { return out / "sweep.ended"; }

void write_ending(const std::filesystem::path& out, int rank, int exit_code, store::Existing existing,
                  const std::function<void(std::string_view)>& say) noexcept {
  try {
    const std::filesystem::path path = ending_path(out);
    const store::Temporary temporary(
        store::temporary_name(out / fmt::format("{}-{}", path.filename().string(), rank)));
    {
      std::ofstream file(temporary.path());
      file << exit_code << ' ' << word_of(exit_code) << '\n';
      if (!file.flush()) store::fail_store("{}: cannot write it", path.string());
    }
    store::publish(temporary.path(), path, existing);
  } catch (const std::exception& error) {
    say(fmt::format("battalion: {}\n", printable(error.what())));
  }
}

void remove_ending(const std::filesystem::path& out) {
  std::error_code error;
  std::filesystem::remove(ending_path(out), error);
  if (error) store::fail_store("{}: cannot remove it ({})", ending_path(out).string(), error.message());
}

}  // namespace battalion::app
