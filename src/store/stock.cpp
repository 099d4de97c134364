#include "store/stock.hpp"

#include <set>

#include "store/detail/check_unit.hpp"
#include "store/durable.hpp"

namespace battalion::store {

namespace fs = std::filesystem;

Stock take_stock(const fs::path& out, const Manifest& manifest, std::uint64_t manifest_digest) {
  Stock stock;
  stock.units.resize(manifest.units.size());
  for (const fs::path& path : list_segments(out)) {
    try {
      const Segment segment = read_segment(path, manifest_digest);
      for (const auto& unit : segment.units) detail::check_unit(manifest, unit, path);
      for (const auto& unit : segment.units) {
        stock.on_disk += stock.units[unit.unit.value] ? 0 : 1;
        stock.units[unit.unit.value] = true;
      }
    } catch (const UnreadableError&) {
      throw;
    } catch (const StoreError& error) {
      stock.bad.push_back({path, error.what()});
    }
  }
  return stock;
}

std::vector<BadSegment> visit_segments(
    const fs::path& out, const Manifest& manifest, std::uint64_t manifest_digest,
    const std::function<void(const fs::path&, const Segment&)>& visit) {
  constexpr int most_rounds = 8;  // many ranks may write faster than one reader reads
  std::vector<BadSegment> bad;
  std::set<fs::path> seen;
  bool more = true;
  for (int round = 0; more && round < most_rounds; ++round) {
    more = false;
    for (const fs::path& path : list_segments(out)) {
      if (!seen.insert(path).second) continue;
      more = true;
      try {
        const Segment segment = read_segment(path, manifest_digest);
        for (const auto& unit : segment.units) detail::check_unit(manifest, unit, path);
        visit(path, segment);
      } catch (const StoreError& error) {
        std::error_code ignored;
        // Else it was merged into one that the next round finds.
        if (fs::exists(path, ignored)) bad.push_back({path, error.what()});
      }
    }
  }
  return bad;
}

fs::path set_aside(const fs::path& segment) {
  for (int copy = 1;; ++copy) {
    const std::string suffix = copy == 1 ? ".damaged" : fmt::format(".damaged-{}", copy);
    const fs::path aside = segment.parent_path() / (segment.filename().string() + suffix);
    if (rename_to_free(segment, aside)) return aside;
  }
}

void remove_leftovers(const fs::path& out) {
  for (const fs::path& folder : {out, segments_path(out)}) {
    std::error_code error;
    auto entry = fs::directory_iterator(folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
      std::error_code ignored;
      if (is_temporary(entry->path().filename().string())) fs::remove(entry->path(), ignored);
    }
  }
}

}  // namespace battalion::store
