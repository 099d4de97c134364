#include "dsl/arena.hpp"

#include <algorithm>

#include "dsl/context.hpp"

namespace battalion::dsl {

void* Arena::take_slow(std::size_t bytes) {
  // Chunks kept from earlier evaluations come first; a chunk too small for this piece is passed over.
  std::size_t next = at_ == nullptr ? 0 : current_ + 1;
  while (next < chunks_.size() && chunks_[next].size < bytes) ++next;
  if (next >= chunks_.size()) {
    const std::size_t grown = chunks_.empty() ? first_chunk : std::min<std::size_t>(chunks_.back().size * 2, 16 << 20);
    const std::size_t size = std::max(bytes, grown);
    chunks_.push_back({std::unique_ptr<std::byte[]>(new std::byte[size]), size});
    next = chunks_.size() - 1;
  }
  current_ = next;
  at_ = chunks_[next].data.get() + bytes;
  end_ = chunks_[next].data.get() + chunks_[next].size;
  used_ += bytes;
  return chunks_[next].data.get();
}

void Arena::warm_up(std::size_t bytes) {
  if (bytes == 0 || !chunks_.empty()) return;
  chunks_.push_back({std::make_unique<std::byte[]>(bytes), bytes});  // zeroed, thus touched
  reset();
}

void Arena::rewind_chunks(const Mark& mark) {
  if (mark.at == nullptr) return reset();
  current_ = mark.chunk;
  at_ = mark.at;
  end_ = chunks_[current_].data.get() + chunks_[current_].size;
  used_ = mark.used;
  trim();
}

void Arena::trim() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < chunks_.size(); ++i) {
    kept += chunks_[i].size;
    if (i > current_ && kept > keep_bytes) {
      chunks_.resize(i);
      break;
    }
  }
}

void Arena::reset() {
  current_ = 0;
  at_ = chunks_.empty() ? nullptr : chunks_[0].data.get();
  end_ = chunks_.empty() ? nullptr : at_ + chunks_[0].size;
  used_ = 0;
  trim();
}

void Context::grow_gathered() {
  std::vector<Value> more;
  more.reserve(std::max<std::size_t>(64, gathered.capacity() * 2));
  in_pieces<Value>(gathered.size(), [&](std::size_t from, std::size_t to) {
    more.insert(more.end(), gathered.begin() + static_cast<std::ptrdiff_t>(from),
                gathered.begin() + static_cast<std::ptrdiff_t>(to));
  });
  gathered.swap(more);
}

void Context::touch(std::byte* memory, std::size_t bytes) {
  constexpr std::size_t page = 4096;
  in_pieces(bytes, [&](std::size_t from, std::size_t to) {
    for (std::size_t at = from; at < to; at += page) static_cast<volatile std::byte*>(memory)[at] = std::byte{0};
  });
}

}  // namespace battalion::dsl
