#include "store/aggregate.hpp"

#include <algorithm>
#include <set>

#include "base/fnv.hpp"
#include "store/detail/aggregate_write.hpp"
#include "store/durable.hpp"
#include "store/merge.hpp"
#include "store/tables.hpp"

namespace battalion::store {
namespace {

using detail::Scan;
using detail::Whole;

// When the last rank finished; where none said so, when the last sample did. 0 where nothing was
// scored. Not before the start, even where a host's clock is slow or was set back before a resume.
std::int64_t finished_ns(const Scan& scan, std::int64_t started_ns) {
  std::int64_t last = 0;
  for (const auto& [number, row] : scan.ranks) last = std::max(last, row.record.finish_ns);
  if (last == 0) {
    for (const auto& s : scan.samples) last = std::max(last, s.timing.start_ns + s.timing.wall_ns);
  }
  return last == 0 ? 0 : std::max(last, started_ns);
}

SweepFacts facts_of(const Whole& whole, const Scan& scan, std::uint64_t programs_digest) {
  SweepFacts facts = whole.manifest.facts;
  std::set<std::string> hosts(facts.hosts.begin(), facts.hosts.end());
  hosts.insert(scan.hosts.begin(), scan.hosts.end());
  facts.hosts.assign(hosts.begin(), hosts.end());
  if (!whole.row_of.empty()) facts.programs_digest = programs_digest;
  return facts;
}

std::uint64_t manifest_digest(std::span<const PartSweep> parts) {
  if (parts.size() == 1) return parts[0].digest;
  Fnv64 sum;
  for (const PartSweep& part : parts) sum.u64(part.digest);
  return sum.value();
}

detail::MemoryPlan plan_memory(const Whole& whole, std::uint64_t memory, const std::filesystem::path& out) {
  detail::AggregateSize size{.programs = whole.manifest.program_count(),
                             .samples = whole.manifest.samples.size(),
                             .units = whole.units.size(),
                             .pairs_listed = whole.manifest.pair_program.size()};
  for (const PartSweep& part : whole.parts) {
    if (!whole.row_of.empty()) size.part_programs = std::max(size.part_programs, part.manifest.program_count());
    if (whole.parts.size() > 1) {
      size.samples += part.manifest.samples.size();
      size.pairs_listed += part.manifest.pair_program.size();
    }
  }
  return detail::plan_memory(memory, size, out);
}

void tell_of_pairs(AggregateSummary& summary, const std::filesystem::path& out) {
  const auto warn = [&](std::string line) { summary.warnings.push_back(std::move(line)); };
  if (summary.doubled_pairs > 0) {
    warn(fmt::format("{}: {} pairs were scored more than once, {} of them with other results; the first named counts", out.string(),
                     summary.doubled_pairs, summary.conflicting_pairs));
  }
  if (summary.unplanned_pairs > 0) {
    warn(fmt::format("{}: {} pairs are of a program and a task that no sweep brought together (they are pending)", out.string(),
                     summary.unplanned_pairs));
  }
}

AggregateSummary aggregate_once(const Whole& whole, const std::filesystem::path& out, std::uint64_t memory,
                                const detail::SpoiltSegments& spoilt) {
  Scan scan = detail::scan_segments(whole, spoilt);
  const auto plan = plan_memory(whole, memory, out);
  const auto final_name = sweep_path(out);
  const auto temporary_path = temporary_name(final_name);
  Temporary leftover(temporary_path);
  auto file = h5::File::create(temporary_path);
  mark(file, FileKind::sweep);
  file.set("/", "manifest_digest", manifest_digest(whole.parts));
  write_tables_without_programs(file, whole.manifest);
  const std::uint64_t programs_digest = detail::write_programs(file, whole);
  write_facts(file, facts_of(whole, scan, programs_digest));
  file.set("/", "devices", scan.devices);
  file.set("/", "finished_ns", finished_ns(scan, whole.manifest.facts.started_ns));
  file.set("/", "units", scan.summary.units);
  file.set("/", "missing_units", scan.summary.missing_units);
  const auto error_counts = detail::write_scores(file, whole, scan, plan);
  detail::write_small_tables(file, scan, error_counts);
  detail::write_outputs(file, whole, scan);
  file.close();
  publish(temporary_path, final_name);
  leftover.keep();
  scan.summary.file = final_name;
  scan.summary.unplanned_pairs = detail::unplanned_pairs(whole);
  tell_of_pairs(scan.summary, out);
  return scan.summary;
}

AggregateSummary aggregate_whole(const Whole& whole, const std::filesystem::path& out, std::uint64_t memory) {
  detail::SpoiltSegments spoilt;
  for (int attempt = 1;;) {
    try {
      return aggregate_once(whole, out, memory, spoilt);
    } catch (const detail::SegmentGone& gone) {
      // Ranks merge their segments now and then; so often in a row they do not.
      if (attempt++ == 10) throw StoreError(gone.what());
    } catch (const detail::SegmentSpoilt& found) {
      spoilt.emplace(found.path, found.why);
    }
  }
}

}  // namespace

PartSweep read_part(const std::filesystem::path& out) {
  PartSweep part;
  part.out = out;
  part.manifest = read_outline(out, &part.digest);
  return part;
}

AggregateSummary aggregate(const std::filesystem::path& out, std::uint64_t memory) {
  const PartSweep part = read_part(out);
  return aggregate_whole(detail::united({&part, 1}), out, memory);
}

AggregateSummary aggregate_parts(std::span<const PartSweep> parts,
                                 std::vector<std::pair<std::string, std::string>> configuration,
                                 const std::filesystem::path& out, std::uint64_t memory) {
  make_folder(out);
  Whole whole = detail::united(parts);
  whole.manifest.facts.configuration = std::move(configuration);
  return aggregate_whole(whole, out, memory);
}

}  // namespace battalion::store
