#pragma once
// Every dataset that a results file can hold, listed once: type, shape, unit and meaning.
// results/README.md is the same list for people; tests/store/schema_test.py holds the two together.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/h5.hpp"

namespace battalion::store {

/// Raised with every change that an older reader would misread.
inline constexpr std::uint32_t schema_version = 1;

enum class FileKind : std::uint8_t { manifest, segment, sweep };

struct Field {
  std::string_view path;
  h5::Type type;
  h5::About about;
  h5::Packing packing = h5::Packing::shuffled;
};

/// The field of this path; a ContractError for a path that is not listed.
const Field& field(std::string_view path);

/// Marks a new file as ours: root attributes `format` and `schema_version`.
void mark(h5::File& file, FileKind kind);
/// Throws StoreError for a file of another kind or of a newer schema.
void check_mark(const h5::File& file, FileKind kind);

/// Writes a listed column: described, chunked and compressed. Segments are small files, for us
/// alone: there nothing is described, and only what is worth it is compressed.
template <class T>
void write_column(h5::File& file, std::string_view path, const std::vector<T>& data,
                  bool small_file = false) {
  const Field& f = field(path);
  auto layout = h5::column_layout(data.size());
  layout.packing = f.packing;
  const h5::About about = small_file ? h5::About{} : f.about;
  if (small_file && data.size() * sizeof(T) < 2048) layout.chunk.clear();
  if constexpr (std::is_same_v<T, std::string>) {
    file.write_text(std::string(path), data, layout, about);
  } else {
    BATTALION_EXPECT(f.type == h5::type_of<T>());
    file.write(std::string(path), std::span<const T>(data), layout, about);
  }
}

}  // namespace battalion::store
