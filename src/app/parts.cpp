#include "app/parts.hpp"

#include <fmt/ranges.h>

#include "app/options.hpp"
#include "store/merge.hpp"

namespace battalion::app {
namespace {

/// What decides results, tasks aside, and is not the same; empty where all is.
std::vector<std::string> differences(const store::PartSweep& a, const store::PartSweep& b) {
  const store::SweepFacts &x = a.manifest.facts, &y = b.manifest.facts;
  std::vector<std::string> all;
  if (x.programs_digest != y.programs_digest) {
    const std::size_t m = a.manifest.programs.size(), n = b.manifest.programs.size();
    all.push_back(m == n ? fmt::format("the text of their {} programs", n)
                         : fmt::format("{} and {} programs", m, n));
  }
  Config unused;
  for (const Option& o : sweep_options(unused)) {
    if (!o.shapes_results || o.name == "part") continue;
    const auto one = x.configured(o.name), other = y.configured(o.name);
    if (one != other) all.push_back(fmt::format("--{} {} and {}", o.name, one, other));
  }
  if (x.battalion_version != y.battalion_version) {
    all.push_back(fmt::format("version {} and {}", x.battalion_version, y.battalion_version));
  }
  return all;
}

void check_alike(const std::vector<store::PartSweep>& parts,
                 const std::function<void(const std::string&)>& say) {
  const store::PartSweep& first = parts.front();
  for (const store::PartSweep& part : parts) {
    if (const auto found = differences(first, part); !found.empty()) {
      fail_input(
          "{} and {} are not parts of one sweep (they differ in {}) score one of them again as the "
          "other",
          first.out.string(), part.out.string(), fmt::join(found, ", "));
    }
    const std::string &one = first.manifest.facts.battalion_commit,
                      &other = part.manifest.facts.battalion_commit;
    if (one != other) {
      say(fmt::format("{} was scored by commit {}, {} by {}: their results stand side by side",
                      first.out.string(), one, part.out.string(), other));
    }
  }
}

}  // namespace

store::AggregateSummary aggregate_parts(const std::vector<std::filesystem::path>& folders,
                                        const std::filesystem::path& out,
                                        const std::function<void(const std::string&)>& say) {
  std::vector<store::PartSweep> parts;
  for (const auto& folder : folders) parts.push_back(store::read_part(folder));
  check_alike(parts, say);
  store::Manifest whole = store::merged(parts);
  for (auto& [name, value] : whole.facts.configuration) {
    if (name == "part") value = "1/1";
    if (name == "out") value = out.string();
  }
  return store::aggregate_parts(parts, whole, out);
}

}  // namespace battalion::app
