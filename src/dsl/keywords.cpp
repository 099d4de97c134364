#include "dsl/keywords.hpp"

#include <algorithm>
#include <span>

namespace battalion::dsl {
namespace {

bool among(std::string_view name, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return word.size() == name.size() && word[0] == name[0] && word == name;
  });
}

constexpr std::string_view top_level_words[] = {"def", "class", "import", "from", "async"};
constexpr std::string_view continuing_words[] = {"else", "elif", "except", "finally"};

constexpr std::string_view reserved[] = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};

constexpr Construct constructs[] = {
    {"+", "add"},
    {"+=", "add"},
    {"-", "subtract"},
    {"-=", "subtract"},
    {"*", "multiply"},
    {"*=", "multiply"},
    {"//", "divide"},
    {"//=", "divide"},
    {"/", "divide"},
    {"/=", "divide"},
    {"%", ""},
    {"%=", ""},
    {"**", "power or multiply"},
    {"~", "flip or invert"},
    {"|", "combine"},
    {"|=", "combine"},
    {"&", "intersection"},
    {"&=", "intersection"},
    {"^", ""},
    {"<<", ""},
    {">>", ""},
    {"@", ""},
    {"==", "equality"},
    {"!=", "equality and flip"},
    {"<", "greater"},
    {">", "greater"},
    {"<=", "greater and flip"},
    {">=", "greater and flip"},
    {":=", ""},
    {"[", "first, last or index"},
    {".", ""},
    {"and", "both"},
    {"or", "either"},
    {"not", "flip"},
    {"in", "contained"},
    {"is", "equality"},
    {"if", "branch"},
    {"else", "branch"},
    {"elif", "branch"},
    {"for", "apply, mapply or sfilter"},
    {"while", "power"},
    {"lambda", "compose, chain, fork, lbind or rbind"},
    {"def", ""},
    {"class", ""},
    {"import", ""},
    {"from", ""},
    {"global", ""},
    {"nonlocal", ""},
    {"assert", ""},
    {"async", ""},
    {"await", ""},
    {"yield", ""},
    {"raise", ""},
    {"try", ""},
    {"with", ""},
    {"del", ""},
    {"break", ""},
    {"continue", ""},
};

}  // namespace

bool is_reserved(std::string_view name) {
  // Most names that are asked for are x1, x2, ...: decided at once.
  if (name.size() < 2 || name.size() > 8 || name.back() < 'a') return false;
  return among(name, reserved);
}

bool begins_top_level(std::string_view name) { return among(name, top_level_words); }
bool continues_compound(std::string_view name) { return among(name, continuing_words); }

const Construct* known_construct(std::string_view text) {
  const auto* it = std::find_if(std::begin(constructs), std::end(constructs),
                                [&](const Construct& c) { return c.text == text; });
  return it == std::end(constructs) ? nullptr : it;
}

}  // namespace battalion::dsl
