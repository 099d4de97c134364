#include "python/frames.hpp"

#include <gtest/gtest.h>

#include "python/read_programs.hpp"

namespace battalion::python {
namespace {

std::string reply(char kind, const std::string& body, unsigned char flags = 0) {
  std::string payload(1, kind);
  payload += static_cast<char>(flags);
  payload += std::string("\x05\0\0\0\0\0\0\0", 8);
  payload += body;
  return std::string{static_cast<char>(payload.size()), 0, 0, 0} + payload;
}

TEST(Frames, RepliesComeInPieces) {
  ReplyReader reader;
  Reply got;
  for (const char c : reply('A', {1, 2, 3, 4}) + reply('E', std::string("V\0why", 5), 3)) {
    EXPECT_EQ(reader.next(got), ReplyReader::Got::nothing);
    reader.add({&c, 1});
    if (c == 4 && reader.next(got) == ReplyReader::Got::reply) {
      EXPECT_EQ(got.cpu_ns, 5);
      ASSERT_TRUE(got.grid());
      EXPECT_EQ(*got.grid(), (arc::Grid{1, 2, {3, 4}}));
    }
  }
  ASSERT_EQ(reader.next(got), ReplyReader::Got::reply);
  EXPECT_EQ(got.is, Reply::Is::raised);
  EXPECT_TRUE(got.ends_child);
  EXPECT_TRUE(got.worn);
  EXPECT_FALSE(got.grid());
}

TEST(Frames, WhatIsNoGridIsNone) {
  for (const std::string& body : {std::string(), std::string{1}, std::string{1, 1}, std::string{0, 0}, std::string{1, 1, 10}, std::string{1, 1, -1},
                                 std::string{31, 1} + std::string(31, 1), std::string{2, 1, 1}, std::string{1, 1, 1, 1}}) {
    ReplyReader reader;
    Reply got;
    reader.add(reply('A', body));
    ASSERT_EQ(reader.next(got), ReplyReader::Got::reply);
    EXPECT_FALSE(got.grid());
  }
}

TEST(Frames, ABreachIsKnown) {
  for (const std::string& bytes : {std::string("\xff\xff\xff\xff", 4), std::string("\0\0\0\0", 4), reply('?', "")}) {
    ReplyReader reader;
    Reply got;
    reader.add(bytes);
    EXPECT_EQ(reader.next(got), ReplyReader::Got::breach);
  }
}

TEST(Frames, ProgramsAndInputs) {
  std::string out;
  append_program(make_program("p", "f", 1, "xy", "go"), out);
  EXPECT_EQ(out, std::string("\6\0\0\0P\2goxy", 10));
  out.clear();
  append_input({1, 2, {3, 4}}, out);
  EXPECT_EQ(out, std::string("\7\0\0\0G\1\0\2\0\3\4", 11));
}

}  // namespace
}  // namespace battalion::python
