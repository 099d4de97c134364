#pragma once

#include <cstddef>

namespace battalion::report::html {

/// How much a page carries, whatever the size of the sweep: it has to open quickly, and is read by
/// people. What is left out for it is counted, and the page says so.
struct PageLimits {
  std::size_t tasks = 2000;            ///< rows of the table
  std::size_t programs = 1000;         ///< rows of the table
  std::size_t map_side = 512;          ///< rows and columns of the map
  std::size_t candidates = 4;          ///< of a task, best first
  std::size_t demos = 10;              ///< of a task, drawn
  std::size_t tests = 6;               ///< of a task, drawn
  std::size_t cells = 4'000'000;       ///< of all grids together
  std::size_t source_bytes = 1 << 20;  ///< of all program texts together
  std::size_t ranks = 128;             ///< rows of the timeline
  std::size_t moments = 200;           ///< columns of the timeline
  std::size_t slowest = 25;            ///< rows of each table of the slow
  std::size_t error_kinds = 40;
  std::size_t messages = 6;  ///< of an error kind
  std::size_t examples = 3;  ///< of a message
  std::size_t problems = 100;
};

}  // namespace battalion::report::html
