#pragma once
// A thin layer over the HDF5 C library: each call wrapped once, failures as one-line StoreErrors
// that name file and object, nothing ever printed by the library itself. <hdf5.h> stays in h5.cpp.
//
// The distributions' HDF5 is not thread-safe: everything here is for one thread of a process only.
// File locks are switched off (many cluster file systems have none) unless the environment already
// says otherwise in HDF5_USE_FILE_LOCKING.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/error.hpp"

namespace battalion::store::h5 {

/// HDF5's own ids, so that its header is not needed here.
using RawId = std::int64_t;

/// Types of elements, stored little-endian.
enum class Type : std::uint8_t { i8, u8, u16, i32, u32, i64, u64, text };
std::string_view name(Type type);

template <class T>
constexpr Type type_of() {
  if constexpr (std::is_same_v<T, std::int8_t>)
    return Type::i8;
  else if constexpr (std::is_same_v<T, std::uint8_t>)
    return Type::u8;
  else if constexpr (std::is_same_v<T, std::uint16_t>)
    return Type::u16;
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return Type::i32;
  else if constexpr (std::is_same_v<T, std::uint32_t>)
    return Type::u32;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return Type::i64;
  else {
    static_assert(std::is_same_v<T, std::uint64_t>);
    return Type::u64;
  }
}

/// Owns one id; closes it quietly unless close() was called, which throws where closing fails.
class Handle {
 public:
  using Closer = int (*)(RawId);
  Handle() = default;
  Handle(RawId id, Closer closer) : id_(id), closer_(closer) {}
  Handle(Handle&& other) noexcept;
  Handle& operator=(Handle&& other) noexcept;
  ~Handle() { close_quietly(); }

  RawId get() const { return id_; }
  bool close() noexcept;  ///< false where the library says that it failed

 private:
  void close_quietly() noexcept { (void)close(); }
  RawId id_ = -1;
  Closer closer_ = nullptr;
};

using Extents = std::vector<std::uint64_t>;

namespace detail {
class ChunkReader;
}

/// What a dataset says of itself, as attributes; without a shape it says nothing.
struct About {
  std::string_view shape;  ///< names of its dimensions, e.g. "[sample][program]"
  std::string_view unit;
  std::string_view meaning;
};

/// How chunks are packed: shuffled and deflated, which suits columns whose values are near each other; only deflated,
/// for numbers that look drawn, of which whole ones come again (digests); or not at all, and then there are no chunks.
enum class Packing : std::uint8_t { shuffled, plain, none };

/// How a dataset is laid out.
struct Layout {
  Extents chunk;                     ///< empty: contiguous, uncompressed
  std::optional<std::int64_t> fill;  ///< value of what was never written; none: 0
  bool growing = false;              ///< the first dimension can be extended; needs a chunk
  Packing packing = Packing::shuffled;  ///< of chunked data; contiguous data are not packed. none: contiguous, unless growing
};
/// Up to 65,536 elements a chunk.
Layout column_layout(std::uint64_t size);

class Dataset {
 public:
  const Extents& extents() const { return extents_; }
  std::uint64_t size() const;

  /// Writes or reads the block of `count` elements at `start`. Memory is row-major; `pitch` is the
  /// distance between its rows in elements (2-D only; 0: dense). The type must be the stored one.
  template <class T>
  void write(const Extents& start, const Extents& count, const T* data, std::uint64_t pitch = 0) {
    check_type(type_of<T>());
    transfer(true, start, count, const_cast<T*>(data), pitch);
  }
  template <class T>
  void read(const Extents& start, const Extents& count, T* data, std::uint64_t pitch = 0) const {
    check_type(type_of<T>());
    transfer(false, start, count, data, pitch);
  }
  /// Adds elements at the end of a growing 1-D dataset.
  template <class T>
  void append(std::span<const T> data) {
    if (data.empty()) return;
    const std::uint64_t at = extents_[0];
    extend(at + data.size());
    write(Extents{at}, Extents{data.size()}, data.data());
  }

