#pragma once
// Runs the built binary as a user would.

#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "app/temp_folder.hpp"

namespace battalion::test {

struct Ran {
  int exit_code = -1;
  std::string out;
  std::string err;
};

inline std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

inline std::string content_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Words are passed as they are; `before` is shell text, e.g. variables or mpirun and its options.
inline Ran run_battalion(const std::vector<std::string>& words, const std::string& before = "") {
  const TempFolder streams;
  std::string command = before + " " + quoted(BATTALION_BINARY_DIR "/battalion");
  for (const std::string& w : words) command += " " + quoted(w);
  command += " </dev/null >" + quoted(streams / "out") + " 2>" + quoted(streams / "err");
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content_of(streams / "out"),
          content_of(streams / "err")};
}

inline std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace battalion::test
