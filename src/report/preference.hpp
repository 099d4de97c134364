#pragma once
// Which of two programs that do equally well on a task's demos is taken.

#include <cstdint>
#include <vector>

namespace battalion::store {
class SweepFile;
}

namespace battalion::report {

/// [program] its place among all: shorter text first, then less CPU time a sample of its own task (as
/// validation measured it), then by name, then by number.
std::vector<std::uint32_t> preferences(const store::SweepFile& sweep);

}  // namespace battalion::report
