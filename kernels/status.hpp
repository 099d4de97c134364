#pragma once
// How an operation ended: with a value, as the reference raises, or by handing the pair to the interpreter.

#include <cstdint>

#include "kernels/function.hpp"

namespace battalion::kernels {

/// How an operation raises: kernels/errors.def.
enum class Error : std::uint8_t {
#define ERROR(id, kind, message) id,
#include "kernels/errors.def"
#undef ERROR
};

inline constexpr int error_count = 0
#define ERROR(id, kind, message) +1
#include "kernels/errors.def"
#undef ERROR
    ;

/// The reference's kind of exception, and the interpreter's message.
struct ErrorText {
  const char *kind, *message;
};
constexpr ErrorText text(Error e) {
  constexpr ErrorText texts[] = {
#define ERROR(id, kind, message) {#kind, message},
#include "kernels/errors.def"
#undef ERROR
  };
  return texts[static_cast<int>(e)];
}

/// Why a value cannot be told here. The interpreter tells it.
enum class Punt : std::uint8_t {
  size,      ///< a grid beyond 32x32
  colour,    ///< a cell beyond the colours of planes
  window,    ///< places that no 32x32 window holds, or several colours at one, where all of them count
  overlap,   ///< several colours at a place, of which the first one stays
  empty,     ///< (), rows without cells, or 0 for the largest of nothing: values of another kind
  ragged,    ///< rows of unlike length
  none,      ///< None
  range,     ///< an integer, place or count beyond what its container holds
  overflow,  ///< an integer beyond 64 bits
  scratch,   ///< out of scratch memory
  order,     ///< hung on set order, under `cpython` (for the engine: see Status::ordered)
  paused,    ///< as many instructions as were allowed (for the engine: see Frame::most)
  count_,
};

/// `ordered`: a choice was made among a set's elements that another order makes otherwise. The value is then the one
/// of `canonical` order: under `cpython` the pair is to be punted with Punt::order.
class Status {
 public:
  enum class Kind : std::uint8_t { ok, raises, punts };

  constexpr Status() = default;
  BATTALION_BOTH constexpr Status(Error e) : Status(Kind::raises, static_cast<std::uint32_t>(e)) {}
  BATTALION_BOTH constexpr Status(Punt p) : Status(Kind::punts, static_cast<std::uint32_t>(p)) {}
  BATTALION_BOTH static constexpr Status hung_on_order(bool it_did) { return Status().after(it_did); }

  /// Ok, and did not hang on order.
  BATTALION_BOTH constexpr bool plain() const { return word_ == 0; }
  BATTALION_BOTH constexpr bool ok() const { return kind() == Kind::ok; }
  BATTALION_BOTH constexpr Kind kind() const { return static_cast<Kind>(word_ & 0xff); }
  BATTALION_BOTH constexpr bool ordered() const { return (word_ & ordered_bit) != 0; }
  BATTALION_BOTH constexpr Error error() const { return static_cast<Error>(word_ >> 8 & 0xff); }  ///< where it raises
  BATTALION_BOTH constexpr Punt punt() const { return static_cast<Punt>(word_ >> 8 & 0xff); }     ///< where it punts
  /// The same, having hung on order before.
  BATTALION_BOTH constexpr Status after(bool ordered) const {
    Status s = *this;
    if (ordered) s.word_ |= ordered_bit;
    return s;
  }

 private:
  static constexpr std::uint32_t ordered_bit = 1 << 16;
  BATTALION_BOTH constexpr Status(Kind kind, std::uint32_t reason) : word_(static_cast<std::uint32_t>(kind) | reason << 8) {}

  // One word, not three fields: those go through memory byte by byte on their way out of a call, and wait there.
  std::uint32_t word_ = 0;
};

/// Names for records and messages, by enumerator.
constexpr const char* name(Punt p) {
  constexpr const char* names[] = {"size", "colour", "window",   "overlap", "empty", "ragged",
                                   "none", "range",  "overflow", "scratch", "order",   "paused"};
  return names[static_cast<int>(p)];
}

}  // namespace battalion::kernels

/// Leaves with the status of `expression` unless it is ok.
#define BATTALION_TRY(expression)                                                              \
  do {                                                                                         \
    if (const ::battalion::kernels::Status tried_ = (expression); !tried_.ok()) return tried_; \
  } while (false)
