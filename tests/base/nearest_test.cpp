// The nearest of a few names.

#include "base/nearest.hpp"

#include <gtest/gtest.h>

namespace battalion {
namespace {

TEST(Nearest, CountsLettersChangedAddedDroppedOrSwapped) {
  EXPECT_EQ(edit_distance("vmirror", "vmirror", 3), 0);
  EXPECT_EQ(edit_distance("vmiror", "vmirror", 3), 1);
  EXPECT_EQ(edit_distance("blob", "blobs", 3), 1);
  EXPECT_EQ(edit_distance("SVEEN", "SEVEN", 3), 1);
  EXPECT_EQ(edit_distance("Rot90", "rot90", 3), 0);
  EXPECT_EQ(edit_distance("cpu-limit", "tasks", 3), 4);
}

TEST(Nearest, IsTheFirstOfEqualsAndNoneWhereAllAreFar) {
  EXPECT_EQ(suggestion("cpu-limt", {"wall-limit", "cpu-limit"}, "--"), " did you mean '--cpu-limit'?");
  EXPECT_EQ(suggestion("ab", {"ac", "ad"}), " did you mean 'ac'?");
  EXPECT_EQ(suggestion("ab", {"cd"}), "");
  EXPECT_EQ(suggestion("colour", {}), "");
}

}  // namespace
}  // namespace battalion
