#include "app/commands.hpp"

#include <cstdio>
#include <exception>

#include "app/build_info.hpp"
#include "app/help.hpp"
#include "app/start_watch.hpp"
#include "app/stop_signals.hpp"
#include "app/sweep.hpp"
#include "app/sweep_request.hpp"
#include "base/contract.hpp"
#include "base/nearest.hpp"
#include "comm/mpi.hpp"

namespace battalion::app {
namespace {

constexpr Command commands[] = {
    {sweep_command_spec, run_sweep},   {aggregate_spec, run_aggregate},
    {report_command_spec, run_report}, {eval_command_spec, run_eval},
    {check_spec, run_check},           {plan_command_spec, run_plan},
    {select_command_spec, run_select}, {submission_command_spec, run_submission},
    {diff_command_spec, run_diff},     {status_command_spec, run_status},
};

std::string overview() {
  std::vector<CommandSpec> specs;
  for (const Command& c : commands) specs.push_back(c.spec());
  return overview_text(specs);
}

int dispatch(const std::vector<std::string>& args) {
  if (args.empty()) fail_input("no command (battalion needs one) see `battalion --help`");
  const std::string& name = args[0];
  if (name == "--help" || name == "-h" || name == "help") {
    fmt::print("{}", overview());
    return 0;
  }
  if (name == "--version") {
    fmt::print("{}", build_info::text());
    return 0;
  }
  std::vector<std::string> names;
  for (const Command& c : commands) {
    names.push_back(c.spec().name);
    if (names.back() == name) return c.run({args.begin() + 1, args.end()});
  }
  const std::string hint = suggestion(name, names);
  fail_input("unknown command '{}' (battalion has none of that name){}", name,
             hint.empty() ? " see `battalion --help`" : hint);
}

int report_failure(const char* what, int exit_code) {
  fmt::print(stderr, "battalion: {}\n", printable(what));
  std::fflush(stderr);
  comm::abort_mpi(exit_code);  // returns where MPI does not run
  return exit_code;
}

}  // namespace

int run_sweep(const std::vector<std::string>& args) {
  const StopSignals signals;  // before MPI: none may be missed while the ranks find each other
  StartWatch start(start_patience_ns(), end_where_others_do_not_come());
  start.wait_begins();
  const auto comm = comm::connect();
  start.wait_ends();
  SweepServices services = real_services();
  services.start = &start;
  return sweep(*comm, args, services);
}

int run_battalion(const std::vector<std::string>& args) {
  try {
    const int exit_code = dispatch(args);
    if (std::fflush(stdout) != 0) return report_failure("standard output cannot be written", 1);
    return exit_code;
  } catch (const InputError& error) {
    return report_failure(error.what(), 2);
  } catch (const std::exception& error) {
    return report_failure(error.what(), 1);
  }
}

}  // namespace battalion::app
