#include "app/sweep_opening.hpp"

#include <utility>

#include "app/out_folder.hpp"
#include "app/prepare.hpp"
#include "app/sweep_request.hpp"
#include "base/clock.hpp"

namespace battalion::app {
namespace {

/// Rank 0: everything up to the broadcast. Throws InputError.
Briefing brief(comm::Communicator& comm, const std::vector<std::string>& args, const Hello& hello,
               const SweepServices& services, Opening& opening) {
  const std::int64_t started_ns = unix_ns();
  const SweepRequest request = read_sweep_request(args);
  if (!request.print.empty()) {
    services.print(request.print);
    return {};
  }
  const Config& config = request.config;
  Prepared prepared =
      prepare(config, comm.size(), [&](const std::string& line) { services.say(line + '\n'); });
  opening.validating = prepared.validating;
  if (config.dry_run) {
    services.print(plan_text(prepared, comm.size()));
    return {};
  }
  check_out_folder(config.out, config.overwrite);
  const std::vector<Hello> ranks = gather_hellos(comm, hello);
  const store::Manifest manifest = describe(prepared, ranks, started_ns);
  clear_out_folder(config.out);

  Briefing briefing;
  briefing.proceed = true;
  briefing.manifest_digest = store::write_manifest(config.out, manifest);
  briefing.config = config;
  briefing.dataset = prepared.job.dataset;
  briefing.sources = std::move(prepared.sources);
  opening.job = std::move(prepared.job);
  return briefing;
}

}  // namespace

Opening open_sweep(comm::Communicator& comm, const std::vector<std::string>& args,
                   const Hello& hello, const SweepServices& services) {
  Opening opening;
  if (comm.rank() == 0) {
    Briefing briefing;
    try {
      briefing = brief(comm, args, hello, services, opening);
    } catch (const InputError& error) {
      services.say(fmt::format("battalion: {}\n", error.what()));
      briefing.exit_code = 2;
    }
    comm.broadcast(comm.size() > 1 ? pack(briefing) : Bytes{}, 0);
    opening.exit_code = briefing.exit_code;
    opening.manifest_digest = briefing.manifest_digest;
    return opening;
  }
  send_hello(comm, hello);
  Briefing briefing = unpack_briefing(comm.broadcast({}, 0));
  opening.exit_code = briefing.exit_code;
  opening.manifest_digest = briefing.manifest_digest;
  if (briefing.proceed) {
    dsl::ProgramSet set;
    {
      const Stretch validating(opening.validating);
      set = dsl::parse_programs(briefing.sources);
    }
    opening.job = make_job(std::move(briefing.config), std::move(briefing.dataset),
                           std::move(set.programs), comm.size());
  }
  return opening;
}

}  // namespace battalion::app