 private:
  friend class File;
  Dataset() = default;
  void check_type(Type type) const;
  void transfer(bool writing, const Extents& start, const Extents& count, void* data,
                std::uint64_t pitch) const;
  /// Whether a block to be written is made of whole chunks, which are packed here.
  bool packs(const Extents& start, const Extents& count) const;
  void write_chunks(const Extents& start, const Extents& count, const std::byte* data, std::uint64_t pitch) const;
  void extend(std::uint64_t size);

  Handle id_;
  Type type_ = Type::u8;
  Extents extents_;
  Layout layout_;                                ///< of a new one
  std::shared_ptr<detail::ChunkReader> reader_;  ///< of an open one whose chunks are unpacked here, else null
  std::string file_;
  std::string path_;
};

/// An open file; objects are named by their absolute path in it.
class File {
 public:
  /// Replaces what is there. Kept open for writing.
  static File create(const std::filesystem::path& path);
  /// Lives in memory only, until image() is written somewhere; `name` is for messages.
  static File create_in_memory(const std::filesystem::path& name);
  /// Read only. Throws StoreError where this is no HDF5 file or one cut short.
  static File open(const std::filesystem::path& path);

  std::vector<std::byte> image();
  /// Throws StoreError where what was written could not be brought to the file (disk full).
  void close();
  const std::string& name() const { return name_; }

  void create_group(const std::string& path);
  Dataset create_dataset(const std::string& path, Type type, const Extents& extents,
                         const Layout& layout, const About& about);
  /// Inflated chunks of an open dataset that are kept, in bytes: a few of the widest matrix.
  static constexpr std::size_t usual_cache = std::size_t{8} << 20;
  /// Throws StoreError where it is missing or has another type or rank.
  Dataset open_dataset(const std::string& path, Type type, std::size_t rank,
                       std::size_t cache = usual_cache) const;
  bool exists(const std::string& path) const;

  /// Whole 1-D columns.
  template <class T>
  void write(const std::string& path, std::span<const T> data, const Layout& layout,
             const About& about) {
    auto set = create_dataset(path, type_of<T>(), {data.size()}, layout, about);
    if (!data.empty()) set.write(Extents{0}, Extents{data.size()}, data.data());
  }
  template <class T>
  std::vector<T> read(const std::string& path) const {
    const auto set = open_dataset(path, type_of<T>(), 1);
    std::vector<T> data(checked_size(set));
    if (!data.empty()) set.read(Extents{0}, set.extents(), data.data());
    return data;
  }
  /// As read, but the size must be `size`: columns of one table are equally long.
  template <class T>
  std::vector<T> read(const std::string& path, std::uint64_t size) const {
    auto data = read<T>(path);
    check_length(path, data.size(), size);
    return data;
  }
  /// Variable-length UTF-8. What is not UTF-8 (or is NUL) is replaced by U+FFFD.
  void write_text(const std::string& path, std::span<const std::string> data, const Layout& layout,
                  const About& about);
  std::vector<std::string> read_text(const std::string& path) const;
  std::vector<std::string> read_text(const std::string& path, std::uint64_t size) const;

  /// Attributes of a group or dataset ("/" is the root).
  void set(const std::string& object, const std::string& name, std::string_view text);
  void set(const std::string& object, const std::string& name, std::span<const std::string> texts);
  template <class T>
  requires std::is_integral_v<T>
  void set(const std::string& object, const std::string& name, T value) {
    set_number(object, name, type_of<T>(), &value);
  }
  std::string text(const std::string& object, const std::string& name) const;
  std::vector<std::string> texts(const std::string& object, const std::string& name) const;
  template <class T>
  T number(const std::string& object, const std::string& name) const {
    T value{};
    get_number(object, name, type_of<T>(), &value);
    return value;
  }
  bool has_attribute(const std::string& object, const std::string& name) const;

 private:
  File() = default;
  void set_number(const std::string& object, const std::string& name, Type type, const void* value);
  void get_number(const std::string& object, const std::string& name, Type type, void* value) const;
  void describe(RawId object, const std::string& path, const About& about);
  void check_length(const std::string& path, std::uint64_t found, std::uint64_t expected) const;
  std::uint64_t checked_size(const Dataset& set) const;

  Handle id_;
  std::string name_;
  std::uint64_t bytes_ = 0;  ///< of a file that was opened for reading
};

/// The library's version, e.g. "1.10.8".
std::string library_version();

}  // namespace battalion::store::h5
