#include "store/detail/aggregate_scan.hpp"

#include <algorithm>
#include <numeric>

#include "base/fnv.hpp"
#include "store/detail/check_unit.hpp"

namespace battalion::store::detail {

namespace {

// What must agree where a unit was scored twice; errors by their text, not by their numbers.
std::uint64_t content_digest(const score::UnitResult& u) {
  Fnv64 sum;
  for (const auto& c : u.cells) {
    sum.byte(c.outcome);
    sum.u16(c.cells_right);
    sum.u64(c.output_digest);
    if (c.error == 0) continue;
    sum.text(u.errors[c.error - 1].kind);
    sum.text(u.errors[c.error - 1].message);
  }
  return sum.value();
}

class Scanner {
 public:
  Scanner(const Manifest& manifest, Scan& scan) : manifest_(manifest), scan_(scan) {}

  void add(const std::filesystem::path& path, const Segment& segment);
  void finish();

 private:
  // Names what a unit's position in the segment is, while walking it.
  struct Position {
    std::uint64_t cell = 0, kept = 0, kept_cell = 0;
  };
  void add_unit(const score::UnitResult& unit, const Segment& segment, std::uint32_t number,
                Position at);
  void add_phase(const score::PhaseTiming& phase, std::uint32_t rank);
  void add_record(std::uint32_t rank, const RankRecord& record);

