#pragma once
// Strong ids: an index into one kind of thing that cannot be mixed up with another kind's.

#include <compare>
#include <cstdint>
#include <functional>

namespace battalion {

template <class Tag>
struct Id {
  std::uint32_t value = 0;
  constexpr Id() = default;
  constexpr explicit Id(std::uint32_t v) : value(v) {}
  constexpr auto operator<=>(const Id&) const = default;
};

using TaskId = Id<struct TaskTag>;        ///< index into the dataset's tasks
using SampleId = Id<struct SampleTag>;    ///< index into all samples: task by task, demo before test
using ProgramId = Id<struct ProgramTag>;  ///< index into the battery's programs
using UnitId = Id<struct UnitTag>;        ///< index into the plan's units

}  // namespace battalion

template <class Tag>
struct std::hash<battalion::Id<Tag>> {
  std::size_t operator()(battalion::Id<Tag> id) const noexcept { return id.value; }
};
