#include "app/sweep.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <utility>

#include "app/desk.hpp"
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

/// In a catch block: says what happened and ends the job. Does not return where ranks share a job.
void give_up(comm::Communicator& comm, const SweepServices& services) {
  std::string what = "unknown exception";
  try {
    throw;
  } catch (const std::exception& error) {
    what = error.what();
  } catch (...) {
  }
  services.say(fmt::format("battalion: rank {} ({}): {}\n", comm.rank(),
                           printable(comm.host()), printable(what)));
  comm.abort(1);
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

/// Ends this process while a scoring thread of it still runs, for ever perhaps.
[[noreturn]] void leave_without_worker(comm::Communicator& comm, Opening& opening, int exit_code) {
  comm.finish();
  opening.lock.reset();
  std::fflush(nullptr);
  std::_Exit(exit_code);
}

/// Returns the exit code: 0, or that of a sweep that was stopped.
int score_all(comm::Communicator& comm, Opening& opening, const Hello& hello,
              const std::vector<std::string>& args, const SweepServices& services,
              store::RankRecord account) {
  const Job& job = *opening.job;
  Worker worker(job, services.make_scorer);
  try {
    const store::RankInfo rank{static_cast<std::uint32_t>(comm.rank()), hello.host, hello.device};
    SegmentBuffer buffer(services.open_segments(job.config.out, opening.manifest_digest, rank),
                         {.age_ns = job.config.write_every_ns});
    std::unique_ptr<Desk> desk;
    if (comm.rank() == 0) {
      desk = std::make_unique<Desk>(
          comm, job, opening.todo, Progress(resolved(job.config.progress), services.say, wall_ns()));
    }
    RankLoop loop(comm, worker, buffer, desk.get(), std::move(account),
                  terms_of(comm, opening, services));
    int exit_code = 0;
    try {
      exit_code = loop.run();
    } catch (...) {
      loop.save();
      throw;
    }
    if (desk) {
      desk->close(wall_ns());
      if (exit_code != 0) opening.lock.reset();
      // Said before anybody leaves: launchers kill the rest of a job that has a rank exit with 75.
      if (!desk->stopped_by().empty()) exit_code = tell_stopped(*desk, opening, args, services);
      desk->release(exit_code);
    }
    if (loop.stuck()) leave_without_worker(comm, opening, exit_code);
    return exit_code;
  } catch (...) {
    // Here, while the worker lives: its end would wait for the unit that it is scoring.
    give_up(comm, services);
    throw;
  }
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
  const Hello hello = introduce(comm);
  Opening opening;
  try {
    const Stretch stretch(opened);
    opening = open_sweep(comm, args, hello, services);
  } catch (...) {
    give_up(comm, services);
    throw;
  }
  if (!opening.job) {
    comm.finish();
    if (!opening.complete.empty()) return close_sweep(opening.complete, services);
    return opening.exit_code;
  }
  const int exit_code = score_all(comm, opening, hello, args, services,
                                  account_of_loading(start_unix, opened, opening.validation));
  // Before the aggregation: nobody need wait for it.
  comm.finish();
  if (comm.rank() != 0 || exit_code != 0) return exit_code;
  return close_sweep(opening.job->config.out, services);
}

}  // namespace battalion::app
