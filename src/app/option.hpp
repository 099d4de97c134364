#pragma once
// One option of one command, bound to the field that it sets. A command's table of these is all
// that parsing, ini files, help and dumps know of it.

#include <functional>
#include <string>
#include <vector>

namespace battalion::app {

struct Option {
  std::string name;   ///< long name without dashes; also the ini key
  std::string value;  ///< what --help calls the value; empty for a switch
  std::string help;
  bool required = false;
  bool many = false;            ///< takes several values, and may be repeated
  bool in_file = false;         ///< may stand in an ini file, and is dumped
  bool shapes_results = false;  ///< two sweeps that differ here may have different results

  /// Throws InputError whose text says what is wrong with the value; the caller says where it
  /// stood.
  std::function<void(const std::vector<std::string>&)> set;
  /// The present value, as set() takes it; empty where there is none.
  std::function<std::vector<std::string>()> get;
};

/// What `words` (arguments that are no options) mean to a command.
struct Words {
  std::string value;  ///< as --help calls them, e.g. "PROGRAMS"
  std::string help;
  bool many = false;
};

struct CommandSpec {
  std::string name;   ///< e.g. "sweep"
  std::string about;  ///< one line
  std::string usage;  ///< what follows "battalion NAME"
  Words words;        ///< value is empty where the command takes none
  std::vector<Option> options;
};

}  // namespace battalion::app
