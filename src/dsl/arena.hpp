#pragma once
// Memory of an evaluation: taken piece by piece, given back all at once.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace battalion::dsl {

class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// 16-byte aligned, uninitialised. Throws std::bad_alloc where the host has none left.
  void* take(std::size_t bytes) {
    bytes = (bytes + 15) & ~std::size_t{15};
    if (bytes > static_cast<std::size_t>(end_ - at_)) return take_slow(bytes);
    void* p = at_;
    at_ += bytes;
    used_ += bytes;
    return p;
  }
  /// Forgets everything; keeps up to `keep_bytes` of memory for the next evaluation.
  void reset();
  /// Has at least this much ready, its pages touched, so that the first evaluations do not wait for them.
  void warm_up(std::size_t bytes);
  struct Mark {
    std::size_t chunk;
    std::byte* at;
    std::size_t used;
  };
  Mark mark() const { return {current_, at_, used_}; }
  /// Forgets what was taken since the mark.
  void rewind(const Mark& mark) {
    if (mark.chunk != current_ || mark.at == nullptr) return rewind_chunks(mark);
    at_ = mark.at;
    used_ = mark.used;
  }
  std::size_t used() const { return used_; }

 private:
  static constexpr std::size_t first_chunk = 256 << 10;
  static constexpr std::size_t keep_bytes = 64 << 20;
  struct Chunk {
    std::unique_ptr<std::byte[]> data;
    std::size_t size;
  };
  void* take_slow(std::size_t bytes);
  void rewind_chunks(const Mark& mark);
  /// Gives back chunks beyond the current one and keep_bytes.
  void trim();

  std::vector<Chunk> chunks_;
  std::size_t current_ = 0;  ///< chunk that at_ is in
  std::byte* at_ = nullptr;
  std::byte* end_ = nullptr;
  std::size_t used_ = 0;
};

}  // namespace battalion::dsl
