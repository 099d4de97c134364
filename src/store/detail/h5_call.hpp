#pragma once
// What the parts of the HDF5 layer share: silence, reasons, types.

#include <string>
#include <string_view>

#include "store/h5.hpp"

namespace battalion::store::h5::detail {

/// Before any call: settles file locking and silences the library's own messages. Cheap.
void prepare();

/// The deepest reason on the library's error stack, one line; clears the stack.
std::string reason();

/// Throws StoreError where `result` is negative. `action` as in "cannot <action>".
void check(std::int64_t result, std::string_view file, std::string_view object,
           std::string_view action);

/// check() for a call that yields an id, and owns it.
Handle own(RawId id, Handle::Closer closer, std::string_view file, std::string_view object,
           std::string_view action);

/// The stored (little-endian) and the host's type; `text` is an id that lives as long as the
/// process.
RawId stored_type(Type type);
RawId memory_type(Type type);
/// Of an element; of a text, its place in the heap.
std::size_t bytes_of(Type type);

/// Throws StoreError where the type of an attribute or dataset is not `expected`.
void check_stored_type(RawId found, Type expected, std::string_view file, std::string_view object);

/// Valid UTF-8 without NUL; anything else becomes U+FFFD.
std::string utf8(std::string_view text);

}  // namespace battalion::store::h5::detail
