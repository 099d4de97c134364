#pragma once
// Lowers operations one by one, in the order of evaluation: each node of a battery's graph once, however many programs
// need it.

#include <cstdint>
#include <span>
#include <vector>

#include "dsl/program.hpp"
#include "lower/builder.hpp"
#include "lower/code.hpp"
#include "lower/staged.hpp"

namespace battalion::lower {

/// An operation, lowered: the nodes that it adds to the code, and what it leaves.
struct Fragment {
  std::vector<ValueId> nodes;  ///< in order of evaluation; none for functions
  Staged result;               ///< refused: with the reason
};

class Lowering {
 public:
  /// As dsl::Op has them. args: index of earlier operations.
  const Fragment& add(dsl::OpKind kind, dsl::Primitive primitive, std::int64_t number,
                      std::span<const std::uint32_t> args);

  const std::vector<Fragment>& fragments() const { return fragments_; }  ///< [operation]
  const Code& code() const { return code_; }
  Types& types() { return types_; }

 private:
  Code code_;
  Types types_;
  AppliedTable applied_;
  std::vector<Fragment> fragments_;
};

/// All of a program. Why it is not lowered, if it is not: its result must be a value, and no operation refused (each
/// may raise, needed or not).
struct Lowered {
  Lowering lowering;
  std::string why_not;  ///< empty where it is lowered
};
Lowered lower(const dsl::Program& program);

}  // namespace battalion::lower
