#include "store/detail/deflate_words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/contract.hpp"

namespace battalion::store::detail {
namespace {

using std::uint32_t;
using std::uint64_t;

// Deflate's own numbers (RFC 1951): a block's symbols are bytes, its end, and lengths of repetitions, which a distance follows.
constexpr int end_of_block = 256, first_length = 257, length_symbols = 286, distance_symbols = 30;
constexpr std::size_t most_words = 31;         // a repetition has 258 bytes at most
constexpr std::size_t window = 32768 / 8;      // and begins so many words back at most
constexpr std::size_t word_bytes = 8;

/// Bits in the order in which they are sent: the lowest first.
struct Code {
  uint64_t bits = 0;
  unsigned count = 0;

  Code then(Code next) const { return {bits | next.bits << count, count + next.count}; }
};

Code number(uint64_t bits, unsigned count) { return {bits, count}; }

class Sink {
 public:
  explicit Sink(std::byte* to) : to_(to) {}
  /// Up to 56 bits. Writes 8 bytes, of which some are written again by the next.
  void put(Code code) {
    waiting_ |= code.bits << count_;
    count_ += code.count;
    std::memcpy(to_, &waiting_, sizeof waiting_);  // little-endian, as all who call this
    to_ += count_ / 8;
    waiting_ >>= count_ / 8 * 8;
    count_ %= 8;
  }
  /// To the end of the byte that is begun.
  std::byte* finish() {
    if (count_ != 0) put({0, 8 - count_});
    return to_;
  }

 private:
  std::byte* to_;
  uint64_t waiting_ = 0;
  unsigned count_ = 0;
};

/// Canonical Huffman codes of these lengths; 0: unused.
template <std::size_t N>
std::array<Code, N> codes_of(const std::array<std::uint8_t, N>& lengths) {
  std::array<Code, N> codes;
  uint64_t next = 0;
  for (unsigned length = 1; length <= 15; ++length, next <<= 1) {
    for (std::size_t s = 0; s < N; ++s) {
      if (lengths[s] != length) continue;
      uint64_t reversed = 0;  // codes alone are sent from their highest bit down
      for (unsigned b = 0; b < length; ++b) reversed |= (next >> b & 1) << (length - 1 - b);
      codes[s] = {reversed, length};
      ++next;
    }
  }
  return codes;
}

/// Both of deflate's tables have this form: symbols in groups of `group`, each group with one more extra bit than the last.
struct Symbol {
  int symbol = 0;
  Code extra;
};
Symbol symbol_of(unsigned value, unsigned group_bits) {
  if (value < 1u << (group_bits + 1)) return {static_cast<int>(value), {}};
  const unsigned extra = static_cast<unsigned>(31 - __builtin_clz(value)) - group_bits;
  return {static_cast<int>((extra << group_bits) + (value >> extra)), number(value & ((1u << extra) - 1), extra)};
}

// How likely what is, the same for all columns: bytes of digests are equally likely, single words come again most, from anywhere.
// Each table must use up all codes, or zlib refuses it.
struct Lengths {
  std::array<std::uint8_t, length_symbols> symbols{};
  std::array<std::uint8_t, distance_symbols> distances{};

  Lengths() {
    for (int byte = 0; byte < 256; ++byte) symbols[byte] = byte < 206 ? 8 : 9;
    symbols[end_of_block] = 9;
    for (std::size_t words = most_words; words > 0; --words) {
      constexpr std::uint8_t of_few[] = {4, 6, 8, 9};
      symbols[length_symbol(words).symbol] = words <= std::size(of_few) ? of_few[words - 1] : 10;
    }
    for (std::size_t words = 1; words <= window; ++words) {
      const int symbol = distance_symbol(words).symbol;
      distances[symbol] = symbol < 22 ? 5 : 4;
    }
  }
  static Symbol length_symbol(std::size_t words) {
    const Symbol s = symbol_of(static_cast<unsigned>(words * word_bytes) - 3, 2);
    return {first_length + s.symbol, s.extra};
  }
  static Symbol distance_symbol(std::size_t words) { return symbol_of(static_cast<unsigned>(words * word_bytes) - 1, 1); }
};

struct Tables {
  Lengths lengths;
  std::array<Code, length_symbols> symbols;
  std::array<Code, distance_symbols> distances;
  std::array<Code, most_words + 1> repeated;  ///< [words]
  std::array<Code, window + 1> back;          ///< [words]

