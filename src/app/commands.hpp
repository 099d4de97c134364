#pragma once
// The commands of the binary: arguments after the command's name in, exit code out. 0: done; 1: it
// ran and the answer is a failure; 2 (an InputError that main() reports): bad input.

#include <string>
#include <vector>

#include "app/option.hpp"

namespace battalion::app {

struct Command {
  CommandSpec (*spec)();  ///< name and about; options only where they need no settings
  int (*run)(const std::vector<std::string>& args);
};

CommandSpec aggregate_spec();
int run_aggregate(const std::vector<std::string>& args);

CommandSpec check_spec();
int run_check(const std::vector<std::string>& args);

CommandSpec diff_command_spec();
int run_diff(const std::vector<std::string>& args);

CommandSpec eval_command_spec();
int run_eval(const std::vector<std::string>& args);

CommandSpec plan_command_spec();
int run_plan(const std::vector<std::string>& args);

CommandSpec report_command_spec();
int run_report(const std::vector<std::string>& args);

CommandSpec select_command_spec();
int run_select(const std::vector<std::string>& args);

CommandSpec status_command_spec();
int run_status(const std::vector<std::string>& args);

CommandSpec submission_command_spec();
int run_submission(const std::vector<std::string>& args);

int run_sweep(const std::vector<std::string>& args);

/// Dispatches; reports every exception. What main() returns.
int run_battalion(const std::vector<std::string>& args);

}  // namespace battalion::app
