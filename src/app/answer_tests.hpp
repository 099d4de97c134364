#pragma once
// The grids of a submission: a results file holds digests of all answers, but the answers themselves only as --keep
// said. So the programs chosen are run on the tests once more, under the sweep's own limits and set order.

#include <functional>
#include <string>

#include "report/submission.hpp"

namespace battalion::app {

/// What does not come out as its digest says (a time limit met this time), and was not kept, is left out and told to
/// `say`, a line each. Throws InputError where a program's text or an option cannot be read any more.
report::AttemptGrids answer_tests(const store::SweepFile& sweep, const report::Choices& choices,
                                  const std::function<void(const std::string&)>& say);

}  // namespace battalion::app
