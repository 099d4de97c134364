#pragma once
// A command's arguments, sorted by option. The only place that knows Boost.Program_options.

#include <string>
#include <utility>
#include <vector>

#include "app/option.hpp"

namespace battalion::app {

struct Arguments {
  std::vector<std::pair<std::string, std::vector<std::string>>> given;  ///< options, by long name
  std::vector<std::string> words;  ///< arguments that are no options

  /// The values of an option; nullptr where it was not given.
  const std::vector<std::string>* find(const std::string& name) const;
};

/// Sorts the arguments and sets nothing. Throws InputError for unknown options (with the nearest
/// name), missing values, an option given twice, and words where the command takes none or one.
Arguments read_arguments(const CommandSpec& command, const std::vector<std::string>& args);

/// Sets every option that was given. Throws InputError naming the option.
void apply_arguments(const std::vector<Option>& options, const Arguments& arguments);

/// Throws InputError naming the first required option (or word) that has no value yet.
void check_required(const CommandSpec& command, const Arguments& arguments);

}  // namespace battalion::app
