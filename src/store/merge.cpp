#include "store/merge.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "store/detail/merge_place.hpp"
#include "store/durable.hpp"
#include "store/segment.hpp"

namespace battalion::store {
namespace {

namespace fs = std::filesystem;

// A segment that was listed and is there no more: its writer is at work, and the list out of date.
struct Moved {};

// Removed with all that is in it on the way out.
class Workplace {
 public:
  explicit Workplace(fs::path path) : path_(std::move(path)) {
    clear();
    make_folder(path_);
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  ~Workplace() { clear(); }
  const fs::path& path() const { return path_; }

 private:
  void clear() const {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  fs::path path_;
};

struct Copied {
  AggregateSummary counts;  ///< damaged segments and warnings of the parts
  std::vector<std::pair<std::string, std::string>> of;  ///< copy -> segment
};

// The segments of a part, in the numbers of the whole. Returns the number of its ranks.
std::uint32_t copy_part(const PartSweep& part, const detail::MergePlace& place,
                        std::uint32_t first_rank, const fs::path& to, std::uint64_t to_digest,
                        Copied& copied) {
  std::uint32_t ranks = 0;
  for (const auto& path : list_segments(part.out)) {
    try {
      Segment segment = read_segment(path, part.digest);
      ranks = std::max(ranks, segment.rank.rank + 1);
      segment.rank.rank += first_rank;
      for (auto& unit : segment.units) place.move(unit);
      const auto name = parse_segment_name(path.filename().string());
      const auto copy =
          segments_path(to) / fmt::format("rank-{:04}-{:06}.h5", segment.rank.rank, name->number);
      write_segment(copy, to_digest, segment.rank, segment.units, segment.record);
      copied.of.emplace_back(copy.string(), path.string());
    } catch (const StoreError& e) {
      std::error_code error;
      if (!fs::exists(path, error) && !error) throw Moved{};
      if (std::string_view(e.what()).starts_with(to.string())) throw;  // no room for the copy
      ++copied.counts.damaged_segments;
      copied.counts.warnings.push_back(fmt::format("{}; left out", e.what()));
    }
  }
  return ranks;
}

std::string with_names_of_segments(std::string warning, const Copied& copied) {
  for (const auto& [copy, segment] : copied.of) {
    for (auto at = warning.find(copy); at != warning.npos; at = warning.find(copy)) {
      warning.replace(at, copy.size(), segment);
    }
  }
  return warning;
}

AggregateSummary aggregate_once(std::span<const PartSweep> parts, const Manifest& whole,
                                const fs::path& out) {
  const Workplace workplace(out / ".merging");
  const std::uint64_t digest = write_manifest(workplace.path(), whole);
  Copied copied;
  std::uint32_t rank = 0;
  const auto places = detail::merge_places(parts, whole);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    rank += copy_part(parts[i], places[i], rank, workplace.path(), digest, copied);
  }
  AggregateSummary summary = aggregate(workplace.path());
  summary.damaged_segments += copied.counts.damaged_segments;
  for (auto& w : summary.warnings) {
    if (w.starts_with(workplace.path().string() + ':'))
      w.replace(0, workplace.path().string().size(), out.string());
    copied.counts.warnings.push_back(with_names_of_segments(std::move(w), copied));
  }
  summary.warnings = std::move(copied.counts.warnings);
  publish(summary.file, sweep_path(out));
  summary.file = sweep_path(out);
  return summary;
}

}  // namespace

PartSweep read_part(const fs::path& out) {
  PartSweep part;
  part.out = out;
  part.manifest = read_manifest(out, &part.digest);
  return part;
}

AggregateSummary aggregate_parts(std::span<const PartSweep> parts, const Manifest& whole,
                                 const fs::path& out) {
  make_folder(out);
  for (int attempt = 1;; ++attempt) {
    try {
      return aggregate_once(parts, whole, out);
    } catch (const Moved&) {
      if (attempt == 10) {
        fail_store(
            "{}: segments of its parts come and go (they are being scored); wait until they are "
            "done",
            out.string());
      }
    }
  }
}

}  // namespace battalion::store
