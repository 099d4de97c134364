// From a prepared sweep to its manifest.

#include <map>
#include <set>

#include <fmt/ranges.h>

#include "app/build_info.hpp"
#include "app/options.hpp"
#include "app/prepare.hpp"
#include "base/fnv.hpp"
#include "score/equal_programs.hpp"

namespace battalion::app {
namespace {

std::vector<std::pair<std::string, std::string>> configuration_of(Config config) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const Option& o : sweep_options(config)) {
    if (o.in_file) all.emplace_back(o.name, fmt::format("{}", fmt::join(o.get(), " ")));
  }
  return all;
}

std::uint64_t digest_of(const std::vector<dsl::Program>& programs) {
  Fnv64 digest;
  for (const dsl::Program& p : programs) {
    digest.text(p.name);
    digest.text(p.source);
  }
  return digest.value();
}

void describe_dataset(const arc::Dataset& dataset, store::Manifest& m) {
  for (std::uint32_t t = 0; t < dataset.task_count(); ++t) {
    const arc::Task& task = dataset.task(TaskId(t));
    m.tasks.push_back({task.id, task.file, task.demo_count, dataset.first_sample(TaskId(t)).value,
                       static_cast<std::uint32_t>(task.samples.size())});
    for (const arc::Sample& s : task.samples) {
      m.samples.push_back({TaskId(t), s.split, s.index, s.input, s.output});
    }
  }
}

void describe_programs(const Prepared& prepared, store::Manifest& m) {
  const Job& job = prepared.job;
  const std::vector<std::uint64_t>& digests = prepared.digests;
  const std::vector<ProgramId> first = score::first_of_equals(digests);
  for (std::size_t i = 0; i < job.programs.size(); ++i) {
    const dsl::Program& p = job.programs[i];
    m.programs.push_back(
        {.name = p.name,
         .file = p.file,
         .line = p.line,
         .source = p.source,
         .entry = p.entry,
         .canonical_digest = digests[i],
         .duplicate_of = first[i].value == i ? -1 : static_cast<std::int32_t>(first[i].value),
         .task = -1,
         .lowered = prepared.why_not_lowered[i].empty() ? "yes" : "no: " + prepared.why_not_lowered[i],
         .warning = {},
         .check = {}});
  }
  if (job.config.pairing == score::Pairing::cross) return;
  m.pair_offset.push_back(0);
  for (std::size_t t = 0; t < job.pairs.size(); ++t) {
    for (const ProgramId p : job.pairs[t]) {
      m.pair_program.push_back(p.value);
      m.programs[p.value].task = static_cast<std::int32_t>(t);
    }
    m.pair_offset.push_back(m.pair_program.size());
  }
}

void describe_warnings(const Prepared& prepared, store::Manifest& m) {
  for (const dsl::TypeClash& w : prepared.warnings) {
    m.programs[w.program.value].warning = w.problem.text();
  }
}

}  // namespace

store::Manifest describe(const Prepared& prepared, const std::vector<Hello>& ranks,
                         std::int64_t started_ns) {
  const Job& job = prepared.job;
  store::Manifest m;
  m.facts.battalion_version = build_info::version;
  m.facts.battalion_commit = build_info::commit();
  m.facts.configuration = configuration_of(job.config);
  m.facts.dataset_digest = job.dataset.digest();
  m.facts.programs_digest = digest_of(job.programs);
  m.facts.set_order = job.config.set_order == dsl::SetOrder::cpython ? "cpython" : "canonical";
  m.facts.pairing = job.config.pairing == score::Pairing::own ? "own" : "cross";
  m.facts.started_ns = started_ns;
  m.facts.python = prepared.interpreter;
  m.facts.python_isolation = prepared.isolation;
  std::set<std::string> hosts;
  for (const Hello& h : ranks) hosts.insert(h.host);
  m.facts.hosts.assign(hosts.begin(), hosts.end());

  describe_dataset(job.dataset, m);
  describe_programs(prepared, m);
  describe_warnings(prepared, m);
  for (const dsl::Problem& p : prepared.problems) {
    m.problems.push_back({p.file, p.line, p.column, p.message, p.program});
  }
  for (const sched::Unit& u : job.plan.units) {
    m.units.push_back({u.task, job.dataset.first_sample(u.task).value + u.first_sample,
                       u.sample_count, u.first_program, u.program_count});
  }
  return m;
}

void add_checks(const score::SpeedCheck& speed, store::Manifest& m) {
  const std::vector<score::ProgramSpeed>& speeds = speed.programs;
  for (std::size_t i = 0; i < speeds.size(); ++i) {
    const score::ProgramSpeed& p = speeds[speeds[i].run_as.value];
    if (p.samples == 0) continue;
    const auto exact = p.outcomes[static_cast<std::size_t>(score::Outcome::exact)];
    store::ProgramCheck& check = m.programs[i].check;
    check = {.samples = p.samples,
             .exact = exact,
             .outcome =
                 static_cast<std::uint8_t>(p.failure ? p.failure->outcome : score::Outcome::exact),
             .wall_ns = p.wall_ns,
             .cpu_ns = p.cpu_ns,
             .worst_cpu_ns = p.worst_cpu_ns,
             .message = {}};
    if (p.failure) {
      check.message = p.failure->kind;
      if (!p.failure->message.empty()) check.message += ": " + p.failure->message;
    }
  }
}

}  // namespace battalion::app
