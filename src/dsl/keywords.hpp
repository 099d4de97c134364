#pragma once
// Words and signs of Python that mean something else than a name in a program, most of them:
// nothing.

#include <string_view>

namespace battalion::dsl {

/// Python's keywords, True, False and None among them.
bool is_reserved(std::string_view name);
/// Words that in the first column of a line can only begin a statement.
bool begins_top_level(std::string_view name);
/// else, elif, except, finally
bool continues_compound(std::string_view name);

/// What Python has and programs do not.
struct Construct {
  std::string_view text;
  std::string_view instead;  ///< primitives that do it; may be empty
};
/// Null where `text` is no such.
const Construct* known_construct(std::string_view text);

}  // namespace battalion::dsl