  Tables() : symbols(codes_of(lengths.symbols)), distances(codes_of(lengths.distances)) {
    for (std::size_t words = 1; words <= most_words; ++words) {
      const Symbol s = Lengths::length_symbol(words);
      repeated[words] = symbols[s.symbol].then(s.extra);
    }
    for (std::size_t words = 1; words <= window; ++words) {
      const Symbol s = Lengths::distance_symbol(words);
      back[words] = distances[s.symbol].then(s.extra);
    }
  }
};

/// zlib's two bytes, and one block's beginning: the lengths of all codes, in codes of four bits each.
void put_header(Sink& sink, const Lengths& lengths) {
  sink.put(number(0x0178, 16));
  sink.put(number(0b101, 3));  // the last block; it brings its own codes
  sink.put(number(length_symbols - 257, 5));
  sink.put(number(distance_symbols - 1, 5));
  sink.put(number(19 - 4, 4));
  for (int i = 0; i < 19; ++i) sink.put(number(i < 3 ? 0 : 4, 3));  // the three that repeat lengths are unused
  std::array<std::uint8_t, 16> fours;
  fours.fill(4);
  const auto codes = codes_of(fours);
  for (const std::uint8_t length : lengths.symbols) sink.put(codes[length]);
  for (const std::uint8_t length : lengths.distances) sink.put(codes[length]);
}

uint32_t adler32(std::span<const std::byte> bytes) {
  constexpr uint32_t base = 65521;
  constexpr std::size_t step = 16, most = 5552 / step * step;  // before the sums must be reduced
  uint32_t a = 1, b = 0;
  while (!bytes.empty()) {
    auto part = bytes.first(std::min(most, bytes.size()));
    bytes = bytes.subspan(part.size());
    for (; part.size() >= step; part = part.subspan(step)) {
      uint32_t sum = 0, weighted = 0;
      for (uint32_t i = 0; i < step; ++i) {
        sum += static_cast<std::uint8_t>(part[i]);
        weighted += (step - i) * static_cast<std::uint8_t>(part[i]);
      }
      b += step * a + weighted;
      a += sum;
    }
    for (const std::byte byte : part) b += a += static_cast<std::uint8_t>(byte);
    a %= base;
    b %= base;
  }
  return b << 16 | a;
}

/// Where a word was seen last, if nothing took its place.
class Seen {
 public:
  /// Its last place plus 1, or 0; from now on it is `place`.
  uint32_t exchange(uint64_t word, std::size_t place) {
    uint32_t& at = last_[word * 0x9e3779b97f4a7c15u >> (64 - bits)];
    return std::exchange(at, static_cast<uint32_t>(place + 1));
  }

 private:
  static constexpr int bits = 13;
  std::array<uint32_t, 1 << bits> last_{};
};

}  // namespace

void deflate_words(std::span<const std::byte> bytes, std::vector<std::byte>& packed) {
  BATTALION_EXPECT(bytes.size() % word_bytes == 0);
  static const Tables tables;
  const std::size_t count = bytes.size() / word_bytes, before = packed.size();
  const auto word = [&](std::size_t i) {
    uint64_t w;
    std::memcpy(&w, bytes.data() + i * word_bytes, sizeof w);
    return w;
  };
  packed.resize(before + 512 + 9 * (count + 1));  // no byte takes more than nine bits
  Sink sink(packed.data() + before);
  put_header(sink, tables.lengths);
  Seen seen;
  for (std::size_t i = 0; i < count;) {
    const uint64_t w = word(i);
    const std::size_t last = seen.exchange(w, i), back = i + 1 - last;
    if (last == 0 || back > window || word(i - back) != w) {
      for (int half = 0; half < 2; ++half) {
        Code four;
        for (int k = 0; k < 4; ++k) four = four.then(tables.symbols[w >> (32 * half + 8 * k) & 0xff]);
        sink.put(four);
      }
      ++i;
      continue;
    }
    std::size_t words = 1;
    for (; words < most_words && i + words < count && word(i + words) == word(i + words - back); ++words) {
      seen.exchange(word(i + words), i + words);
    }
    sink.put(tables.repeated[words].then(tables.back[back]));
    i += words;
  }
  sink.put(tables.symbols[end_of_block]);
  std::byte* to = sink.finish();
  const uint32_t sum = adler32(bytes);
  for (int shift = 24; shift >= 0; shift -= 8) *to++ = static_cast<std::byte>(sum >> shift);
  packed.resize(static_cast<std::size_t>(to - packed.data()));
}

}  // namespace battalion::store::detail
