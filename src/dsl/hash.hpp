#pragma once
// Hashes of the reference: CPython 3.11's hash() of ints, tuples and frozensets (Objects/tupleobject.c,
// Objects/setobject.c there). None hashes by address in the reference; here by a constant.

#include <cstdint>
#include <span>

#include "dsl/value.hpp"

namespace battalion::dsl {

std::uint64_t hash(Value v);
std::uint64_t hash(const SetObj& s);
/// Of elements that are all of this kind: out[k] is that of items[k].
void hash_items(ElementKind kind, std::span<const Value> items, std::uint64_t* out);

namespace detail {

inline std::uint64_t hash_int(std::int64_t n) {
  constexpr std::uint64_t modulus = (1ull << 61) - 1;
  const bool negative = n < 0;
  std::uint64_t m = negative ? 0 - static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n);
  if (m >= modulus) m %= modulus;
  if (!negative) return m;
  return m == 1 ? 0 - std::uint64_t{2} : 0 - m;  // -1 says "error" in the reference
}

class TupleHash {
 public:
  void add(std::uint64_t lane) {
    acc_ += lane * 14029467366897019727ull;
    acc_ = (acc_ << 31) | (acc_ >> 33);
    acc_ *= 11400714785074694791ull;
  }
  std::uint64_t finish(std::uint64_t length) {
    const std::uint64_t h = acc_ + (length ^ (seed ^ 3527539ull));
    return h == ~std::uint64_t{0} ? 1546275796ull : h;
  }

 private:
  static constexpr std::uint64_t seed = 2870177450012600261ull;
  std::uint64_t acc_ = seed;
};

}  // namespace detail

/// Of an integer below 2^61 either way, as in what has a place: without a branch.
inline std::uint64_t hash_near(std::int64_t n) { return static_cast<std::uint64_t>(n) - (n == -1 ? 1 : 0); }

inline std::uint64_t hash_two(std::uint64_t a, std::uint64_t b) {
  detail::TupleHash h;
  h.add(a);
  h.add(b);
  return h.finish(2);
}

/// Of integers below 2^61 either way.
inline std::uint64_t hash_pair(std::int64_t i, std::int64_t j) { return hash_two(hash_near(i), hash_near(j)); }

/// A mix for our own tables, of words whose values are equal only if the words are.
inline std::uint64_t mix(std::uint64_t bits) {
  bits ^= bits >> 32;
  bits *= 0x9e3779b97f4a7c15ull;
  return bits ^ (bits >> 29);
}

/// A fingerprint for our own tables: equal for values that are equal, True and 1 among them, and much cheaper
/// than the reference's hash.
std::uint64_t fingerprint(Value v);
std::uint64_t fingerprint(const SetObj& s);

}  // namespace battalion::dsl
