#pragma once
// Contracts and errors.
//
// EXPECT (at entry), ENSURE (at exit) and ASSERT (inside) state what the programmer promises; they
// throw ContractError where BATTALION_CONTRACTS is on and cost nothing elsewhere. What a user or the
// environment can get wrong is never a contract: it is an InputError, always checked, whose text is
// one line of the form "<problem> (<why it is one>) <suggestion>".

#include <fmt/format.h>

#include <stdexcept>
#include <string>

#include "base/printable.hpp"

namespace battalion {

/// A promise between programmers was broken: a bug.
class ContractError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Bad input or environment; what() is the one line for the user. Commands exit with code 2. What it quotes of the
/// input is made printable here, once for all that throw.
class InputError : public std::runtime_error {
 public:
  static constexpr std::size_t longest = 6000;  ///< bytes; a path may have 4,096
  explicit InputError(std::string_view line) : std::runtime_error(printable(line, longest)) {}
};

/// Throws InputError with a formatted line.
template <class... Args>
[[noreturn]] void fail_input(fmt::format_string<Args...> text, Args&&... args) {
  throw InputError(fmt::format(text, std::forward<Args>(args)...));
}

namespace detail {
[[noreturn]] void contract_broken(const char* kind, const char* text, const char* file, int line);
}

}  // namespace battalion

#ifdef BATTALION_CONTRACTS
#define BATTALION_CONTRACT_(kind, cond) \
  ((cond) ? (void)0 : ::battalion::detail::contract_broken(kind, #cond, __FILE__, __LINE__))
#else
#define BATTALION_CONTRACT_(kind, cond) ((void)sizeof(!(cond)))
#endif
#define BATTALION_EXPECT(cond) BATTALION_CONTRACT_("precondition", cond)
#define BATTALION_ENSURE(cond) BATTALION_CONTRACT_("postcondition", cond)
#define BATTALION_ASSERT(cond) BATTALION_CONTRACT_("assertion", cond)
