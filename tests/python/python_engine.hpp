#pragma once
// Programs in Python on small grids, with the machine's own interpreter.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "python/engine.hpp"
#include "python/read_programs.hpp"

namespace battalion::python::test {

inline const Interpreter& interpreter() {
  static const Interpreter found = find_interpreter("python3", false);
  return found;
}

inline dsl::Program program(const std::string& text, const std::string& entry = "transform") {
  return make_program("p", "p.py", 1, text, entry);
}

inline arc::Grid grid(std::uint16_t height, std::uint16_t width, std::vector<std::int8_t> cells) { return {height, width, std::move(cells)}; }

/// What an answer came to, in a line: "2x1: 1 2", or "raised ValueError: why".
inline std::string text_of(const score::ForeignAnswer& answer) {
  if (answer.grid) {
    std::string out = fmt::format("{}x{}:", answer.grid->height, answer.grid->width);
    for (const int c : answer.grid->cells) out += fmt::format(" {}", c);
    return out;
  }
  static constexpr const char* names[] = {"answered", "raised", "timeout", "memory"};
  return fmt::format("{} {}: {}", names[static_cast<int>(answer.is)], answer.kind, answer.message);
}

/// Short limits: whatever is healthy here takes milliseconds.
inline exec::Limits short_limits() { return {.cpu_ns = 300'000'000, .wall_ns = 2'000'000'000, .steps = 0, .memory = 64ull << 20}; }

class Bench {
 public:
  explicit Bench(exec::Limits limits = short_limits(), bool arrays = false, std::vector<std::string> hidden = {})
      : engine_({.interpreter = interpreter(), .limits = limits, .arrays = arrays, .imports_numpy = arrays, .hidden = std::move(hidden)}),
        worker_(engine_.make_worker(nullptr)) {}

  Engine& engine() { return engine_; }
  std::vector<score::ForeignAnswer> answers(const dsl::Program& program, const std::vector<arc::Grid>& inputs) {
    std::vector<const arc::Grid*> pointers;
    for (const arc::Grid& g : inputs) pointers.push_back(&g);
    std::vector<score::ForeignAnswer> out;
    worker_->run(program, pointers, false, [&](std::size_t k, score::ForeignAnswer answer) {
      EXPECT_EQ(k, out.size());
      out.push_back(std::move(answer));
      return true;
    });
    EXPECT_EQ(out.size(), inputs.size());
    return out;
  }
  /// On the one input [[1, 2], [3, 4]].
  score::ForeignAnswer answer(const std::string& text) { return answers(program(text), {grid(2, 2, {1, 2, 3, 4})}).at(0); }
  std::string told(const std::string& text) { return text_of(answer(text)); }

 private:
  Engine engine_;
  std::unique_ptr<score::ForeignWorker> worker_;
};

}  // namespace battalion::python::test
