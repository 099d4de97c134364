#pragma once
// A program run operation by operation by the interpreter and on a level of the engine: what either leaves is compared.
// Operations that are not lowered, that raise or that are punted are left out with all that needs them; the others go on.

#include <cstdint>
#include <map>
#include <optional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dsl/context.hpp"
#include "dsl/program.hpp"
#include "kernels/level_set.hpp"
#include "lower/bytecode.hpp"

namespace battalion::lower {

/// What an operation may take, each of them; past it, it is not compared.
struct LockstepLimits {
  std::uint64_t steps = 20'000'000;
  std::uint64_t memory = std::uint64_t{256} << 20;
  std::uint64_t instructions = 200'000;
};

class Lockstep {
 public:
  /// Lowers and interprets. The grid, as JSON, is a plain one that fits a window.
  Lockstep(dsl::Program program, const std::string& grid, dsl::SetOrder order, LockstepLimits limits = {});

  /// Empty where the engine ends every operation as the interpreter does, or punts. `scratch` is all that it gets.
  std::string difference(const kernels::Level& level, kernels::Scratch scratch);

  struct Tally {
    int operations = 0, lowered = 0, values = 0, raised = 0;  ///< the last two: compared
    int at_once = 0;  ///< loops that were told without their rounds
    std::map<std::string, int> punts;
  };
  Tally tally;

 private:
  /// How the interpreter ended an operation.
  struct Ending {
    enum class Kind : std::uint8_t { left_out, expired, raised, value } kind = Kind::left_out;
    dsl::Value value;
    dsl::Raised raised{};
    bool ordered = false;
    std::uint64_t memory = 0;  ///< that it was charged
  };

  void lower();
  void interpret();
  std::string compare(std::size_t operation, const kernels::Status& status, const kernels::Frame& frame);
  /// Of the value that an operation leaves; nothing where it leaves none.
  std::optional<kernels::Kind> kind_of_value(std::size_t operation);
  const void* value_of(std::size_t operation, const kernels::Frame& frame) const;
  std::string compare_values(std::size_t operation, const kernels::Frame& frame);
  std::string described(std::size_t operation) const;

  const dsl::Program program_;
  const std::string grid_text_;
  const LockstepLimits limits_;
  dsl::Context ctx_;
  dsl::Value input_;
  kernels::Grid grid_{};
  Lowering lowering_;
  Bytecode code_;
  std::vector<bool> lowered_;    ///< [operation]
  std::string unsound_;          ///< as unsound() says: none of it is run then
  std::vector<Ending> endings_;  ///< [operation]
};

}  // namespace battalion::lower
