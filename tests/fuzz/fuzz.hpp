#pragma once
// What the fuzz targets share. A target hands a reader whatever libFuzzer thought of; what the reader may do
// is told by refusal(): one clear line, or nothing. Anything else (a crash, a sanitizer's report, another
// exception, too much memory or time) ends the process, and libFuzzer keeps the input.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "app/temp_folder.hpp"
#include "base/bytes.hpp"
#include "base/contract.hpp"

namespace battalion::fuzz {

/// A property that does not hold: a finding.
inline void require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "property broken: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// What a person is shown is one line that leaves the terminal alone.
inline void require_line(std::string_view line) {
  require(!line.empty(), "an empty message");
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    require(byte >= 0x20 && byte != 0x7f, "a control character in a message");
  }
}

/// Why `read` refuses its input; none where it takes it. Exceptions other than InputError pass: findings.
template <class Read>
std::optional<std::string> refusal(const Read& read) {
  try {
    read();
    return std::nullopt;
  } catch (const InputError& error) {
    require_line(error.what());
    return error.what();
  }
}

/// Takes an input apart, from its front. Yields zeros when it is used up.
class Pieces {
 public:
  Pieces(const std::uint8_t* data, std::size_t size) : data_(data), left_(size) {}
  bool empty() const { return left_ == 0; }
  std::uint8_t byte() {
    if (left_ == 0) return 0;
    --left_;
    return *data_++;
  }
  /// Below `n`, which is not 0.
  std::uint32_t below(std::uint32_t n) {
    std::uint32_t v = byte();
    if (n > 256) v |= static_cast<std::uint32_t>(byte()) << 8;
    return v % n;
  }
  template <class T>
  T number() {
    T v{};
    for (std::size_t i = 0; i < sizeof v; ++i) v = static_cast<T>(v | static_cast<T>(T{byte()} << (8 * i)));
    return v;
  }
  std::string text(std::size_t most) {
    const std::size_t n = std::min<std::size_t>(byte(), most);
    std::string s;
    for (std::size_t i = 0; i < n && left_ > 0; ++i) s += static_cast<char>(byte());
    return s;
  }
  Bytes rest() {
    Bytes bytes(left_);
    if (left_ > 0) std::memcpy(bytes.data(), data_, left_);
    left_ = 0;
    return bytes;
  }

 private:
  const std::uint8_t* data_;
  std::size_t left_;
};

/// In memory where the system has such a place.
class TempFolder : public test::TempFolder {
 public:
  TempFolder() : test::TempFolder(parent()) {}

 private:
  static std::filesystem::path parent() {
    std::error_code none;
    return std::filesystem::is_directory("/dev/shm", none) ? "/dev/shm" : std::filesystem::temp_directory_path();
  }
};

inline void write_file(const std::filesystem::path& path, const void* data, std::size_t size) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  require(file != nullptr && (size == 0 || std::fwrite(data, 1, size, file) == size) && std::fclose(file) == 0,
          "a file could not be written");
}

}  // namespace battalion::fuzz
