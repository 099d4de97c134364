#pragma once
// Small programs made of an input's bytes, always well-formed, and the grids that they are run on.

#include <fmt/format.h>

#include <string>
#include <vector>

#include "dsl/constants.hpp"
#include "dsl/primitive.hpp"
#include "dsl/types.hpp"
#include "fuzz.hpp"

namespace battalion::fuzz {

/// A value's text and what kinds it may be of.
struct Term {
  std::string text;
  dsl::Kinds kinds = dsl::kinds::any;
};

/// Writes a program line by line, from values that so far are known to be of the kinds that a primitive takes: few
/// programs get far otherwise.
class ProgramWriter {
 public:
  explicit ProgramWriter(Pieces& in) : in_(in) {}

  std::string text() {
    std::string text = "def solve_fuzz(I):\n";
    while (!in_.empty() && variables_.size() < 24) {
      Term call = line();
      const std::string name = fmt::format("x{}", variables_.size());
      text += fmt::format("    {} = {}\n", name, call.text);
      variables_.push_back({name, call.kinds});
    }
    return text + fmt::format("    return {}\n", variables_.back().text);
  }

 private:
  Term line() {
    const std::uint8_t what = in_.byte();
    if (what < 24) {
      std::string call = variables_[in_.byte() % variables_.size()].text + "(" + argument(dsl::kinds::any).text;
      if (what % 3 == 0) call += ", " + argument(dsl::kinds::any).text;
      return {call + ")"};
    }
    const auto p = static_cast<dsl::Primitive>(what < 184 ? what - 24 : in_.below(dsl::primitive_count));
    std::string call = fmt::format("{}(", info(p).name);
    std::vector<dsl::Kinds> kinds;
    for (std::size_t k = 0; k < info(p).arity; ++k) {
      const Term term = argument(dsl::signature(p).accepts[k]);
      call += (k == 0 ? "" : ", ") + term.text;
      kinds.push_back(term.kinds);
    }
    return {call + ")", dsl::signature(p).result(kinds)};
  }

  /// Mostly of one of the kinds.
  Term argument(dsl::Kinds wanted) {
    Term term = any();
    for (int again = 0; again < 4 && (term.kinds & wanted) == 0; ++again) term = any();
    return term;
  }

  Term any() {
    using namespace dsl::kinds;
    const std::uint8_t what = in_.byte();
    if (what < 128) return variables_[what % variables_.size()];
    if (what < 176) {
      const dsl::Constant& c = dsl::constants()[in_.below(static_cast<std::uint32_t>(dsl::constants().size()))];
      return {std::string(c.name), c.kind == dsl::Constant::Kind::pair ? tuple : integer};
    }
    if (what < 216) return {std::string(info(static_cast<dsl::Primitive>(in_.below(dsl::primitive_count))).name), function};
    if (what < 240) return {fmt::format("{}", static_cast<std::int8_t>(in_.byte())), integer};
    if (what < 246) return {fmt::format("({}, {})", any().text, any().text), tuple};
    if (what < 250) return {fmt::format("({},)", any().text), tuple};
    if (what < 252) return {fmt::format("{}", in_.number<std::int64_t>() | 1), integer};  // -2^63 is no literal of its own
    return what < 254 ? Term{"()", tuple} : Term{"None", none};
  }

  Pieces& in_;
  std::vector<Term> variables_ = {{"I", dsl::kinds::tuple}};
};

inline std::string drawn_grid(Pieces& in) {
  const unsigned shape = in.byte(), height = 1 + shape % 6, width = 1 + shape / 6 % 6;
  std::string text;
  for (unsigned i = 0; i < height; ++i) {
    text += i == 0 ? "[[" : "],[";
    for (unsigned j = 0; j < width; ++j) text += fmt::format("{}{}", j == 0 ? "" : ",", in.byte() % 10);
  }
  return text + "]]";
}

}  // namespace battalion::fuzz
