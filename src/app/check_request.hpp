#pragma once
// What `battalion check` is asked.

#include <cstdint>
#include <string>
#include <vector>

#include "app/languages.hpp"
#include "app/option.hpp"
#include "dsl/set_order.hpp"
#include "exec/limits.hpp"

namespace battalion::app {

struct CheckRequest {
  std::vector<std::string> programs;
  bool speed = false;
  bool json = false;
  std::string tasks;  ///< with `speed` alone
  LanguageOptions languages;
  exec::Limits limits;
  dsl::SetOrder set_order = dsl::SetOrder::cpython;
  int threads = 0;                     ///< 0: all cores
  std::int64_t slow_ns = 100'000'000;  ///< CPU time of one sample that is slow
};

/// The options refer to `request`, which must outlive them.
CommandSpec check_command_spec(CheckRequest& request);

}  // namespace battalion::app
