#include "store/detail/aggregate_scan.hpp"

#include <algorithm>

#include "base/fnv.hpp"
#include "store/detail/check_unit.hpp"

namespace battalion::store::detail {

namespace {

// What must agree where a unit was scored twice; errors by their text, not by their numbers.
std::uint64_t content_digest(const PairRows& pairs, const std::vector<score::ErrorKind>& errors, const std::filesystem::path& path) {
  Fnv64 sum;
  for (std::size_t i = 0; i < pairs.outcome.size(); ++i) {
    sum.byte(pairs.outcome[i]);
    sum.u16(pairs.cells_right[i]);
    sum.u64(pairs.digest[i]);
    const std::uint16_t error = pairs.error[i];
    if (error == 0) continue;
    if (error > errors.size()) throw SegmentSpoilt{path, fmt::format("{}: is damaged (a pair names an error that its unit has not)", path.string())};
    sum.text(errors[error - 1].kind);
    sum.text(errors[error - 1].message);
  }
  return sum.value();
}

class Scanner {
 public:
  Scanner(const Whole& whole, Scan& scan) : whole_(whole), scan_(scan) {}

  /// A segment of a part, whose ranks are numbered from `first_rank`.
  void add(const std::filesystem::path& path, const Segment& segment, std::uint32_t part, std::uint32_t first_rank);
  void finish();

 private:
  // Names what a unit's position in the segment is, while walking it.
  struct Position {
    std::uint64_t cell = 0, kept = 0, kept_cell = 0;
  };
  // Whose units they are, as the whole numbers them.
  struct Origin {
    const std::filesystem::path& path;
    std::uint32_t segment, part, rank;
    const RankInfo& info;
    bool recorded;
  };
  void add_unit(const score::UnitResult& unit, const Origin& from, Position at);
  void add_doubled(const score::UnitResult& unit, const UnitPlace& place, const Origin& from, Position at);
  void add_timings(const score::UnitResult& unit, const UnitRow& row, const Origin& from);
  void add_printed(const score::Printed& printed, const PlannedUnit& unit);
  void add_phase(const score::PhaseTiming& phase, std::uint32_t part, std::uint32_t rank);
  void add_record(std::uint32_t rank, std::uint32_t part, const RankRecord& record);

