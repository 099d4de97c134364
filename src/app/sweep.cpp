#include "app/sweep.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <utility>

#include "app/desk.hpp"
#include "app/ending.hpp"
#include "app/engine.hpp"
#include "app/out_folder.hpp"
#include "app/rank_loop.hpp"
#include "app/resume.hpp"
#include "app/stop_signals.hpp"
#include "app/sweep_closing.hpp"
#include "app/sweep_opening.hpp"
#include "base/clock.hpp"
#include "base/printable.hpp"

namespace battalion::app {
namespace {

/// With --survive: rank 0 leaves word in the results' folder.
void leave_word(const Opening& opening, int exit_code, const SweepServices& services) {
  if (opening.ended_in.empty()) return;
  write_ending(opening.ended_in, 0, exit_code, store::Existing::replace, services.say);
}

/// In a catch block: what was thrown.
std::string what_happened() {
  try {
    throw;
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "unknown exception";
  }
}

/// In a catch block: says what happened and ends the job. Does not return where ranks share a job.
void give_up(comm::Communicator& comm, const Opening& opening, const SweepServices& services) {
  services.say(fmt::format("battalion: rank {} ({}): {}\n", comm.rank(),
                           printable(comm.host()), printable(what_happened())));
  leave_word(opening, 1, services);
  comm.abort(1);
}

/// With --survive, in a catch block: tells the others, for a launcher that lets survivors live does not. To rank 0, which
/// gives up as well, and from there to all.
void tell_failure(comm::Communicator& comm, Desk* desk) {
  if (desk != nullptr) return desk->release(1);
  const sched::wire::Message message = sched::wire::Failed{comm.rank(), what_happened()};
  comm.send(0, sched::wire::tag_of(message), sched::wire::pack(message));
}

/// `opened`: all up to a job that can be scored; `validation`: the part of it that was that.
store::RankRecord account_of_loading(std::int64_t start_unix_ns, const Spent& opened,
                                     const ValidationCost& validation) {
  store::RankRecord account;
  account.start_ns = start_unix_ns;
  account.phases.push_back({score::no_task, static_cast<std::uint8_t>(score::Phase::load),
                            opened.wall_ns - validation.running.wall_ns - validation.waiting.wall_ns,
                            opened.cpu_ns - validation.running.cpu_ns - validation.waiting.cpu_ns});
  account.phases.push_back({score::no_task, static_cast<std::uint8_t>(score::Phase::validate),
                            validation.running.wall_ns,
                            validation.running.cpu_ns + validation.helpers_cpu_ns});
  return account;
}

RankTerms terms_of(const comm::Communicator& comm, const Opening& opening,
                   const SweepServices& services) {
  const Config& config = opening.job->config;
  return {.grace_ns = config.grace_ns,
          .write_patience_ns = config.write_patience_ns,
          .units_ahead = units_ahead_of(*opening.job, comm.size()),
          .heartbeat_ns = config.survive ? config.heartbeat_ns : 0,
          .stop_wanted = [rank = comm.rank(), lock = opening.lock.get(),
                          &wanted = services.stop_wanted]() -> std::string {
            if (lock != nullptr && lock->lost()) return "another sweep, which took the folder over";
            return wanted ? wanted(rank) : std::string();
          },
          .say = services.say};
}

/// Rank 0, all others at home: the exit code of a sweep that was stopped, and how to go on.
int tell_stopped(const Desk& desk, const Opening& opening, const std::vector<std::string>& args,
                 const SweepServices& services) {
  const std::size_t units = opening.job->plan.units.size();
  const std::size_t on_disk = units - desk.unfinished();
  const std::string& out = opening.job->config.out;
  std::string then = "all is scored";
  if (!holds_manifest(out)) {
    then = fmt::format("{} is gone, and with it what was scored", out);
  } else if (on_disk < units) {
    then = "go on with: " + resume_command(args);
  }
  services.say(fmt::format("battalion: stopped by {}: {} of {} units are on disk; {}\n",
                           desk.stopped_by(), on_disk, units, then));
  if (!holds_manifest(out)) return 1;
  return on_disk < units ? RankLoop::stopped : 0;
}

/// Ends what this rank has to do with the others: all together, but with --survive no longer than they can be expected.
void part(comm::Communicator& comm, const Config& config, bool alone) {
  if (!config.survive) return comm.finish();
  comm.finish_within(alone ? 0 : config.heartbeat_ns);
}

/// Ends this process while a scoring thread of it still runs, for ever perhaps.
[[noreturn]] void leave_without_worker(comm::Communicator& comm, Opening& opening, int exit_code, bool alone,
                                       const SweepServices& services) {
  part(comm, opening.job->config, alone);
  leave_word(opening, exit_code, services);
  opening.lock.reset();
  std::fflush(nullptr);
  std::_Exit(exit_code);
}

/// A rank that has lost rank 0 says how to go on, and that the sweep is unfinished unless rank 0 has said otherwise.
void tell_orphaned(const comm::Communicator& comm, const Opening& opening, const std::vector<std::string>& args,
                   const SweepServices& services) {
  services.say(fmt::format("battalion: rank {} has written what it had; go on with: {}\n", comm.rank(),
                           resume_command(args)));
  write_ending(opening.job->config.out, comm.rank(), RankLoop::stopped, store::Existing::keep, services.say);
}

struct Scored {
  int exit_code = 0;   ///< 0, or that of a sweep that was stopped
  bool alone = false;  ///< some rank is lost: not all will come to an end together
};

Scored score_all(comm::Communicator& comm, Opening& opening, const Hello& hello,
              const std::vector<std::string>& args, const SweepServices& services,
              store::RankRecord account) {
  const Job& job = *opening.job;
  Worker worker(job, services.make_scorer);
  try {
    const store::RankInfo rank{static_cast<std::uint32_t>(comm.rank()), hello.host, job.device ? described(*job.device) : hello.device};
    SegmentBuffer buffer(services.open_segments(job.config.out, opening.manifest_digest, rank),
                         {.age_ns = job.config.write_every_ns});
    std::unique_ptr<Desk> desk;
    if (comm.rank() == 0) {
      desk = std::make_unique<Desk>(
          comm, job, opening.todo, Progress(resolved(job.config.progress), services.say, wall_ns()), services.say);
    }
    RankLoop loop(comm, worker, buffer, desk.get(), std::move(account),
                  terms_of(comm, opening, services));
    int exit_code = 0;
    try {
      exit_code = loop.run();
    } catch (...) {
      loop.save();
      if (job.config.survive) tell_failure(comm, desk.get());
      throw;
    }
    if (desk) {
      desk->close(wall_ns());
      if (exit_code != 0) opening.lock.reset();
      // Said before anybody leaves: launchers kill the rest of a job that has a rank exit with 75.
      if (!desk->stopped_by().empty()) exit_code = tell_stopped(*desk, opening, args, services);
      desk->release(exit_code);
    }
    if (loop.orphaned()) tell_orphaned(comm, opening, args, services);
    if (loop.stuck()) leave_without_worker(comm, opening, exit_code, loop.alone(), services);
    return {exit_code, loop.alone()};
  } catch (...) {
    // Here, while the worker lives: its end would wait for the unit that it is scoring.
    give_up(comm, opening, services);
    throw;
  }
}

/// open_sweep(); nobody waits for a rank that is lost longer than `start` allows.
Opening open_watched(comm::Communicator& comm, const std::vector<std::string>& args, const Hello& hello, const SweepServices& services) {
  if (services.start == nullptr) return open_sweep(comm, args, hello, services);
  WatchedStart watched(comm, *services.start);
  return open_sweep(watched, args, hello, services);
}

/// All ranks leave a sweep of which nothing is to be scored.
void leave_together(comm::Communicator& comm, StartWatch* start) {
  if (start != nullptr) start->wait_begins();
  comm.finish();
  if (start != nullptr) start->stop();
}

}  // namespace

SweepServices real_services() {
  const auto writer = [](std::FILE* file) {
    return [file](std::string_view text) {
      std::fwrite(text.data(), 1, text.size(), file);
      std::fflush(file);
    };
  };
  const char* restarts = std::getenv("SLURM_RESTART_COUNT");
  return {
      .make_scorer = make_scorer,
      .open_segments =
          [](const std::filesystem::path& out, std::uint64_t digest, const store::RankInfo& rank) {
            const auto segments = std::make_shared<store::SegmentWriter>(out, digest, rank);
            return
                [segments](std::span<const score::UnitResult> units,
                           const store::RankRecord& account) { segments->write(units, account); };
          },
      .stop_wanted = [](int) { return StopSignals::caught(); },
      .restarts = restarts == nullptr ? 0 : std::atoi(restarts),
      .say = writer(stderr),
      .print = writer(stdout)};
}

int sweep(comm::Communicator& comm, const std::vector<std::string>& args,
          const SweepServices& services) {
  const std::int64_t start_unix = unix_ns();
  Spent opened;
  const std::optional<kernels::cuda::Device> device = own_device(comm);
  const Hello hello = introduce(comm, device);
  Opening opening;
  try {
    const Stretch stretch(opened);
    opening = open_watched(comm, args, hello, services);
  } catch (...) {
    give_up(comm, opening, services);
    throw;
  }
  int exit_code = opening.exit_code;
  std::filesystem::path scored = opening.complete;
  if (!opening.job) {
    leave_together(comm, services.start);
  } else {
    if (services.start != nullptr) services.start->stop();
    if (takes_device(opening.job->config, opening.job->plan.evaluations, comm.size())) opening.job->device = device;
    const Scored ended = score_all(comm, opening, hello, args, services,
                                   account_of_loading(start_unix, opened, opening.validation));
    exit_code = ended.exit_code;
    // Before the aggregation: nobody need wait for it.
    part(comm, opening.job->config, ended.alone);
    if (comm.rank() == 0 && exit_code == 0) scored = opening.job->config.out;
  }
  if (!scored.empty()) exit_code = close_sweep(scored, services);
  leave_word(opening, exit_code, services);
  return exit_code;
}

}  // namespace battalion::app
