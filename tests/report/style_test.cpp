#include "report/style.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>

namespace battalion::report {
namespace {

class StyleOf : public testing::Test {
 protected:
  StyleOf() {
    unsetenv("NO_COLOR");
    unsetenv("CLICOLOR_FORCE");
    setenv("LC_ALL", "C.UTF-8", 1);
  }
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::tmpfile(), std::fclose};
};

TEST_F(StyleOf, AFileIsPlain) {
  EXPECT_FALSE(style_of(file.get(), false).colour);
  EXPECT_FALSE(style_of(file.get(), true).unicode);
}

TEST_F(StyleOf, ForceMeansATerminalBehindALauncherToo) {
  setenv("CLICOLOR_FORCE", "1", 1);
  EXPECT_TRUE(style_of(file.get(), true).colour);
  EXPECT_TRUE(style_of(file.get(), true).unicode);
  setenv("CLICOLOR_FORCE", "0", 1);
  EXPECT_FALSE(style_of(file.get(), true).colour);
}

TEST_F(StyleOf, NoColorWins) {
  setenv("CLICOLOR_FORCE", "1", 1);
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(style_of(file.get(), false).colour);
  EXPECT_TRUE(style_of(file.get(), false).unicode);
}

TEST_F(StyleOf, BarsNeedUtf8) {
  setenv("CLICOLOR_FORCE", "1", 1);
  setenv("LC_ALL", "C", 1);
  EXPECT_FALSE(style_of(file.get(), false).unicode);
}

}  // namespace
}  // namespace battalion::report
