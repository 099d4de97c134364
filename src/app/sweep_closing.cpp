#include "app/sweep_closing.hpp"

#include <cstdio>
#include <exception>

#include "app/out_folder.hpp"
#include "app/rank_loop.hpp"
#include "base/printable.hpp"
#include "comm/launched.hpp"
#include "report/summary.hpp"
#include "report/summary_text.hpp"
#include "store/aggregate.hpp"
#include "store/error.hpp"
#include "store/sweep_file.hpp"

namespace battalion::app {

int close_sweep(const std::filesystem::path& out, const SweepServices& services) {
  try {
    const store::AggregateSummary aggregated = store::aggregate(out);
    for (const std::string& w : aggregated.warnings)
      services.say(fmt::format("battalion: {}\n", printable(w)));
    if (aggregated.doubled_units > 0) {
      // Counted on disk: of a rank that died nobody else knows what it had written last.
      services.say(fmt::format("battalion: {} units were scored twice; each counts once\n", aggregated.doubled_units));
    }
    const store::SweepFile file(aggregated.file);
    services.print(report::to_text(report::summarize(file),
                                   report::style_of(stdout, comm::launched_by_mpi())));
    services.print(fmt::format("\nresults   {}\n", printable(aggregated.file.string())));
    if (aggregated.missing_units == 0) return 0;
    services.say(fmt::format(
        "battalion: {} of {} units are missing (their segments are gone or damaged) go on with "
        "--resume\n",
        aggregated.missing_units, aggregated.units));
    return RankLoop::stopped;
  } catch (const store::StoreError& error) {
    services.say(fmt::format("battalion: {}\n", printable(error.what())));
    if (!holds_manifest(out)) return 1;
    services.say(fmt::format(
        "battalion: what was scored is on disk; once that is mended: battalion aggregate {}\n",
        printable(out.string())));
    return RankLoop::stopped;
  } catch (const std::exception& error) {
    services.say(fmt::format("battalion: {}\n", printable(error.what())));
  }
  return 1;
}

}  // namespace battalion::app
