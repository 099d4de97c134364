// Datasets: blocks of numbers, and columns of text.

#include <hdf5.h>

#include <algorithm>

#include "store/detail/chunk_reader.hpp"
#include "store/detail/h5_call.hpp"
#include "store/h5.hpp"

namespace battalion::store::h5 {

using detail::check;
using detail::own;

Layout column_layout(std::uint64_t size) {
  Layout layout;
  layout.chunk = {std::clamp<std::uint64_t>(size, 1, 65536)};
  return layout;
}

std::uint64_t Dataset::size() const {
  std::uint64_t n = 1;
  for (const auto e : extents_) n *= e;
  return n;
}

void Dataset::check_type(Type type) const {
  if (type == type_) return;
  throw ContractError(fmt::format("{} holds {}, accessed as {}", path_, name(type_), name(type)));
}

namespace {

/// Texts are converted on their way. Unless told how much room to take for that, HDF5 takes and clears a mebibyte, twice, be
/// they three: most of the time of writing a small file.
Handle text_transfer(std::string_view file, std::string_view path, std::string_view action) {
  auto list = own(H5Pcreate(H5P_DATASET_XFER), H5Pclose, file, path, action);
  check(H5Pset_buffer(list.get(), 64 << 10, nullptr, nullptr), file, path, action);
  return list;
}

}  // namespace

void Dataset::transfer(bool writing, const Extents& start, const Extents& count, void* data,
                       std::uint64_t pitch) const {
  const std::size_t rank = extents_.size();
  BATTALION_EXPECT(start.size() == rank && count.size() == rank);
  const char* const action = writing ? "write" : "read";
  if (std::find(count.begin(), count.end(), 0) != count.end()) return;
  for (std::size_t d = 0; d < rank; ++d) {
    if (count[d] > extents_[d] || start[d] > extents_[d] - count[d]) {
      throw ContractError(fmt::format("{}: block outside of it", path_));
    }
  }
  if (writing && packs(start, count)) return write_chunks(start, count, static_cast<const std::byte*>(data), pitch);
  if (!writing && reader_ && reader_->read(start, count, static_cast<std::byte*>(data), pitch)) return;
  const std::vector<hsize_t> from(start.begin(), start.end());
  const std::vector<hsize_t> size(count.begin(), count.end());
  const auto space = own(H5Dget_space(id_.get()), H5Sclose, file_, path_, action);
  check(
      H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, from.data(), nullptr, size.data(), nullptr),
      file_, path_, action);
  auto rows = size;
  if (rank == 2 && pitch != 0) rows[1] = pitch;
  const auto memory = own(H5Screate_simple(static_cast<int>(rank), rows.data(), nullptr), H5Sclose,
                          file_, path_, action);
  const std::vector<hsize_t> zero(rank, 0);
  check(
      H5Sselect_hyperslab(memory.get(), H5S_SELECT_SET, zero.data(), nullptr, size.data(), nullptr),
      file_, path_, action);
  const RawId type = detail::memory_type(type_);
  const Handle texts = type_ == Type::text ? text_transfer(file_, path_, action) : Handle();
  const RawId how = type_ == Type::text ? texts.get() : H5P_DEFAULT;
  const herr_t result = writing ? H5Dwrite(id_.get(), type, memory.get(), space.get(), how, data)
                                : H5Dread(id_.get(), type, memory.get(), space.get(), how, data);
  check(result, file_, path_, action);
}

void Dataset::extend(std::uint64_t size) {
  const hsize_t dims[] = {size};
  check(H5Dset_extent(id_.get(), dims), file_, path_, "extend");
  extents_ = {size};
}

void File::write_text(const std::string& path, std::span<const std::string> data,
                      const Layout& layout, const About& about) {
  auto set = create_dataset(path, Type::text, {data.size()}, layout, about);
  constexpr std::size_t batch = 65536;  // so that cleaned copies of millions do not pile up
  std::vector<std::string> clean;
  std::vector<const char*> pointers;
  for (std::size_t at = 0; at < data.size(); at += batch) {
    clean.clear();
    pointers.clear();
    for (const auto& s : data.subspan(at, std::min(batch, data.size() - at))) {
      clean.push_back(detail::utf8(s));
    }
    for (const auto& s : clean) pointers.push_back(s.c_str());
    set.transfer(true, {at}, {pointers.size()}, pointers.data(), 0);
  }
}

std::vector<std::string> File::read_text(const std::string& path) const {
  const auto set = open_dataset(path, Type::text, 1);
  const std::uint64_t size = checked_size(set);
  std::vector<std::string> data;
  data.reserve(size);
  constexpr std::uint64_t batch = 65536;
  for (std::uint64_t at = 0; at < size; at += batch) {
    std::vector<char*> pointers(std::min(batch, size - at), nullptr);
    set.transfer(false, {at}, {pointers.size()}, pointers.data(), 0);
    for (const char* p : pointers) data.emplace_back(p == nullptr ? "" : p);
    const hsize_t dims[] = {pointers.size()};
    const auto space = own(H5Screate_simple(1, dims, nullptr), H5Sclose, name_, path, "read");
    check(
        H5Dvlen_reclaim(detail::memory_type(Type::text), space.get(), H5P_DEFAULT, pointers.data()),
        name_, path, "read");
  }
  return data;
}

std::vector<std::string> File::read_text(const std::string& path, std::uint64_t size) const {
  auto data = read_text(path);
  check_length(path, data.size(), size);
  return data;
}

}  // namespace battalion::store::h5
