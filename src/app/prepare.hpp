#pragma once
// Rank 0, before any scoring: everything that a user can get wrong is found here.

#include <functional>
#include <string>
#include <vector>

#include "app/hello.hpp"
#include "app/job.hpp"
#include "base/spent.hpp"
#include "dsl/types.hpp"
#include "score/speed_check.hpp"
#include "store/manifest.hpp"

namespace battalion::app {

struct Prepared {
  Job job;
  std::vector<dsl::SourceFile> sources;
  std::vector<dsl::Problem> problems;    ///< programs left out, and text that is no program
  std::vector<dsl::TypeClash> warnings;  ///< programs that raise on every input
  std::vector<std::uint64_t> digests;    ///< [program] canonical
  std::vector<std::string> why_not_lowered;  ///< [program] empty where the bit-plane engine runs it
  std::string interpreter;               ///< for programs in Python; empty where there are none
  std::string isolation;                 ///< of these, what holds
  Spent validating;                      ///< of preparing: resolving, canonical digests
};

/// Loads, resolves, pairs and plans; touches no results. Writes one line a problem and a warning of
/// the programs, and the number of those left out, through `say`. Throws InputError: data, no
/// program to score, a program for no task under `own`, and with `strict` any program that cannot
/// be read.
Prepared prepare(const Config& config, int ranks,
                 const std::function<void(const std::string&)>& say);

/// The programs left out; other problems name none.
std::size_t unreadable(const std::vector<dsl::Problem>& problems);

/// `started_ns`: Unix time.
store::Manifest describe(const Prepared& prepared, const std::vector<Hello>& ranks,
                         std::int64_t started_ns);

/// Adds what validation found when it ran the programs.
void add_checks(const score::SpeedCheck& speed, store::Manifest& manifest);

/// For --dry-run: what would be scored, in how many units, and the heaviest tasks by estimated
/// cost.
std::string plan_text(const Prepared& prepared, int ranks);

}  // namespace battalion::app
