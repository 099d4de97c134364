// Attributes of groups and datasets: numbers, a text, or a list of texts.

#include <hdf5.h>

#include "store/detail/h5_call.hpp"
#include "store/h5.hpp"

namespace battalion::store::h5 {

using detail::check;
using detail::own;

namespace {

void write_attribute(RawId object, const std::string& name, RawId type, RawId memory_type,
                     RawId space, const void* value, std::string_view file,
                     const std::string& where) {
  const auto attribute =
      own(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, file,
          where, "write");
  if (value == nullptr) return;  // an empty list
  check(H5Awrite(attribute.get(), memory_type, value), file, where, "write");
}

void write_text_attribute(RawId object, const std::string& name, std::string_view text,
                          std::string_view file, const std::string& where) {
  const auto space = own(H5Screate(H5S_SCALAR), H5Sclose, file, where, "write");
  const std::string clean = detail::utf8(text);
  const char* pointer = clean.c_str();
  const RawId type = detail::stored_type(Type::text);
  write_attribute(object, name, type, type, space.get(), &pointer, file, where);
}

std::string attribute_name(const std::string& object, const std::string& name) {
  return fmt::format("attribute {} of {}", name, object);
}

}  // namespace

void File::describe(RawId object, const std::string& path, const About& about) {
  if (about.shape.empty()) return;
  write_text_attribute(object, "shape", about.shape, name_, path);
  write_text_attribute(object, "unit", about.unit, name_, path);
  write_text_attribute(object, "meaning", about.meaning, name_, path);
}

void File::set(const std::string& object, const std::string& name, std::string_view text) {
  const auto id =
      own(H5Oopen(id_.get(), object.c_str(), H5P_DEFAULT), H5Oclose, name_, object, "open");
  write_text_attribute(id.get(), name, text, name_, attribute_name(object, name));
}

void File::set(const std::string& object, const std::string& name,
               std::span<const std::string> texts) {
  const std::string where = attribute_name(object, name);
  const auto id =
      own(H5Oopen(id_.get(), object.c_str(), H5P_DEFAULT), H5Oclose, name_, object, "open");
  std::vector<std::string> clean;
  for (const auto& t : texts) clean.push_back(detail::utf8(t));
  std::vector<const char*> pointers;
  for (const auto& t : clean) pointers.push_back(t.c_str());
  const hsize_t dims[] = {pointers.size()};
  const auto space = own(H5Screate_simple(1, dims, nullptr), H5Sclose, name_, where, "write");
  const RawId type = detail::stored_type(Type::text);
  write_attribute(id.get(), name, type, type, space.get(), pointers.data(), name_, where);
}

void File::set_number(const std::string& object, const std::string& name, Type type,
                      const void* value) {
  const std::string where = attribute_name(object, name);
  const auto id =
      own(H5Oopen(id_.get(), object.c_str(), H5P_DEFAULT), H5Oclose, name_, object, "open");
  const auto space = own(H5Screate(H5S_SCALAR), H5Sclose, name_, where, "write");
  write_attribute(id.get(), name, detail::stored_type(type), detail::memory_type(type), space.get(),
                  value, name_, where);
}

bool File::has_attribute(const std::string& object, const std::string& name) const {
  const htri_t found = H5Aexists_by_name(id_.get(), object.c_str(), name.c_str(), H5P_DEFAULT);
  if (found < 0) H5Eclear2(H5E_DEFAULT);
  return found > 0;
}

namespace {

// An attribute that must be there, of this type, with `rank` dimensions (0: one value).
Handle open_attribute(RawId file, const std::string& object, const std::string& name, Type type,
                      int rank, const std::string& file_name) {
  const std::string where = attribute_name(object, name);
  const RawId id = H5Aopen_by_name(file, object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
  if (id < 0) {
    H5Eclear2(H5E_DEFAULT);
    fail_store("{}: {} is missing (every results file has it); was the file written by Battalion?",
               file_name, where);
  }
  Handle attribute(id, H5Aclose);
  const auto stored = own(H5Aget_type(id), H5Tclose, file_name, where, "read");
  detail::check_stored_type(stored.get(), type, file_name, where);
  const auto space = own(H5Aget_space(id), H5Sclose, file_name, where, "read");
  if (H5Sget_simple_extent_ndims(space.get()) != rank) {
    fail_store("{}: {} has an unexpected shape; was the file written by Battalion?", file_name,
               where);
  }
  return attribute;
}

}  // namespace

void File::get_number(const std::string& object, const std::string& name, Type type,
                      void* value) const {
  const auto attribute = open_attribute(id_.get(), object, name, type, 0, name_);
  check(H5Aread(attribute.get(), detail::memory_type(type), value), name_,
        attribute_name(object, name), "read");
}

std::string File::text(const std::string& object, const std::string& name) const {
  const std::string where = attribute_name(object, name);
  const auto attribute = open_attribute(id_.get(), object, name, Type::text, 0, name_);
  char* pointer = nullptr;
  check(H5Aread(attribute.get(), detail::memory_type(Type::text), &pointer), name_, where, "read");
  std::string text = pointer == nullptr ? "" : pointer;
  check(H5free_memory(pointer), name_, where, "read");
  return text;
}

std::vector<std::string> File::texts(const std::string& object, const std::string& name) const {
  const std::string where = attribute_name(object, name);
  const auto attribute = open_attribute(id_.get(), object, name, Type::text, 1, name_);
  const auto space = own(H5Aget_space(attribute.get()), H5Sclose, name_, where, "read");
  const hssize_t points = H5Sget_simple_extent_npoints(space.get());
  check(points, name_, where, "read");
  if (bytes_ != 0 && static_cast<std::uint64_t>(points) > bytes_) {
    fail_store("{}: {} claims {} elements (its file holds far fewer); the file is damaged", name_, where, points);
  }
  std::vector<char*> pointers(static_cast<std::size_t>(points));
  std::vector<std::string> texts;
  if (pointers.empty()) return texts;
  check(H5Aread(attribute.get(), detail::memory_type(Type::text), pointers.data()), name_, where,
        "read");
  for (const char* p : pointers) texts.emplace_back(p == nullptr ? "" : p);
  check(H5Dvlen_reclaim(detail::memory_type(Type::text), space.get(), H5P_DEFAULT, pointers.data()),
        name_, where, "read");
  return texts;
}

}  // namespace battalion::store::h5
