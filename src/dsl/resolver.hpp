#pragma once
// What the names of a program mean, and the operations that its expressions come to.

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "dsl/lexer.hpp"
#include "dsl/program.hpp"

namespace battalion::dsl {

/// The variables of one program: name -> operation that it stands for.
class Variables {
 public:
  struct Entry {
    std::string_view name;
    std::uint32_t op;
  };

  void clear();
  /// Null where there is none.
  Entry* find(std::string_view name);
  /// The name must be new.
  void add(std::string_view name, std::uint32_t op);
  /// In the order of their first assignments.
  std::span<const Entry> all() const { return entries_; }

 private:
  std::vector<std::uint32_t>::iterator slot_of(std::string_view name);

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  ///< 0, or 1 + index into entries_; used where there are many
};

/// An argument as it was written.
struct Argument {
  std::uint32_t op = 0;
  Token keyword;  ///< of kind `name` where it was given by keyword
};

/// Takes the parts of a program in the order of their evaluation. Throws Unreadable.
class Resolver {
 public:
  /// Whether the rest of the program assigns a name; asked only where that decides what a problem
  /// is.
  using AssignedLater = std::function<bool(std::string_view)>;
  /// Whether a name is that of a program read before; asked for better words only.
  using IsProgram = std::function<bool(std::string_view)>;
  Resolver(AssignedLater assigned_later, IsProgram is_program)
      : assigned_later_(std::move(assigned_later)), is_program_(std::move(is_program)) {}

  /// Starts a program; its input is operation 0.
  void begin(const Token& parameter);
  /// From now on the name of a primitive is that of a program: nobody can mean the primitive by it.
  void hide(std::string_view name) { hidden_.push_back(name); }
  /// Moves the operations out.
  std::vector<Op> take();

  std::uint32_t literal(OpKind kind, std::int64_t number, std::uint32_t line);
  std::uint32_t tuple(std::span<const std::uint32_t> items, std::uint32_t line);
  /// The value of a name.
  std::uint32_t value(const Token& name);
  /// The primitive that a name means, if it means one.
  std::optional<Primitive> primitive(const Token& name);
  /// A call of `primitive`, which was written as `name`.
  std::uint32_t call(Primitive primitive, const Token& name, std::span<const Argument> arguments);
  /// A call of the function value `callee`, whose expression starts at `start`.
  std::uint32_t call(std::uint32_t callee, std::span<const Argument> arguments, const Token& start);
  /// Operations so far.
  std::uint32_t size() const { return static_cast<std::uint32_t>(ops_.size()); }
  /// Where the number of `op` is kept, to put a sign before it; null where it is none. A boolean
  /// becomes a number.
  std::int64_t* number_of(std::uint32_t op);

  void assign(const Token& name, std::uint32_t op);
  /// The name is the program's own, and has no value yet: before an assignment, an annotation
  /// alone, an assignment that is never reached.
  void declare(const Token& name);

 private:
  static constexpr std::uint32_t unassigned = 0xffffffff;
  std::uint32_t emit(OpKind kind, std::uint32_t line);
  [[noreturn]] void fail_unknown(const Token& name);
  [[noreturn]] void fail_unassigned(const Token& name);
  [[noreturn]] void fail_program(const Token& name);
  void match_keywords(Op& op, const Token& name, std::span<const Argument> arguments);

  std::vector<Op> ops_;
  Variables variables_;
  std::vector<Token> uses_;               ///< names that were taken for the DSL's
  std::vector<std::string_view> hidden_;  ///< of this text's programs; hardly ever one
  AssignedLater assigned_later_;
  IsProgram is_program_;
};

}  // namespace battalion::dsl