  const Whole& whole_;
  Scan& scan_;
  std::map<score::ErrorKind, std::uint32_t> errors_;
  std::vector<const score::ErrorKind*> error_texts_;  // by these numbers
  std::map<std::string, std::int32_t> devices_;
  /// (rank, start) -> the last account: a sweep that was resumed has one of each of its runs.
  std::map<std::pair<std::uint32_t, std::int64_t>, std::pair<std::uint32_t, RankRecord>> records_;  // with their part
};

void Scanner::add_phase(const score::PhaseTiming& phase, std::uint32_t part, std::uint32_t rank) {
  std::int32_t task = -1;
  if (phase.task != score::no_task) {
    // Of units this is checked before; a rank's own account may say anything.
    const auto& tasks = whole_.places[part].task;
    if (phase.task.value >= tasks.size()) return;
    task = static_cast<std::int32_t>(tasks[phase.task.value].value);
  }
  auto& [wall, cpu] = scan_.phases[{task, phase.phase, static_cast<std::int32_t>(rank)}];
  wall += phase.wall_ns;
  cpu += phase.cpu_ns;
}

void Scanner::add_doubled(const score::UnitResult& unit, const UnitPlace& place, const Origin& from, Position at) {
  const std::uint64_t programs = unit.programs.size();
  const auto content = [&](std::uint32_t number, const std::filesystem::path& path, std::uint64_t cell,
                           const std::vector<score::ErrorKind>& errors) {
    PairRows pairs;
    OpenSegment(number, path).read(cell, unit.sample_count, programs, programs, pairs);
    return content_digest(pairs, errors, path);
  };
  std::vector<score::ErrorKind> kept;
  for (const std::uint32_t e : place.errors) kept.push_back(*error_texts_[e]);
  const auto& first = scan_.segments[place.segment];
  if (content(place.segment, first, place.cell, kept) != content(from.segment, from.path, at.cell, unit.errors)) {
    ++scan_.summary.conflicting_units;
    scan_.summary.warnings.push_back(
        fmt::format("{}: unit {} was scored before, with other results (in {}); the first are kept", from.path.string(),
                    unit.unit.value, first.string()));
  }
  ++scan_.summary.doubled_units;
}

void Scanner::add_timings(const score::UnitResult& unit, const UnitRow& row, const Origin& from) {
  const auto next_device = static_cast<std::int32_t>(devices_.size());
  const auto device = devices_.try_emplace(from.info.device, next_device).first->second;
  const auto rank = static_cast<std::int32_t>(from.rank);
  for (std::uint32_t i = 0; i < unit.sample_count; ++i) {
    auto& times = scan_.samples[row.first_sample + i];
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
}

void Scanner::add_printed(const score::Printed& printed, const PlannedUnit& unit) {
  const PartPlace& place = whole_.places[unit.part];
  score::Printed moved = printed;
  moved.sample = SampleId(place.sample(unit.part_task, printed.sample.value));
  moved.program = ProgramId(place.program_in_whole(printed.program.value));
  const auto [at, is_new] = scan_.printed.try_emplace(moved.program, moved);
  if (!is_new && moved.sample < at->second.sample) at->second = std::move(moved);
}

void Scanner::add_unit(const score::UnitResult& unit, const Origin& from, Position at) {
  const std::uint32_t number = whole_.places[from.part].first_unit + unit.unit.value;
  auto& place = scan_.units[number];
  if (place.found()) return add_doubled(unit, place, from, at);
  place = {from.segment, at.cell, at.kept, at.kept_cell, static_cast<std::uint32_t>(unit.kept.size()), {}};
  for (const auto& e : unit.errors) {
    const auto [found, is_new] = errors_.try_emplace(e, static_cast<std::uint32_t>(errors_.size()));
    if (is_new) error_texts_.push_back(&found->first);
    place.errors.push_back(found->second);
  }
  add_timings(unit, whole_.units[number].row, from);
  for (const auto& p : unit.printed) add_printed(p, whole_.units[number]);
  for (const auto& p : unit.phases) add_phase(p, from.part, from.rank);
  for (const auto& a : unit.answered) scan_.answered[{a.engine, a.why}] += a.pairs;
  if (!from.recorded) {
    auto& row = scan_.ranks[from.rank];
    ++row.record.units;
    row.record.busy_ns += unit.busy_ns;
  }
}

void Scanner::add(const std::filesystem::path& path, const Segment& segment, std::uint32_t part, std::uint32_t first_rank) {
  for (const auto& u : segment.units) check_unit(whole_.parts[part].manifest, u, path);
  const Origin from{path, static_cast<std::uint32_t>(scan_.segments.size()), part, first_rank + segment.rank.rank, segment.rank,
                    segment.record.has_value()};
  scan_.segments.push_back(path);
  scan_.ranks[from.rank].info = segment.rank;
  scan_.hosts.insert(segment.rank.host);
  Position at;
  for (const auto& u : segment.units) {
    add_unit(u, from, at);
    at.cell += std::uint64_t{u.sample_count} * u.programs.size();
    at.kept += u.kept.size();
    for (const auto& k : u.kept) at.kept_cell += std::uint64_t{k.grid.height} * k.grid.width;
  }
  if (segment.record) records_[{from.rank, segment.record->start_ns}] = {part, *segment.record};
}

// A rank's row: what all its runs did together, from its first start to its last end.
void Scanner::add_record(std::uint32_t rank, std::uint32_t part, const RankRecord& record) {
  auto& row = scan_.ranks[rank];
  auto& sum = row.record;
  sum.start_ns = row.recorded ? std::min(sum.start_ns, record.start_ns) : record.start_ns;
  sum.finish_ns = std::max(sum.finish_ns, record.finish_ns);
  sum.units += record.units;
  sum.busy_ns += record.busy_ns;
  sum.idle_ns += record.idle_ns;
  row.recorded = true;
  for (const auto& p : record.phases) add_phase(p, part, rank);
}

// Numbers errors and devices by their names, so that the order of arrival leaves no trace.
void Scanner::finish() {
  std::vector<std::uint32_t> error_row(errors_.size());
  for (const auto& [error, number] : errors_) {
    error_row[number] = static_cast<std::uint32_t>(scan_.errors.size());
    scan_.errors.push_back(error);
  }
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
  for (const auto& [run, record] : records_) add_record(run.first, record.first, record.second);
}

// Returns the number of the part's ranks.
std::uint32_t scan_part(const Whole& whole, std::uint32_t part, std::uint32_t first_rank, const SpoiltSegments& spoilt,
                        Scanner& scanner, AggregateSummary& summary) {
  const PartSweep& of = whole.parts[part];
  std::uint32_t ranks = 0;
  std::set<std::filesystem::path> seen;
  for (bool all_there = false; !all_there;) {
    all_there = true;
    for (const auto& path : list_segments(of.out)) {
      if (!seen.insert(path).second) continue;
      try {
        if (const auto why = spoilt.find(path); why != spoilt.end()) throw StoreError(why->second);
        const Segment segment = read_segment(path, of.digest, SegmentRows::without_results);
        scanner.add(path, segment, part, first_rank);
        ranks = std::max(ranks, segment.rank.rank + 1);
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
  return ranks;
}

void count_missing(const Whole& whole, Scan& scan) {
  for (std::uint32_t k = 0; k < whole.parts.size(); ++k) {
    const std::uint64_t units = whole.parts[k].manifest.units.size(), first = whole.places[k].first_unit;
    std::uint64_t missing = 0;
    for (std::uint64_t u = first; u < first + units; ++u) missing += scan.units[u].found() ? 0 : 1;
    if (missing == 0) continue;
    scan.summary.missing_units += missing;
    const char* const unless = whole.parts.size() == 1 ? "" : ", unless another sweep has them";
    scan.summary.warnings.push_back(fmt::format("{}: {} of {} units are missing (their pairs are pending{})",
                                                whole.parts[k].out.string(), missing, units, unless));
  }
}

}  // namespace

Scan scan_segments(const Whole& whole, const SpoiltSegments& spoilt) {
  Scan scan;
  scan.units.resize(whole.units.size());
  scan.samples.resize(whole.manifest.samples.size());
  scan.summary.units = whole.units.size();
  Scanner scanner(whole, scan);
  std::uint32_t ranks = 0;
  for (std::uint32_t k = 0; k < whole.parts.size(); ++k) {
    ranks += scan_part(whole, k, ranks, spoilt, scanner, scan.summary);
  }
  scanner.finish();
  count_missing(whole, scan);
  return scan;
}

}  // namespace battalion::store::detail
