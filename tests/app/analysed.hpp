#pragma once
// The small sweep, for commands that read what it left.

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/run_command.hpp"
#include "app/small_sweep.hpp"

namespace battalion::test {

using Words = std::vector<std::string>;

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class Analysed : public testing::Test {
 protected:
  /// Sweeps into OUT (a name in the test's folder) and returns its file.
  std::string sweep(const std::string& out, const Words& more = {}) const {
    Words words = {"sweep",      "--programs", programs,     "--out", folder / out,
                   "--progress", "none",       "--validate", "text"};
    if (std::find(more.begin(), more.end(), "--tasks") == more.end()) {
      words.insert(words.end(), {"--tasks", tasks});
    }
    words.insert(words.end(), more.begin(), more.end());
    const Ran ran = run_battalion(words);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return folder / (out + "/sweep.h5");
  }
  /// What it prints; it must end well.
  static std::string good(const Words& words) {
    const Ran ran = run_battalion(words);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return ran.out;
  }
  /// The one line of bad input.
  static std::string refused(const Words& words) {
    const Ran ran = run_battalion(words);
    EXPECT_EQ(ran.exit_code, 2) << ran.err;
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(lines_in(ran.err), 1u) << ran.err;
    EXPECT_TRUE(ran.err.starts_with("battalion: ")) << ran.err;
    return ran.err;
  }

  TempFolder folder;
  std::string tasks = write_tasks(folder);
  std::string programs = write_programs(folder);
};

}  // namespace battalion::test
