#include "python/interpreter.hpp"

#include <gtest/gtest.h>

#include "base/contract.hpp"

namespace battalion::python {
namespace {

std::string problem_of(const std::string& name, bool needs_numpy = false) {
  try {
    find_interpreter(name, needs_numpy);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Interpreter, IsFoundByName) {
  const Interpreter found = find_interpreter("python3", false);
  EXPECT_TRUE(found.path.starts_with("/"));
  EXPECT_TRUE(found.version.starts_with("3."));
  EXPECT_FALSE(found.folders.empty());
  const Interpreter again = find_interpreter(found.path, false);
  EXPECT_EQ(again.packages_digest, found.packages_digest);
}

TEST(Interpreter, WhatIsNoneIsToldInALine) {
  EXPECT_EQ(problem_of("no-such-python"), "--python no-such-python (no folder of PATH has such a program) give the path of a Python interpreter");
  EXPECT_EQ(problem_of("/no/such"), "--python /no/such (there is no such program, or it may not be run) give the path of a Python interpreter");
  EXPECT_EQ(problem_of("/bin/true"), "--python /bin/true (it does not answer as a Python interpreter does) give another");
  EXPECT_EQ(problem_of("/bin/false"), "--python /bin/false (it does not answer as a Python interpreter does) give another");
}

}  // namespace
}  // namespace battalion::python
