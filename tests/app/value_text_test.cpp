#include "app/value_text.hpp"

#include <gtest/gtest.h>

#include "base/contract.hpp"

namespace battalion::app {
namespace {

TEST(ValueText, ReadsDurations) {
  EXPECT_EQ(parse_duration("1s"), 1'000'000'000);
  EXPECT_EQ(parse_duration("500ms"), 500'000'000);
  EXPECT_EQ(parse_duration("1.5 s"), 1'500'000'000);
  EXPECT_EQ(parse_duration("2"), 2'000'000'000);
  EXPECT_EQ(parse_duration("0.25"), 250'000'000);
  EXPECT_EQ(parse_duration("2min"), 120'000'000'000);
  EXPECT_EQ(parse_duration("0"), 0);
  EXPECT_EQ(parse_duration("none"), 0);
}

TEST(ValueText, RefusesWhatIsNoDuration) {
  for (const char* text :
       {"", "s", "1x", "-1s", "1s2", "inf", "nan", "1e300h", "0.1ns", " 1s", "1 2s"}) {
    EXPECT_THROW(parse_duration(text), InputError) << text;
  }
}

TEST(ValueText, ReadsSizes) {
  EXPECT_EQ(parse_size("256MiB"), 256u << 20);
  EXPECT_EQ(parse_size("1GB"), 1'000'000'000u);
  EXPECT_EQ(parse_size("1.5KiB"), 1536u);
  EXPECT_EQ(parse_size("4096"), 4096u);
  EXPECT_EQ(parse_size("0"), 0u);
  EXPECT_EQ(parse_size("none"), 0u);
  EXPECT_THROW(parse_size("256mib"), InputError);
  EXPECT_THROW(parse_size("much"), InputError);
}

TEST(ValueText, FormatsWhatItReads) {
  for (const char* text : {"0", "1s", "500ms", "1500ms", "10s", "1min", "90s", "7ns", "3h"}) {
    EXPECT_EQ(format_duration(parse_duration(text)), text);
  }
  for (const char* text : {"0", "256MiB", "1GiB", "1GB", "1536B", "7B", "1000000B"}) {
    EXPECT_EQ(parse_size(format_size(parse_size(text))), parse_size(text));
  }
  EXPECT_EQ(format_size(256u << 20), "256MiB");
}

TEST(ValueText, ReadsCountsWithinTheirRange) {
  EXPECT_EQ(parse_count("3", 1, 8), 3u);
  for (const char* text : {"0", "9", "-1", "1.5", "", "3x", "99999999999999999999999"}) {
    EXPECT_THROW(parse_count(text, 1, 8), InputError) << text;
  }
}

TEST(ValueText, ReadsSwitchesAndChoices) {
  EXPECT_TRUE(parse_switch("true") && parse_switch("on") && parse_switch("yes") &&
              parse_switch("1"));
  EXPECT_FALSE(parse_switch("false") || parse_switch("off") || parse_switch("no") ||
               parse_switch("0"));
  EXPECT_THROW(parse_switch("maybe"), InputError);
  constexpr std::string_view names[] = {"own", "cross"};
  EXPECT_EQ(parse_choice("cross", names), 1u);
  try {
    parse_choice("corss", names);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(),
                 "'corss' is no choice (it is one of own, cross) did you mean 'cross'?");
  }
}

TEST(ValueText, Parts) {
  EXPECT_EQ(parse_part("3/8"), (arc::Part{3, 8}));
  EXPECT_EQ(format_part(parse_part("1/1")), "1/1");
  for (const char* bad : {"", "3", "0/3", "4/3", "1/0", "a/3", "1/3x", "-1/3", "1 /3", "1/99999999999"}) {
    try {
      parse_part(bad);
      ADD_FAILURE() << bad;
    } catch (const InputError& e) {
      EXPECT_NE(std::string(e.what()).find("is no part (K/N is expected"), std::string::npos) << e.what();
    }
  }
}

}  // namespace
}  // namespace battalion::app
