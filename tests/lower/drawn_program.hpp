#pragma once
// Programs drawn at random in which every value has a type, and every call the types that it takes: most of them run to
// their end. (tests/fuzz draws programs that need not.)

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace battalion::lower {

/// The same for the same seed on every machine.
class ProgramDrawer {
 public:
  explicit ProgramDrawer(std::uint32_t seed) : draw_(seed) {}

  /// Lines of a program of one argument, I, a grid, as they stand after its head; the last returns a grid.
  std::string body();
  /// A grid's rows, as JSON: of few colours, mostly background, 1x1 to 12x12.
  std::string grid();

 private:
  enum class Type : std::uint8_t { grid, indices, object, objects, integer, boolean, vector, integers, grids };
  static constexpr int type_count = 9;
  struct Operation {
    const char* name;
    Type result;
    std::vector<Type> arguments;
  };
  static const std::vector<Operation>& operations();

  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(draw_()) % n; }
  /// An operation that gives this, of these first (or, last) arguments if they are stated; null where there is none.
  const Operation* operation(Type result, std::size_t arguments, const Type* first = nullptr, const Type* last = nullptr);
  std::string value(Type type, int depth);
  std::string literal(Type type);
  std::string called(Type type, int depth);
  /// A loop that gives this; empty where none does.
  std::string looped(Type type, int depth);
  /// A function of one argument.
  std::string function(Type from, Type to, int depth);

  struct Variable {
    std::string name;
    Type type;
  };
  std::mt19937 draw_;
  std::vector<Variable> variables_;
};

}  // namespace battalion::lower
