#pragma once
// What `battalion sweep` was asked: its arguments and its ini file, put together.

#include <string>
#include <vector>

#include "app/config.hpp"
#include "app/option.hpp"

namespace battalion::app {

struct SweepRequest {
  Config config;
  std::string print;  ///< not empty: print this (--help, --dump-config) and do nothing else
};

/// The command line wins over the ini file. Throws InputError.
SweepRequest read_sweep_request(const std::vector<std::string>& args);

/// Of another command that takes a sweep's options, but no results: `spec` has its name, and options of its own, which stand
/// on the command line alone.
SweepRequest read_request_of_sweep(CommandSpec spec, const std::vector<std::string>& args);

/// The command's description, for the overview.
CommandSpec sweep_command_spec();

}  // namespace battalion::app
