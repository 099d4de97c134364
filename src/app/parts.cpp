#include "app/parts.hpp"

#include <fmt/ranges.h>

#include <algorithm>

#include "app/options.hpp"
#include "store/merge.hpp"

namespace battalion::app {
namespace {

using Say = std::function<void(const std::string&)>;

/// What decides results, tasks and programs aside, and is not the same; empty where all is.
std::vector<std::string> differences(const store::PartSweep& a, const store::PartSweep& b) {
  const store::SweepFacts &x = a.manifest.facts, &y = b.manifest.facts;
  std::vector<std::string> all;
  Config unused;
  for (const Option& o : sweep_options(unused)) {
    if (!o.shapes_results || o.name == "part") continue;
    const auto one = x.configured(o.name), other = y.configured(o.name);
    if (one != other) all.push_back(fmt::format("--{} {} and {}", o.name, one, other));
  }
  if (x.pairing != y.pairing && all.empty()) all.push_back(fmt::format("pairing {} and {}", x.pairing, y.pairing));
  if (x.battalion_version != y.battalion_version) {
    all.push_back(fmt::format("version {} and {}", x.battalion_version, y.battalion_version));
  }
  return all;
}

/// Both are known to give the same outcomes; if ever they do not, one wants to know where to look.
void tell_apart(const store::PartSweep& a, const store::PartSweep& b, const Say& say) {
  const store::SweepFacts &x = a.manifest.facts, &y = b.manifest.facts;
  const auto told = [&](std::string_view what, std::string_view one, std::string_view other) {
    if (one == other) return;
    say(fmt::format("{} was scored by {} {}, {} by {}: their results stand side by side", a.out.string(), what, one, b.out.string(), other));
  };
  told("commit", x.battalion_commit, y.battalion_commit);
  told("--engine", x.configured("engine"), y.configured("engine"));
  if (!x.python.empty() && !y.python.empty()) told("Python", x.python, y.python);
}

void check_alike(const std::vector<store::PartSweep>& parts, const Say& say) {
  const store::PartSweep& first = parts.front();
  for (auto part = parts.begin(); part != parts.end(); ++part) {
    const auto same = std::find_if(parts.begin(), part, [&](const auto& p) { return p.digest == part->digest; });
    if (same != part) {
      fail_input("{} is the sweep that {} is (a sweep counts once) name it once", part->out.string(), same->out.string());
    }
    if (const auto found = differences(first, *part); !found.empty()) {
      fail_input(
          "{} and {} do not go together (they differ in {}) score one of them again as the other",
          first.out.string(), part->out.string(), fmt::join(found, ", "));
    }
    tell_apart(first, *part, say);
  }
}

/// Each value once, in the order of the parts.
std::string joined(const std::vector<store::PartSweep>& parts, const std::string& option) {
  std::vector<std::string> all;
  for (const store::PartSweep& part : parts) {
    const std::string value(part.manifest.facts.configured(option));
    if (std::find(all.begin(), all.end(), value) == all.end()) all.push_back(value);
  }
  return fmt::format("{}", fmt::join(all, " "));
}

}  // namespace

store::AggregateSummary aggregate_parts(const std::vector<std::filesystem::path>& folders,
                                        const std::filesystem::path& out, std::uint64_t memory,
                                        const Say& say) {
  std::vector<store::PartSweep> parts;
  for (const auto& folder : folders) parts.push_back(store::read_part(folder));
  check_alike(parts, say);
  auto configuration = parts.front().manifest.facts.configuration;
  for (auto& [name, value] : configuration) {
    if (name == "part") value = "1/1";
    if (name == "out") value = out.string();
    if (name == "tasks" || name == "programs") value = joined(parts, name);
  }
  return store::aggregate_parts(parts, std::move(configuration), out, memory);
}

}  // namespace battalion::app
