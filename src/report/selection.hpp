#pragma once
// Chosen programs as program files that can be scored again: one for each language.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "report/choice.hpp"
#include "store/sweep_file.hpp"

namespace battalion::report {

struct Selection {
  std::string text;  ///< each program in the DSL once, under comments that say for which tasks and how good; empty where there are none
  std::string lines; ///< each program in Python once, a line of JSON; empty where there are none
  std::uint64_t programs = 0;
  std::uint64_t tasks = 0;  ///< that some program was chosen for
};

/// Under `cross` programs that mean the same are one, whatever tasks they were chosen for; under
/// `own`, where a program's name ties it to its task, only those of one task. A name that two of them have is
/// told apart in front, so that the end still names the task; so is one that is `reserved`: a program
/// called like a primitive would take it from all others in the file.
Selection make_selection(const store::SweepFile& sweep, const Choices& choices,
                         const std::function<bool(std::string_view)>& reserved);

}  // namespace battalion::report
