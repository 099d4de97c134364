#include "app/sweep_life.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <optional>
#include <thread>

#include "app/ending.hpp"
#include "app/value_text.hpp"
#include "base/clock.hpp"
#include "base/printable.hpp"
#include "store/folder_lock.hpp"

namespace battalion::app {
namespace {

using Life = store::LockHolder::Life;

/// The word that --survive left, in brackets.
std::string ending(const std::filesystem::path& out) {
  std::ifstream in(ending_path(out));
  std::string line;
  if (!std::getline(in, line) || line.size() > 100) return {};
  return fmt::format(" (it ended with {})", printable(line));
}

SweepLife unlocked(const std::filesystem::path& out, const report::Status& status) {
  if (status.units_done < status.units) {
    return {"unfinished", fmt::format("not at work{}: {} units are missing; go on with --resume", ending(out),
                                      status.units - status.units_done)};
  }
  if (!status.aggregated) {
    return {"unfinished", fmt::format("not at work{}: all is scored; `battalion aggregate` makes its sweep.h5", ending(out))};
  }
  return {"complete", "complete: sweep.h5 has it all"};
}

/// A lock when it was first looked at, and now.
struct Watched {
  std::optional<store::LockHolder> first, now;
  bool tells() const { return !now || now->life != Life::elsewhere || now->beat != first->beat; }
};

SweepLife life_of(const LookedAt& sweep, const Watched& lock, std::int64_t watch_ns) {
  const auto& now = lock.now;
  if (!now) return unlocked(sweep.out, sweep.status);
  const std::string name = printable(now->name);
  if (now->life == Life::gone) {
    return {"dead", fmt::format("dead: left locked by {}, which is gone; go on with --resume", name)};
  }
  if (now->life == Life::here || now->beat != lock.first->beat) return {"at work", fmt::format("at work: {}", name)};
  if (watch_ns == 0) return {"silent", fmt::format("locked by {}; whether that is alive --watch would tell", name)};
  return {"silent", fmt::format("silent: locked by {}, without a sign of life for {}", name, format_duration(watch_ns))};
}

}  // namespace

std::vector<SweepLife> look_for_life(std::span<const LookedAt> sweeps, std::int64_t watch_ns) {
  std::vector<Watched> locks;
  for (const LookedAt& sweep : sweeps) {
    const auto holder = store::read_holder(sweep.out);
    locks.push_back({holder, holder});
  }
  const std::int64_t end = wall_ns() + watch_ns;
  const auto all_tell = [&] { return std::all_of(locks.begin(), locks.end(), [](const Watched& w) { return w.tells(); }); };
  while (!all_tell() && wall_ns() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    for (std::size_t i = 0; i < locks.size(); ++i) {
      if (!locks[i].tells()) locks[i].now = store::read_holder(sweeps[i].out);
    }
  }
  std::vector<SweepLife> lives;
  for (std::size_t i = 0; i < locks.size(); ++i) lives.push_back(life_of(sweeps[i], locks[i], watch_ns));
  return lives;
}

}  // namespace battalion::app
