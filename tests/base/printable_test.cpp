#include "base/printable.hpp"

#include <gtest/gtest.h>

#include "base/contract.hpp"
#include "base/text_place.hpp"
#include "base/utf8.hpp"

namespace battalion {
namespace {

TEST(Printable, OrdinaryTextStays) {
  for (const char* text : {"", "solve_67a3c6ac", "a b/c.py", "z\xc3\xbcrich \xe6\x97\xa5 \xf0\x9f\x98\x80", "C:\\x\\n", "\"'$(rm);<b>"}) {
    EXPECT_EQ(printable(text), text);
  }
}

TEST(Printable, WhatActsOnATerminalIsSpelledOut) {
  EXPECT_EQ(printable("a\nb\r\t\x1b[31m\x07\x7f"), "a\\nb\\r\\t\\x1b[31m\\x07\\x7f");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(printable("\xc2\x9b" "31m"), "\\x9b31m");           // one-character CSI
  EXPECT_EQ(printable("a\xe2\x80\xae" "cba"), "a\\u202ecba");   // written backwards
  EXPECT_EQ(printable("\xe2\x81\xa6\xe2\x80\xa8"), "\\u2066\\u2028");
}

TEST(Printable, BytesThatAreNoUtf8AreSpelledOut) {
  EXPECT_EQ(printable("\xff" "a\xc3"), "\\xffa\\xc3");
  EXPECT_EQ(printable("\xc0\xaf\xed\xa0\x80"), "\\xc0\\xaf\\xed\\xa0\\x80");
}

TEST(Printable, TwiceIsOnce) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(printable(printable(all)), printable(all));
}

TEST(Printable, LongTextLosesItsMiddle) {
  const std::string text = "begin" + std::string(1000, 'x') + "end";
  const std::string shown = printable(text, 60);
  EXPECT_EQ(shown.size(), 60u);
  EXPECT_TRUE(shown.starts_with("beginx") && shown.ends_with("xend")) << shown;
  EXPECT_EQ(printable(text, text.size()), text);
  std::string wide;
  for (int i = 0; i < 100; ++i) wide += "\xe6\x97\xa5";
  EXPECT_EQ(printable(wide, 50).find('\\'), std::string::npos);  // cut between characters
}

TEST(Printable, ErrorsAreOneLineThatCannotAct) {
  const InputError error("a\x1b[2J\nb: problem");
  EXPECT_STREQ(error.what(), "a\\x1b[2J\\nb: problem");
  EXPECT_LE(std::string(InputError(std::string(1 << 20, 'x')).what()).size(), InputError::longest);
}

TEST(TextPlace, CountsLinesAndColumnsFromOne) {
  EXPECT_EQ(text_place("ab\ncd", 0), "1:1");
  EXPECT_EQ(text_place("ab\ncd", 4), "2:2");
  EXPECT_EQ(text_place("ab", 9), "1:3");
}

TEST(Utf8, LengthOfTheFirstCharacter) {
  EXPECT_EQ(utf8_length("a"), 1u);
  EXPECT_EQ(utf8_length("\xc3\xa9x"), 2u);
  EXPECT_EQ(utf8_length("\xf0\x9f\x98\x80"), 4u);
  for (const char* none : {"\x80", "\xc3", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5"}) {
    EXPECT_EQ(utf8_length(none), 0u);
  }
}

}  // namespace
}  // namespace battalion
