#include "python/output_tail.hpp"

#include <unistd.h>

#include <array>
#include <utility>

#include "base/printable.hpp"

namespace battalion::python {

void OutputTail::drain() {
  static thread_local std::array<char, 1 << 16> buffer;
  // So much at a time and no more: who writes without end must not keep the rank from looking at the clocks.
  for (int k = 0; k < 16; ++k) {
    const ssize_t n = ::read(fd_, buffer.data(), buffer.size());
    if (n <= 0) return;
    end_.append(buffer.data(), static_cast<std::size_t>(n));
    if (end_.size() > most) {
      end_.erase(0, end_.size() - most);
      is_cut_ = true;
    }
    if (static_cast<std::size_t>(n) < buffer.size()) return;
  }
}

std::string OutputTail::take() {
  const std::string raw = std::exchange(end_, {});
  std::string out = std::exchange(is_cut_, false) ? "..." : "";
  std::string piece;
  const auto put_piece = [&] {
    out += printable(piece);
    piece.clear();
  };
  for (const char c : raw) {
    if (c != '\n' && c != '\t') {
      piece += c;
      continue;
    }
    put_piece();
    out += c;
  }
  put_piece();
  return out;
}

}  // namespace battalion::python
