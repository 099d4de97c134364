#pragma once
// OUT/sweep.ended: how a sweep with --survive ended, for those who started it. Launchers that let survivors live end
// with 0 whatever happened.

#include <filesystem>
#include <functional>
#include <string_view>

#include "store/durable.hpp"

namespace battalion::app {

std::filesystem::path ending_path(const std::filesystem::path& out);

/// Writes one line, the exit code and a word for it: "0 done", "75 unfinished", "1 failed", "2 refused". Rank 0 replaces
/// what others have written; a rank that has lost it keeps what is there. Where it cannot be written `say` is told why.
void write_ending(const std::filesystem::path& out, int rank, int exit_code, store::Existing existing,
                  const std::function<void(std::string_view)>& say) noexcept;

/// Of an earlier start. Throws StoreError.
void remove_ending(const std::filesystem::path& out);

}  // namespace battalion::app
