#include "app/sweep_opening.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "app/ending.hpp"
#include "app/engine.hpp"
#include "app/out_folder.hpp"
#include "app/prepare.hpp"
#include "app/resume.hpp"
#include "app/sweep_request.hpp"
#include "app/validate.hpp"
#include "base/clock.hpp"
#include "base/printable.hpp"
#include "comm/mpi.hpp"
#include "sched/device.hpp"

namespace battalion::app {
namespace {

/// Rank 0's own: what is known before the programs are run.
struct Draft {
  Prepared prepared;
  store::Manifest manifest;  ///< of this start
  bool resuming = false;  ///< there is a manifest already
};

/// Ranks that share a device, or have none where others have.
void tell_devices(const std::vector<Hello>& ranks, const std::function<void(std::string_view)>& say) {
  std::vector<sched::RankDevice> devices;
  std::vector<int> without;
  for (std::size_t r = 0; r < ranks.size(); ++r) {
    devices.push_back({static_cast<int>(r), ranks[r].host, ranks[r].gpu});
    if (ranks[r].gpu.empty()) without.push_back(static_cast<int>(r));
  }
  for (const std::string& line : sched::shared_devices(devices)) say("battalion: " + line + "\n");
  if (!without.empty() && without.size() < ranks.size()) {
    say(fmt::format("battalion: ranks {} see no device: they score on the CPU\n", fmt::join(without, ", ")));
  }
}

/// Rank 0: everything up to the broadcast. Throws InputError.
Briefing brief(comm::Communicator& comm, const std::vector<std::string>& args, const Hello& hello,
               const SweepServices& services, Opening& opening, Draft& draft) {
  const std::int64_t started_ns = unix_ns();
  const SweepRequest request = read_sweep_request(args);
  if (!request.print.empty()) {
    services.print(request.print);
    return {};
  }
  const Config& config = request.config;
  Prepared& prepared = draft.prepared =
      prepare(config, comm.size(), [&](const std::string& line) { services.say(line + '\n'); });
  opening.validation.running = prepared.validating;
  if (config.dry_run) {
    services.print(plan_text(prepared, comm.size()));
    return {};
  }
  const std::vector<Hello> ranks = gather_hellos(comm, hello);
  if (takes_device(config, prepared.job.plan.evaluations, comm.size())) tell_devices(ranks, services.say);
  const store::Manifest& now = draft.manifest = describe(prepared, ranks, started_ns);
  draft.resuming = goes_on(config, now, services);
  check_out_folder(config.out, config.overwrite || draft.resuming);
  opening.lock = std::make_unique<store::FolderLock>(config.out, services.lock, services.say);
  // Again: another sweep may have had the folder just before.
  check_out_folder(config.out, config.overwrite || draft.resuming);
  remove_ending(config.out);
  if (config.survive) {
    opening.ended_in = config.out;
    if (const std::string problem = comm::survival_problem(); !problem.empty()) {
      services.say(fmt::format("battalion: {}\n", problem));
    }
  }
  if (draft.resuming) {
    Resumed resumed = resume(config, now, prepared.job, services);
    opening.manifest_digest = resumed.manifest_digest;
    opening.todo = std::move(resumed.missing);
    if (opening.todo.empty()) {
      opening.complete = config.out;
      return {};
    }
    prepared.job.plan = std::move(resumed.plan);
    // The manifest has what the first start found.
    prepared.job.config.validate = Validation::text;
  } else {
    for (const sched::Unit& u : prepared.job.plan.units) opening.todo.push_back(u.id);
  }
  if (!prepared.interpreter.empty() && config.progress != ProgressMode::none) {
    services.say(fmt::format("battalion: {}: {}\n", printable(prepared.interpreter), prepared.isolation));
  }
  if (prepared.job.config.validate == Validation::speed && config.progress != ProgressMode::none) {
    services.say(fmt::format("battalion: validating {} programs, each on its own task\n",
                             prepared.job.programs.size()));
  }

  Briefing briefing;
  briefing.proceed = true;
  briefing.config = prepared.job.config;
  briefing.plan = prepared.job.plan;
  briefing.dataset = prepared.job.dataset;
  briefing.sources = std::move(prepared.sources);
  briefing.interpreter = prepared.interpreter;
  return briefing;
}

/// Throws InputError where this rank's Python is not that of rank 0: verdicts would hang on where a program is run.
Job job_of(Briefing briefing, Spent& validating) {
  dsl::ProgramSet set;
  {
    const Stretch stretch(validating);
    set = parse_programs(briefing.sources, briefing.config.languages);
  }
  Job job = make_job(std::move(briefing.config), std::move(briefing.dataset), std::move(set.programs),
                     std::move(briefing.plan));
  ForeignRuntime runtime = make_runtime(job);
  if (runtime.interpreter != briefing.interpreter) {
    fail_input("--python {}: here it is {} ({} on rank 0) give one that is the same on all hosts", job.config.languages.python, runtime.interpreter,
               briefing.interpreter);
  }
  job.foreign = std::move(runtime.engine);
  return job;
}

/// Collective: rank 0 writes the manifest, unless it has one, and tells its digest, or that it
/// could not.
void begin(comm::Communicator& comm, Draft& draft,
           const std::optional<score::SpeedCheck>& speed, const SweepServices& services,
           Opening& opening) {
  Packer packer;
  if (comm.rank() == 0) {
    const std::filesystem::path out = draft.prepared.job.config.out;
    try {
      if (speed) tell_findings(draft.prepared.job, *speed, services.say);
      if (!draft.resuming) {
        clear_out_folder(out);
        if (speed) add_checks(*speed, draft.manifest);
        opening.manifest_digest = store::write_manifest(out, draft.manifest);
      }
    } catch (const InputError& error) {
      services.say(fmt::format("battalion: {}\n", error.what()));
      opening.exit_code = 2;
    }
    packer.put(opening.exit_code);
    packer.put(opening.manifest_digest);
  }
  const Stretch stretch(opening.validation.waiting);  // of all but rank 0: for the last of them
  const Bytes told = comm.broadcast(packer.take(), 0);
  Unpacker unpacker(told);
  opening.exit_code = unpacker.get<int>();
  opening.manifest_digest = unpacker.get<std::uint64_t>();
}

}  // namespace

Opening open_sweep(comm::Communicator& comm, const std::vector<std::string>& args,
                   const Hello& hello, const SweepServices& services) {
  Opening opening;
  Draft draft;
  Briefing briefing;
  if (comm.rank() == 0) {
    try {
      briefing = brief(comm, args, hello, services, opening, draft);
    } catch (const InputError& error) {
      services.say(fmt::format("battalion: {}\n", error.what()));
      briefing.exit_code = 2;
    }
    comm.broadcast(comm.size() > 1 ? pack(briefing) : Bytes{}, 0);
  } else {
    send_hello(comm, hello);
    briefing = unpack_briefing(comm.broadcast({}, 0));
  }
  opening.exit_code = briefing.exit_code;
  if (!briefing.proceed) return opening;
  // Without --survive nobody expects to live on without another; who is slow is waited for.
  if (services.start != nullptr && !briefing.config.survive) services.start->stop();

  Job job = comm.rank() == 0 ? std::move(draft.prepared.job)
                             : job_of(std::move(briefing), opening.validation.running);
  const std::optional<score::SpeedCheck> speed = validate_speed(comm, job, opening.validation);
  draft.prepared.job = std::move(job);
  begin(comm, draft, speed, services, opening);
  if (opening.exit_code == 0) opening.job = std::move(draft.prepared.job);
  return opening;
}

}  // namespace battalion::app
