#pragma once
// What goes wrong with result files: always the environment's or the user's, so an InputError.

#include "base/contract.hpp"

namespace battalion::store {

/// what() is one line that names the file (and the object in it).
class StoreError : public InputError {
 public:
  using InputError::InputError;
};

/// A file that cannot be read just now (permissions, the network): nothing is known about what it
/// holds, so it must not be taken for damaged.
class UnreadableError : public StoreError {
 public:
  using StoreError::StoreError;
};

template <class... Args>
[[noreturn]] void fail_store(fmt::format_string<Args...> text, Args&&... args) {
  throw StoreError(fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace battalion::store
