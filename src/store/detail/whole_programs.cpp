#include "store/detail/whole_programs.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <tuple>

#include "base/fnv.hpp"
#include "store/error.hpp"

namespace battalion::store::detail {
namespace {

struct Named {
  std::uint64_t name = 0, digest = 0;  // the name's FNV-1a, and the canonical digest
  std::uint32_t number = 0;
  auto key() const { return std::tuple(name, digest); }
  auto operator<=>(const Named&) const = default;
};

/// Sorted.
std::vector<Named> programs_of(const PartSweep& part) {
  const auto file = h5::File::open(manifest_path(part.out));
  const auto digests = file.read<std::uint64_t>("/programs/canonical_digest", part.manifest.program_count());
  const auto names = file.read_text("/programs/name", digests.size());
  std::vector<Named> all;
  all.reserve(names.size());
  for (std::uint32_t p = 0; p < names.size(); ++p) {
    Fnv64 sum;
    sum.text(names[p]);
    all.push_back({sum.value(), digests[p], p});
  }
  std::sort(all.begin(), all.end());
  return all;
}

/// Gives `place` what the whole has already, and the rest the next numbers, in the part's order.
void place_programs(std::vector<Named>& whole, const std::vector<Named>& part, PartPlace& place) {
  constexpr auto unplaced = std::numeric_limits<std::uint32_t>::max();
  place.program.assign(part.size(), unplaced);
  std::size_t at = 0;
  for (const Named& p : part) {
    while (at < whole.size() && whole[at].key() < p.key()) ++at;
    if (at < whole.size() && whole[at].key() == p.key()) place.program[p.number] = whole[at++].number;
  }
  auto next = static_cast<std::uint32_t>(whole.size());
  std::vector<bool> is_new(part.size());
  for (std::size_t p = 0; p < part.size(); ++p) {
    is_new[p] = place.program[p] == unplaced;
    if (is_new[p]) place.program[p] = next++;
  }
  place.ascending = std::is_sorted(place.program.begin(), place.program.end());
  for (const Named& p : part) {
    if (is_new[p.number]) whole.push_back({p.name, p.digest, place.program[p.number]});
  }
  std::sort(whole.begin(), whole.end());
}

bool all_have_the_first_ones(std::span<const PartSweep> parts) {
  const Manifest& first = parts.front().manifest;
  return std::all_of(parts.begin(), parts.end(), [&](const PartSweep& p) {
    return p.manifest.facts.programs_digest == first.facts.programs_digest && p.manifest.program_count() == first.program_count();
  });
}

}  // namespace

void unite_programs(Whole& whole) {
  whole.manifest.programs_left_out = whole.parts.front().manifest.program_count();
  if (all_have_the_first_ones(whole.parts)) return;
  std::vector<Named> all;
  for (std::uint32_t k = 0; k < whole.parts.size(); ++k) {
    place_programs(all, programs_of(whole.parts[k]), whole.places[k]);
    whole.row_of.resize(all.size(), k);
  }
  whole.manifest.programs_left_out = all.size();
  std::sort(all.begin(), all.end(), [](const Named& a, const Named& b) { return std::tie(a.digest, a.number) < std::tie(b.digest, b.number); });
  whole.duplicate_of.assign(all.size(), -1);
  for (std::size_t i = 1, first = 0; i < all.size(); ++i) {
    if (all[i].digest == all[first].digest) {
      whole.duplicate_of[all[i].number] = static_cast<std::int32_t>(all[first].number);
    } else {
      first = i;
    }
  }
}

}  // namespace battalion::store::detail
