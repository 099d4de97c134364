#pragma once
// Results files column by column: those of a good file, changed as the input says (values, lengths, types,
// shapes, columns left out, sizes that nothing stands behind), written and sealed anew. So HDF5 and our own
// checks are reached; bytes changed at random would hardly get past the seal and HDF5's checksums.

#include <variant>

#include "sealed.hpp"
#include "store/h5.hpp"
#include "store/schema.hpp"

namespace battalion::fuzz {

namespace h5 = store::h5;

struct Column {
  std::string path;
  h5::Type type = h5::Type::u8;
  std::vector<std::int64_t> numbers;
  std::vector<std::string> texts;
  bool there = true;
  bool flat = true;            ///< else 2-D
  std::uint64_t claimed = 0;   ///< rows that it says it has, without any; 0: those that it has
};

struct Attribute {
  std::string name;
  std::variant<std::int64_t, std::string, std::vector<std::string>> value;
  h5::Type type = h5::Type::u32;
  bool there = true;
};

struct Contents {
  std::vector<Column> columns;
  std::vector<Attribute> attributes;  ///< of the root
};

template <class T>
std::vector<std::int64_t> numbers_in(const h5::File& file, const std::string& path) {
  const std::vector<T> values = file.read<T>(path);
  std::vector<std::int64_t> numbers;
  for (const T v : values) numbers.push_back(static_cast<std::int64_t>(v));
  return numbers;
}

inline Column column_in(const h5::File& file, const std::string& path) {
  Column c{.path = path, .type = store::field(path).type, .numbers = {}, .texts = {}};
  switch (c.type) {
    case h5::Type::i8: c.numbers = numbers_in<std::int8_t>(file, path); break;
    case h5::Type::u8: c.numbers = numbers_in<std::uint8_t>(file, path); break;
    case h5::Type::u16: c.numbers = numbers_in<std::uint16_t>(file, path); break;
    case h5::Type::i32: c.numbers = numbers_in<std::int32_t>(file, path); break;
    case h5::Type::u32: c.numbers = numbers_in<std::uint32_t>(file, path); break;
    case h5::Type::i64: c.numbers = numbers_in<std::int64_t>(file, path); break;
    case h5::Type::u64: c.numbers = numbers_in<std::uint64_t>(file, path); break;
    case h5::Type::text: c.texts = file.read_text(path); break;
  }
  return c;
}

inline std::int64_t odd_number(Pieces& in) {
  static constexpr std::int64_t odd[] = {0,          1,          2,          -1,         255,        256,
                                         65535,      65536,      0x7fffffff, 0x80000000, 0xffffffff, 0x100000000,
                                         INT64_MAX,  INT64_MIN,  1LL << 40,  1LL << 60};
  const std::uint8_t which = in.byte();
  return which < 128 ? odd[which % std::size(odd)] : static_cast<std::int64_t>(in.number<std::uint16_t>());
}

inline void change(Column& c, Pieces& in) {
  const bool text = c.type == h5::Type::text;
  const std::size_t rows = text ? c.texts.size() : c.numbers.size();
  switch (in.byte() % 12) {
    case 0: c.there = false; break;
    case 1: c.type = static_cast<h5::Type>(in.byte() % 8); break;
    case 2: c.flat = false; break;
    case 3: c.claimed = static_cast<std::uint64_t>(odd_number(in)); break;
    case 4: {
      const std::size_t n = in.byte();
      c.numbers.resize(text ? 0 : n);
      c.texts.resize(text ? n : 0);
      break;
    }
    default:  // most of the time: one value
      if (rows == 0) break;
      if (text) {
        c.texts[in.number<std::uint16_t>() % rows] = in.text(40);
      } else {
        c.numbers[in.number<std::uint16_t>() % rows] = odd_number(in);
      }
  }
}

inline void change(Attribute& a, Pieces& in) {
  const std::uint8_t what = in.byte();
  if (what < 16) {
    a.there = false;
  } else if (what < 32) {
    a.value = in.text(80);
  } else if (what < 40) {
    a.value = std::vector<std::string>{in.text(20), in.text(20)};
  } else if (std::holds_alternative<std::string>(a.value)) {
    a.value = in.text(80);
  } else {
    a.value = odd_number(in);
    if (what > 240) a.type = static_cast<h5::Type>(what % 7);
  }
}

inline void change(Contents& contents, Pieces& in) {
  while (!in.empty()) {
    const std::uint32_t which = in.byte() % (contents.columns.size() + contents.attributes.size());
    if (which < contents.columns.size()) {
      change(contents.columns[which], in);
    } else {
      change(contents.attributes[which - contents.columns.size()], in);
    }
  }
}

template <class T>
void write_numbers(h5::File& file, const Column& c) {
  std::vector<T> values;
  for (const std::int64_t n : c.numbers) values.push_back(static_cast<T>(n));
  const h5::Layout contiguous;
  if (c.flat) return file.write(c.path, std::span<const T>(values), contiguous, {});
  auto set = file.create_dataset(c.path, h5::type_of<T>(), {1, values.size()}, contiguous, {});
  if (!values.empty()) set.template write<T>({0, 0}, {1, values.size()}, values.data());
}

inline void write(h5::File& file, const Column& c) {
  if (!c.there) return;
  if (c.claimed != 0) {
    h5::Layout layout;
    layout.chunk = {64};
    file.create_dataset(c.path, c.type, {c.claimed}, layout, {});
    return;
  }
  switch (c.type) {
    case h5::Type::i8: return write_numbers<std::int8_t>(file, c);
    case h5::Type::u8: return write_numbers<std::uint8_t>(file, c);
    case h5::Type::u16: return write_numbers<std::uint16_t>(file, c);
    case h5::Type::i32: return write_numbers<std::int32_t>(file, c);
    case h5::Type::u32: return write_numbers<std::uint32_t>(file, c);
    case h5::Type::i64: return write_numbers<std::int64_t>(file, c);
    case h5::Type::u64: return write_numbers<std::uint64_t>(file, c);
    case h5::Type::text: return file.write_text(c.path, c.texts, {}, {});
  }
}

inline void write(h5::File& file, const Attribute& a) {
  if (!a.there) return;
  if (const auto* text = std::get_if<std::string>(&a.value)) return file.set("/", a.name, std::string_view(*text));
  if (const auto* list = std::get_if<std::vector<std::string>>(&a.value)) {
    return file.set("/", a.name, std::span<const std::string>(*list));
  }
  const std::int64_t n = std::get<std::int64_t>(a.value);
  switch (a.type) {
    case h5::Type::i32: return file.set("/", a.name, static_cast<std::int32_t>(n));
    case h5::Type::i64: return file.set("/", a.name, n);
    case h5::Type::u64: return file.set("/", a.name, static_cast<std::uint64_t>(n));
    case h5::Type::u8: return file.set("/", a.name, static_cast<std::uint8_t>(n));
    default: return file.set("/", a.name, static_cast<std::uint32_t>(n));
  }
}

/// False where such a file cannot even be written (a size that HDF5 refuses).
inline bool write_sealed(const std::filesystem::path& path, store::FileKind kind, const Contents& contents) {
  try {
    auto file = h5::File::create_in_memory(path);
    store::mark(file, kind);
    for (const Attribute& a : contents.attributes) write(file, a);
    for (const Column& c : contents.columns) write(file, c);
    store::write_sealed(path, file.image());
    return true;
  } catch (const store::StoreError&) {
    return false;
  }
}

}  // namespace battalion::fuzz
