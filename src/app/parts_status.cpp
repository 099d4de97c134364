#include "app/parts_status.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

#include "app/out_folder.hpp"
#include "store/folder_lock.hpp"
#include "store/manifest.hpp"

namespace battalion::app {
namespace {

void add(report::Status& sum, const report::Status& part) {
  sum.units += part.units;
  sum.units_done += part.units_done;
  sum.evaluations += part.evaluations;
  sum.set_order_dependent += part.set_order_dependent;
  for (std::size_t code = 0; code < sum.outcomes.size(); ++code) sum.outcomes[code] += part.outcomes[code];
  const bool begun = part.started_ns != 0;
  if (begun) sum.started_ns = sum.started_ns == 0 ? part.started_ns : std::min(sum.started_ns, part.started_ns);
}

SweepLife not_begun(const std::filesystem::path& out) {
  const auto holder = store::read_holder(out);
  return {"not begun", holder ? fmt::format("not begun: {} is at its programs and its dataset", holder->name) : std::string("not begun")};
}

/// The states of the parts, as one: the liveliest that there is.
SweepLife life_of(const std::vector<PartStatus>& parts, bool aggregated) {
  std::map<std::string, std::size_t> states;
  bool scored = true;
  for (const PartStatus& p : parts) {
    ++states[p.life.state];
    scored = scored && p.life.state != "not begun" && p.status.units_done == p.status.units;
  }
  if (!states.contains("at work") && scored) {
    if (aggregated) return {"complete", fmt::format("complete: sweep.h5 has all {} parts", parts.size())};
    return {"unfinished", fmt::format("not at work: all {} parts are scored; `battalion aggregate` makes their sweep.h5", parts.size())};
  }
  std::string text, state;
  for (const char* const name : {"at work", "silent", "dead", "unfinished", "complete", "not begun"}) {
    const auto found = states.find(name);
    if (found == states.end()) continue;
    if (state.empty()) state = name == std::string_view("complete") ? "unfinished" : name;
    fmt::format_to(std::back_inserter(text), "{}{} {}", text.empty() ? "" : ", ", found->second, name);
  }
  return {state, fmt::format("{} parts: {}", parts.size(), text)};
}

}  // namespace

std::optional<double> PartStatus::seconds_left() const {
  if (status.units > 0 && status.units_done == status.units) return 0;
  const double per_second = rate();
  if (per_second <= 0) return std::nullopt;
  return static_cast<double>(status.evaluations - status.evaluated()) / per_second;
}

PartsStatus read_parts_status(const std::filesystem::path& out, const PartFolders& folders, std::int64_t watch_ns) {
  PartsStatus all;
  std::vector<LookedAt> begun;
  std::vector<std::size_t> place;  // of each of these among the parts
  for (std::uint32_t k = 1; k <= folders.count; ++k) {
    PartStatus& part = all.parts.emplace_back();
    part.number = k;
    const auto found = folders.found.find(k);
    if (found == folders.found.end() || !holds_manifest(found->second)) {
      part.life = not_begun(part_folder(out, {k, folders.count}));
      continue;
    }
    part.status = report::read_status(found->second);
    begun.push_back({found->second, part.status});
    place.push_back(k - 1);
  }
  const std::vector<SweepLife> lives = look_for_life(begun, watch_ns);
  for (std::size_t i = 0; i < lives.size(); ++i) all.parts[place[i]].life = lives[i];

  all.begun = begun.size();
  all.seconds_left = 0;
  double rate_of_all = 0;
  for (const PartStatus& part : all.parts) {
    add(all.sum, part.status);
    const auto left = part.seconds_left();
    rate_of_all += part.rate();
    if (!left || *left > 0) all.rate += part.rate();
    all.seconds_left = left && all.seconds_left ? std::optional(std::max(*left, *all.seconds_left)) : std::nullopt;
  }
  if (all.sum.units_done == all.sum.units) all.rate = rate_of_all;
  std::error_code ignored;
  all.sum.aggregated = std::filesystem::exists(store::sweep_path(out), ignored);
  all.life = life_of(all.parts, all.sum.aggregated);
  return all;
}

}  // namespace battalion::app
