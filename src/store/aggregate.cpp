#include "store/aggregate.hpp"

#include <algorithm>
#include <set>

#include "store/detail/aggregate_write.hpp"
#include "store/durable.hpp"
#include "store/tables.hpp"

namespace battalion::store {

namespace {

// When the last rank finished; where none said so, when the last sample did. 0 where nothing was
// scored. Not before the start, even where a host's clock is slow or was set back before a resume.
std::int64_t finished_ns(const detail::Scan& scan, std::int64_t started_ns) {
  std::int64_t last = 0;
  for (const auto& [number, row] : scan.ranks) last = std::max(last, row.record.finish_ns);
  if (last == 0) {
    for (const auto& s : scan.samples) last = std::max(last, s.timing.start_ns + s.timing.wall_ns);
  }
  return last == 0 ? 0 : std::max(last, started_ns);
}

SweepFacts facts_with_hosts(const Manifest& manifest, const detail::Scan& scan) {
  SweepFacts facts = manifest.facts;
  std::set<std::string> hosts(facts.hosts.begin(), facts.hosts.end());
  hosts.insert(scan.hosts.begin(), scan.hosts.end());
  facts.hosts.assign(hosts.begin(), hosts.end());
  return facts;
}

AggregateSummary aggregate_once(const std::filesystem::path& out, const Manifest& manifest,
                                std::uint64_t manifest_digest) {
  detail::Scan scan = detail::scan_segments(out, manifest, manifest_digest);

  const auto final_name = sweep_path(out);
  const auto temporary_path = temporary_name(final_name);
  Temporary leftover(temporary_path);
  auto file = h5::File::create(temporary_path);
  mark(file, FileKind::sweep);
  file.set("/", "manifest_digest", manifest_digest);
  write_facts(file, facts_with_hosts(manifest, scan));
  file.set("/", "devices", scan.devices);
  file.set("/", "finished_ns", finished_ns(scan, manifest.facts.started_ns));
  file.set("/", "units", scan.summary.units);
  file.set("/", "missing_units", scan.summary.missing_units);
  write_tables(file, manifest);
  detail::write_scores(file, manifest, scan);
  detail::write_small_tables(file, scan);
  detail::write_outputs(file, manifest, scan);
  file.close();
  publish(temporary_path, final_name);
  leftover.keep();
  scan.summary.file = final_name;
  return scan.summary;
}

}  // namespace

AggregateSummary aggregate(const std::filesystem::path& out) {
  std::uint64_t manifest_digest = 0;
  const Manifest manifest = read_manifest(out, &manifest_digest);
  for (int attempt = 1;; ++attempt) {
    try {
      return aggregate_once(out, manifest, manifest_digest);
    } catch (const detail::SegmentGone& gone) {
      // Ranks merge their segments now and then; so often in a row they do not.
      if (attempt == 10) throw StoreError(gone.what());
    }
  }
}

}  // namespace battalion::store
