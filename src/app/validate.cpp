#include "app/validate.hpp"

#include <algorithm>
#include <utility>

#include "app/check_findings.hpp"
#include "app/gather.hpp"
#include "app/overdue.hpp"

namespace battalion::app {
namespace {

constexpr int findings_tag = 101;  // after the hello's
constexpr std::size_t rows_shown = 10;

/// The programs that were run.
Bytes pack_findings(const score::SpeedCheck& check) {
  Packer packer;
  packer.put(check.wall_ns);
  packer.put(check.cpu_ns);
  packer.put(check.threads);
  std::uint64_t run = 0;
  for (const score::ProgramSpeed& p : check.programs) run += p.samples > 0;
  packer.put(run);
  for (std::size_t i = 0; i < check.programs.size(); ++i) {
    const score::ProgramSpeed& p = check.programs[i];
    if (p.samples == 0) continue;
    packer.put<std::uint64_t>(i);
    packer.put(p.samples);
    for (const std::int64_t ns : {p.wall_ns, p.cpu_ns, p.worst_wall_ns, p.worst_cpu_ns})
      packer.put(ns);
    packer.put(p.worst_sample);
    packer.put(p.outcomes);
    packer.put<std::uint8_t>(p.failure.has_value());
    if (!p.failure) continue;
    packer.put(p.failure->outcome);
    packer.put(p.failure->sample);
    packer.put(p.failure->kind);
    packer.put(p.failure->message);
  }
  return packer.take();
}

void add_findings(const Bytes& bytes, score::SpeedCheck& check) {
  Unpacker unpacker(bytes);
  // All at the same time: it took as long as the last of them.
  check.wall_ns = std::max(check.wall_ns, unpacker.get<std::int64_t>());
  check.cpu_ns += unpacker.get<std::int64_t>();
  check.threads += unpacker.get<int>();
  for (auto run = unpacker.get<std::uint64_t>(); run > 0; --run) {
    score::ProgramSpeed& p = check.programs.at(unpacker.get<std::uint64_t>());
    p.samples = unpacker.get<std::uint32_t>();
    for (std::int64_t* ns : {&p.wall_ns, &p.cpu_ns, &p.worst_wall_ns, &p.worst_cpu_ns}) {
      *ns = unpacker.get<std::int64_t>();
    }
    p.worst_sample = unpacker.get<std::uint32_t>();
    p.outcomes = unpacker.get<decltype(p.outcomes)>();
    if (unpacker.get<std::uint8_t>() == 0) continue;
    score::SpeedFailure& failure = p.failure.emplace();
    failure.outcome = unpacker.get<score::Outcome>();
    failure.sample = unpacker.get<std::uint32_t>();
    failure.kind = unpacker.get<std::string>();
    failure.message = unpacker.get<std::string>();
  }
}

}  // namespace

std::optional<score::SpeedCheck> validate_speed(comm::Communicator& comm, const Job& job,
                                                ValidationCost& cost) {
  if (job.config.validate != Validation::speed) return std::nullopt;
  score::SpeedCheck check;
  Spent spent;
  {
    const Stretch stretch(spent);
    exec::GraceWatch watch(grace_ns, end_when_overdue());
    watch.start();
    check = score::check_speed(job.dataset, job.programs,
                               {.limits = job.config.limits,
                                .set_order = job.config.set_order,
                                .threads = job.config.threads,
                                .watch = &watch,
                                .foreign = job.foreign.get(),
                                .share = static_cast<std::uint32_t>(comm.rank()),
                                .shares = static_cast<std::uint32_t>(comm.size())});
    if (comm.rank() != 0) comm.send(0, findings_tag, pack_findings(check));
  }
  cost.running.wall_ns += spent.wall_ns;
  cost.running.cpu_ns += spent.cpu_ns;
  cost.helpers_cpu_ns += std::max<std::int64_t>(0, check.cpu_ns - spent.cpu_ns);
  if (comm.rank() != 0) return std::nullopt;
  const Stretch stretch(cost.waiting);
  gather(comm, findings_tag, "validation",
         [&](int, const Bytes& body) { add_findings(body, check); });
  return check;
}

void tell_findings(const Job& job, const score::SpeedCheck& speed,
                   const std::function<void(const std::string&)>& say) {
  CheckFindings found{.programs = job.programs,
                      .first_equal = {},
                      .why_not_lowered = {},
                      .dataset = &job.dataset,
                      .speed = speed,
                      .slow_ns = job.config.slow_ns};
  for (const score::ProgramSpeed& p : speed.programs) found.first_equal.push_back(p.first_equal);
  for (const std::string& table :
       {slowest_table(found, rows_shown), failing_table(found, rows_shown),
        duplicates_text(found, rows_shown)}) {
    if (!table.empty()) say(table);
  }
  say("validated " + speed_totals(found));
}

}  // namespace battalion::app
