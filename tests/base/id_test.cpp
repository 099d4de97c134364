#include "base/id.hpp"

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

namespace battalion {
namespace {

// What the compiler must refuse: ids of other kinds, bare integers, arithmetic.
static_assert(!std::is_convertible_v<TaskId, SampleId>);
static_assert(!std::is_constructible_v<TaskId, SampleId>);
static_assert(!std::is_convertible_v<std::uint32_t, TaskId>);
static_assert(!std::is_convertible_v<TaskId, std::uint32_t>);
static_assert(sizeof(TaskId) == sizeof(std::uint32_t));

TEST(Id, ComparesByValue) {
  EXPECT_EQ(ProgramId(3), ProgramId(3));
  EXPECT_LT(ProgramId(3), ProgramId(4));
  EXPECT_EQ(UnitId().value, 0u);
}

TEST(Id, CanBeLookedUp) {
  const std::unordered_set<SampleId> some = {SampleId(1), SampleId(2), SampleId(2)};
  EXPECT_EQ(some.size(), 2u);
  EXPECT_TRUE(some.contains(SampleId(1)));
}

}  // namespace
}  // namespace battalion
