#pragma once
// What goes between the rank and a child: frames, each a 32-bit length and so many bytes; all numbers little-endian.
//
// To the child: a program, then its inputs. From it: one byte when it is up, then an answer an input, in order. A child runs what it
// has been sent without being asked again. It is not trusted: whatever it sends is an answer of its program or a breach.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "arc/grid.hpp"
#include "dsl/program.hpp"

namespace battalion::python {

void append_program(const dsl::Program& program, std::string& to);
void append_input(const arc::Grid& grid, std::string& to);

struct Reply {
  enum class Is : char { answer = 'A', no_grid = 'W', raised = 'E', memory = 'M' } is = Is::answer;
  bool ends_child = false;  ///< threads are left: the child ends itself
  bool worn = false;        ///< the child is not to be used for another program
  std::int64_t cpu_ns = 0;  ///< of the child's process so far, as it says
  std::string body;         ///< an answer's height, width, cells; why it is no grid; the error's kind, a zero byte, its message

  /// Of an answer; none where it is none (a breach).
  std::optional<arc::Grid> grid() const;
};

/// Puts together what comes in pieces.
class ReplyReader {
 public:
  void add(std::string_view bytes) { pending_ += bytes; }
  enum class Got : std::uint8_t { nothing, reply, breach };
  /// The next one that is whole.
  Got next(Reply& reply);

 private:
  std::string pending_;
};

}  // namespace battalion::python
