#include "store/detail/h5_call.hpp"

#include <hdf5.h>

#include <cstdlib>

#include "base/utf8.hpp"

namespace battalion::store::h5::detail {

static_assert(sizeof(RawId) == sizeof(hid_t), "HDF5 1.10 or newer is needed");

void prepare() {
  static const bool done = [] {
    // Read by the library when it starts; a user's own choice stands.
    ::setenv("HDF5_USE_FILE_LOCKING", "FALSE", 0);
    // Files are closed by their owners. What is left at exit are those that could not be (disk
    // full), and the library's own clean-up, flushing them once more, can crash.
    H5dont_atexit();
    H5open();
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    return true;
  }();
  (void)done;
}

std::string reason() {
  std::string text;
  // Upward: the first one met is where it happened.
  const auto note = [](unsigned, const H5E_error2_t* error, void* out) -> herr_t {
    auto& found = *static_cast<std::string*>(out);
    if (found.empty() && error->desc != nullptr) found = error->desc;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, note, &text);
  H5Eclear2(H5E_DEFAULT);
  // "file write failed: time = ..., error message = 'No space left on device', buf = ..."
  constexpr std::string_view key = "error message = '";
  if (const auto at = text.find(key); at != std::string::npos) {
    const auto from = at + key.size();
    text = text.substr(from, text.find('\'', from) - from);
  }
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return text.empty() ? "no reason given" : text;
}

void check(std::int64_t result, std::string_view file, std::string_view object,
           std::string_view action) {
  if (result >= 0) return;
  fail_store("{}: cannot {} {} ({}); check the file, its folder's permissions and the free space",
             file, action, object, reason());
}

Handle own(RawId id, Handle::Closer closer, std::string_view file, std::string_view object,
           std::string_view action) {
  check(id, file, object, action);
  return Handle(id, closer);
}

namespace {

RawId text_type() {
  static const RawId type = [] {
    const hid_t t = H5Tcopy(H5T_C_S1);
    H5Tset_size(t, H5T_VARIABLE);
    H5Tset_cset(t, H5T_CSET_UTF8);
    return t;
  }();
  return type;
}

}  // namespace

RawId stored_type(Type type) {
  switch (type) {
    case Type::i8:
      return H5T_STD_I8LE;
    case Type::u8:
      return H5T_STD_U8LE;
    case Type::u16:
      return H5T_STD_U16LE;
    case Type::i32:
      return H5T_STD_I32LE;
    case Type::u32:
      return H5T_STD_U32LE;
    case Type::i64:
      return H5T_STD_I64LE;
    case Type::u64:
      return H5T_STD_U64LE;
    case Type::text:
      break;
  }
  return text_type();
}

RawId memory_type(Type type) {
  switch (type) {
    case Type::i8:
      return H5T_NATIVE_INT8;
    case Type::u8:
      return H5T_NATIVE_UINT8;
    case Type::u16:
      return H5T_NATIVE_UINT16;
    case Type::i32:
      return H5T_NATIVE_INT32;
    case Type::u32:
      return H5T_NATIVE_UINT32;
    case Type::i64:
      return H5T_NATIVE_INT64;
    case Type::u64:
      return H5T_NATIVE_UINT64;
    case Type::text:
      break;
  }
  return text_type();
}

void check_stored_type(RawId found, Type expected, std::string_view file, std::string_view object) {
  const bool same = expected == Type::text
                        ? H5Tget_class(found) == H5T_STRING && H5Tis_variable_str(found) > 0
                        : H5Tequal(found, stored_type(expected)) > 0;
  if (!same) {
    H5Eclear2(H5E_DEFAULT);
    fail_store("{}: {} has an unexpected type (expected {}); was the file written by Battalion?",
               file, object, name(expected));
  }
}

std::string utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t n = text[0] == '\0' ? 0 : utf8_length(text);
    out += n == 0 ? std::string_view("\xef\xbf\xbd") : text.substr(0, n);
    text.remove_prefix(n == 0 ? 1 : n);
  }
  return out;
}

}  // namespace battalion::store::h5::detail
