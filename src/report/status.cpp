#include "report/status.hpp"

#include <algorithm>
#include <chrono>
#include <map>

#include "store/manifest.hpp"
#include "store/stock.hpp"

namespace battalion::report {
namespace {

namespace fs = std::filesystem;

std::int64_t written_ns(const fs::path& path) {
  std::error_code error;
  const auto time = fs::last_write_time(path, error);
  if (error) return 0;  // merged meanwhile
  const auto since = std::chrono::file_clock::to_sys(time).time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
}

/// Units as they are met; of one that is in two segments the first counts.
class Tally {
 public:
  explicit Tally(std::uint64_t units) : met_(units) {}

  void add(const fs::path& path, const store::Segment& segment) {
    RankStatus& rank = ranks_[segment.rank.rank];
    rank.rank = segment.rank.rank;
    rank.last_written_ns = std::max(rank.last_written_ns, written_ns(path));
    rank.host = segment.rank.host;
    rank.device = segment.rank.device;
    for (const score::UnitResult& unit : segment.units) {
      if (met_[unit.unit.value]) continue;
      met_[unit.unit.value] = true;
      add(unit, rank);
    }
  }

  void put(Status& status) const {
    for (const auto& [number, rank] : ranks_) {
      status.ranks.push_back(rank);
      status.units_done += rank.units;
    }
    status.outcomes = outcomes_;
    status.set_order_dependent = set_order_dependent_;
  }

 private:
  void add(const score::UnitResult& unit, RankStatus& rank) {
    ++rank.units;
    rank.evaluations += unit.cells.size();
    rank.busy_ns += unit.busy_ns;
    for (const score::Cell& cell : unit.cells) {
      ++outcomes_[static_cast<std::size_t>(cell.kind())];
      if (cell.set_order_dependent()) ++set_order_dependent_;
    }
  }

  std::vector<bool> met_;  ///< [unit]
  std::map<std::uint32_t, RankStatus> ranks_;
  std::array<std::uint64_t, score::outcome_count> outcomes_{};
  std::uint64_t set_order_dependent_ = 0;
};

}  // namespace

std::uint64_t Status::evaluated() const {
  std::uint64_t n = 0;
  for (const std::uint64_t count : outcomes) n += count;
  return n;
}

std::uint64_t Status::active_ranks(std::int64_t silence_ns) const {
  std::int64_t latest = 0;
  for (const RankStatus& r : ranks) latest = std::max(latest, r.last_written_ns);
  return static_cast<std::uint64_t>(std::count_if(ranks.begin(), ranks.end(), [&](const RankStatus& r) {
    return r.last_written_ns >= latest - silence_ns;
  }));
}

double Status::rate(std::uint64_t of_ranks) const {
  double busy_seconds = 0;
  for (const RankStatus& r : ranks) busy_seconds += static_cast<double>(r.busy_ns) * 1e-9;
  if (busy_seconds <= 0) return 0;
  return static_cast<double>(evaluated()) / busy_seconds * static_cast<double>(of_ranks);
}

Status read_status(const fs::path& out) {
  std::uint64_t digest = 0;
  const store::Manifest manifest = store::read_manifest(out, &digest);
  Status status;
  status.units = manifest.units.size();
  for (const store::UnitRow& u : manifest.units) {
    status.evaluations += std::uint64_t{u.sample_count} * u.program_count;
  }
  status.started_ns = manifest.facts.started_ns;
  Tally tally(status.units);
  const auto bad = store::visit_segments(out, manifest, digest,
                                         [&](const fs::path& path, const store::Segment& s) { tally.add(path, s); });
  for (const store::BadSegment& b : bad) status.bad.push_back(b.why);
  tally.put(status);
  std::error_code ignored;
  status.aggregated = fs::exists(store::sweep_path(out), ignored);
  return status;
}

}  // namespace battalion::report
