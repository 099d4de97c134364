#include "python/read_programs.hpp"

#include <gtest/gtest.h>

namespace battalion::python {
namespace {

TEST(ReadPrograms, TheKindIsToldByContent) {
  EXPECT_TRUE(is_python({"a.py", "import math\n\ndef transform(grid):\n    return grid\n"}, "transform"));
  EXPECT_TRUE(is_python({"a.py", "def  transform (grid): return grid"}, "transform"));
  EXPECT_TRUE(is_python({"a.jsonl", "\n {\"code\": \"\"}\n"}, "transform"));
  EXPECT_FALSE(is_python({"a.py", "def solve_x(I):\n    return I\n"}, "transform"));
  EXPECT_FALSE(is_python({"a.py", "def transformed(I):\n    return I\n"}, "transform"));
  EXPECT_FALSE(is_python({"a.py", "    def transform(I):\n"}, "transform"));
  EXPECT_FALSE(is_python({"a.py", ""}, "transform"));
}

TEST(ReadPrograms, AFileIsAProgram) {
  const dsl::ProgramSet set = parse_programs({"dir/v2_ab12.py", "import math\ndef transform(g):\n    return g\n"}, "transform");
  ASSERT_EQ(set.programs.size(), 1u);
  const dsl::Program& p = set.programs[0];
  EXPECT_EQ(p.name, "v2_ab12");
  EXPECT_EQ(p.line, 2u);
  EXPECT_EQ(p.entry, "transform");
  EXPECT_TRUE(p.foreign());
}

TEST(ReadPrograms, ALineIsAProgram) {
  const dsl::ProgramSet set = parse_programs({"c.jsonl",
                                              "{\"task\": \"ab12\", \"name\": \"first\", \"code\": \"x\"}\n"
                                              "\n"
                                              "{\"task\": \"ab12\", \"name\": \"second_ab12\", \"code\": \"x\"}\n"
                                              "{\"task\": \"ab12\", \"code\": \"y\"}\n"
                                              "{\"code\": \"z\"}\n"},
                                             "transform");
  ASSERT_EQ(set.programs.size(), 4u);
  EXPECT_TRUE(set.problems.empty());
  EXPECT_EQ(set.programs[0].name, "first_ab12");
  EXPECT_EQ(set.programs[1].name, "second_ab12");
  EXPECT_EQ(set.programs[2].name, "c_line4_ab12");
  EXPECT_EQ(set.programs[3].name, "c_line5");
  EXPECT_EQ(set.programs[3].line, 5u);
  EXPECT_EQ(set.programs[0].ops, set.programs[0].ops);
  EXPECT_EQ(set.programs[0].ops[0].number, set.programs[1].ops[0].number);
  EXPECT_NE(set.programs[0].ops[0].number, set.programs[2].ops[0].number);
}

TEST(ReadPrograms, ProblemsAreToldByPlace) {
  const dsl::ProgramSet set = parse_programs({"c.jsonl", "{\"code\": \"x\"}\n{\"code\": 3}\n{\"name\": \"x\"}\n[1]\n{\"code\"\n"}, "transform");
  EXPECT_EQ(set.programs.size(), 1u);
  ASSERT_EQ(set.problems.size(), 4u);
  EXPECT_EQ(set.problems[0].text(), "c.jsonl:2:1: \"code\" is no text (it is number) give a string");
  EXPECT_EQ(set.problems[1].text(), "c.jsonl:3:1: no code (its \"code\" is missing or empty) give the program's text");
  EXPECT_EQ(set.problems[2].text(), "c.jsonl:4:1: no program (it is no JSON object) give {\"task\": ..., \"name\": ..., \"code\": ...}");
  EXPECT_EQ(set.problems[3].text(), "c.jsonl:5:8: no JSON (each line is to be one object) correct the line");
  EXPECT_EQ(set.problems[0].program, "c_line2");
}

}  // namespace
}  // namespace battalion::python
