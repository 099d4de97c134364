#pragma once
// One program on one input, outside any sweep: `battalion eval`.

#include <cstdint>
#include <string>

#include "dsl/program.hpp"
#include "dsl/set_order.hpp"
#include "exec/limits.hpp"
#include "score/foreign.hpp"

namespace battalion::score {

struct Answer {
  enum class Kind : std::uint8_t { value, error, timeout, memory } kind = Kind::value;
  std::string json;     ///< the value, in the golden files' encoding (see results/README.md); kind value only
  std::string problem;  ///< "ValueError: ...", "timeout: cpu limit", ...; other kinds only
  bool set_order_dependent = false;
  std::uint64_t steps = 0;
  std::int64_t cpu_ns = 0;
};

/// `input_json` is any value in the golden files' encoding, usually a grid. Throws InputError where it is none.
Answer evaluate_one(const dsl::Program& program, const std::string& input_json, const exec::Limits& limits,
                    dsl::SetOrder order);

/// The same for a program of another language; the input is a grid, and what the program writes goes to `problem` behind what it raised.
Answer evaluate_one(const dsl::Program& program, const std::string& input_json, ForeignEngine& engine);

}  // namespace battalion::score