  const Manifest& manifest_;
  Scan& scan_;
  std::map<score::ErrorKind, std::uint32_t> errors_;
  std::map<std::string, std::int32_t> devices_;
  /// (rank, start) -> the last account: a sweep that was resumed has one of each of its runs.
  std::map<std::pair<std::uint32_t, std::int64_t>, RankRecord> records_;
};

void Scanner::add_phase(const score::PhaseTiming& phase, std::uint32_t rank) {
  const std::int32_t task =
      phase.task == score::no_task ? -1 : static_cast<std::int32_t>(phase.task.value);
  auto& [wall, cpu] = scan_.phases[{task, phase.phase, static_cast<std::int32_t>(rank)}];
  wall += phase.wall_ns;
  cpu += phase.cpu_ns;
}

void Scanner::add_unit(const score::UnitResult& unit, const Segment& segment, std::uint32_t number,
                       Position at) {
  auto& place = scan_.units[unit.unit.value];
  const std::uint64_t content = content_digest(unit);
  if (place.found()) {
    auto& s = scan_.summary;
    ++s.doubled_units;
    if (place.content == content) return;
    ++s.conflicting_units;
    s.warnings.push_back(fmt::format(
        "{}: unit {} was scored before, with other results (in {}); the first are kept",
        scan_.segments[number].string(), unit.unit.value, scan_.segments[place.segment].string()));
    return;
  }
  place = {number,  at.cell, at.kept, at.kept_cell, static_cast<std::uint32_t>(unit.kept.size()),
           content, {}};
  for (const auto& e : unit.errors) {
    const auto next = static_cast<std::uint32_t>(errors_.size());
    place.errors.push_back(errors_.try_emplace(e, next).first->second);
  }
  scan_.error_counts.resize(errors_.size());
  for (const auto& c : unit.cells) {
    ++scan_.summary.outcomes[static_cast<std::size_t>(c.kind())];
    if (c.set_order_dependent()) ++scan_.summary.set_order_dependent;
    if (c.error != 0) ++scan_.error_counts[place.errors[c.error - 1]];
  }
  const auto next_device = static_cast<std::int32_t>(devices_.size());
  const auto device = devices_.try_emplace(segment.rank.device, next_device).first->second;
  const auto rank = static_cast<std::int32_t>(segment.rank.rank);
  for (std::uint32_t i = 0; i < unit.sample_count; ++i) {
    auto& times = scan_.samples[unit.first_sample.value + i];
    const auto& t = unit.timings[i];
    const bool first = times.rank < 0 ||
                       std::pair(t.start_ns, rank) < std::pair(times.timing.start_ns, times.rank);
    times.timing.wall_ns += t.wall_ns;
    times.timing.cpu_ns += t.cpu_ns;
    times.timing.queue_ns += t.queue_ns;
    if (!first) continue;
    times.timing.start_ns = t.start_ns;
    times.rank = rank;
    times.device = device;
  }
  for (const auto& p : unit.phases) add_phase(p, segment.rank.rank);
  for (const auto& a : unit.answered) scan_.answered[{a.engine, a.why}] += a.pairs;
  if (!segment.record) {
    auto& row = scan_.ranks[segment.rank.rank];
    ++row.record.units;
    row.record.busy_ns += unit.busy_ns;
  }
}

void Scanner::add(const std::filesystem::path& path, const Segment& segment) {
  for (const auto& u : segment.units) check_unit(manifest_, u, path);
  const auto number = static_cast<std::uint32_t>(scan_.segments.size());
  scan_.segments.push_back(path);
  scan_.ranks[segment.rank.rank].info = segment.rank;
  scan_.hosts.insert(segment.rank.host);
  Position at;
  for (const auto& u : segment.units) {
    add_unit(u, segment, number, at);
    at.cell += u.cells.size();
    at.kept += u.kept.size();
    for (const auto& k : u.kept) at.kept_cell += k.grid.cells.size();
  }
  if (segment.record) {
    records_[{segment.rank.rank, segment.record->start_ns}] = *segment.record;
  }
}

// A rank's row: what all its runs did together, from its first start to its last end.
void Scanner::add_record(std::uint32_t rank, const RankRecord& record) {
  auto& row = scan_.ranks[rank];
  auto& sum = row.record;
  sum.start_ns = row.recorded ? std::min(sum.start_ns, record.start_ns) : record.start_ns;
  sum.finish_ns = std::max(sum.finish_ns, record.finish_ns);
  sum.units += record.units;
  sum.busy_ns += record.busy_ns;
  sum.idle_ns += record.idle_ns;
  row.recorded = true;
  for (const auto& p : record.phases) add_phase(p, rank);
}

// Numbers errors and devices by their names, so that the order of arrival leaves no trace.
void Scanner::finish() {
  std::vector<std::uint32_t> error_row(errors_.size());
  std::vector<std::uint64_t> counts;
  for (const auto& [error, number] : errors_) {
    error_row[number] = static_cast<std::uint32_t>(scan_.errors.size());
    scan_.errors.push_back(error);
    counts.push_back(scan_.error_counts[number]);
  }
  scan_.error_counts = std::move(counts);
  for (auto& place : scan_.units) {
    for (auto& e : place.errors) e = error_row[e];
  }
  std::vector<std::int32_t> device_row(devices_.size());
  for (const auto& [device, number] : devices_) {
    device_row[static_cast<std::size_t>(number)] = static_cast<std::int32_t>(scan_.devices.size());
    scan_.devices.push_back(device);
  }
  for (auto& s : scan_.samples) {
    if (s.device >= 0) s.device = device_row[static_cast<std::size_t>(s.device)];
  }
  for (const auto& [run, record] : records_) add_record(run.first, record);
}

// Pairs that no unit brought are pending; pairs outside of the pairing are unpaired.
void count_rest(const Manifest& m, AggregateSummary& s) {
  std::uint64_t paired = 0;
  for (std::uint32_t t = 0; t < m.tasks.size(); ++t) {
    paired += m.tasks[t].sample_count * m.programs_of(TaskId(t));
  }
  const auto scored = std::accumulate(s.outcomes.begin(), s.outcomes.end(), std::uint64_t{0});
  s.outcomes[static_cast<std::size_t>(score::Outcome::pending)] += paired - scored;
  s.outcomes[static_cast<std::size_t>(score::Outcome::unpaired)] +=
      std::uint64_t{m.samples.size()} * m.programs.size() - paired;
}

}  // namespace

bool gone(const std::filesystem::path& path) {
  std::error_code error;
  return !std::filesystem::exists(path, error) && !error;
}

h5::File open_segment(const std::filesystem::path& path) {
  try {
    return h5::File::open(path);
  } catch (const StoreError&) {
    if (gone(path)) throw SegmentGone(path);
    throw;
  }
}

Scan scan_segments(const std::filesystem::path& out, const Manifest& manifest,
                   std::uint64_t manifest_digest) {
  Scan scan;
  auto& summary = scan.summary;
  scan.units.resize(manifest.units.size());
  scan.samples.resize(manifest.samples.size());
  Scanner scanner(manifest, scan);
  std::set<std::filesystem::path> seen;
  for (bool all_there = false; !all_there;) {
    all_there = true;
    for (const auto& path : list_segments(out)) {
      if (!seen.insert(path).second) continue;
      try {
        scanner.add(path, read_segment(path, manifest_digest));
        ++summary.segments;
      } catch (const StoreError& e) {
        if (gone(path)) {
          all_there = false;  // its units are in another now, which a new list has
          continue;
        }
        ++summary.damaged_segments;
        summary.warnings.push_back(fmt::format("{}; left out", e.what()));
      }
    }
  }
  scanner.finish();
  summary.units = manifest.units.size();
  for (const auto& place : scan.units) summary.missing_units += place.found() ? 0 : 1;
  if (summary.missing_units > 0) {
    summary.warnings.push_back(
        fmt::format("{}: {} of {} units are missing (their pairs are pending)", out.string(),
                    summary.missing_units, summary.units));
  }
  count_rest(manifest, summary);
  return scan;
}

}  // namespace battalion::store::detail
