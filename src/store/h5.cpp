#include "store/h5.hpp"

#include <hdf5.h>

#include <utility>

#include "store/detail/chunk_reader.hpp"
#include "store/detail/h5_call.hpp"

namespace battalion::store::h5 {

using detail::check;
using detail::own;

std::string_view name(Type type) {
  static constexpr std::string_view names[] = {"i8",  "u8",  "u16", "i32",
                                               "u32", "i64", "u64", "text"};
  return names[static_cast<int>(type)];
}

std::size_t detail::bytes_of(Type type) {
  static constexpr std::size_t bytes[] = {1, 1, 2, 4, 4, 8, 8, 16};
  return bytes[static_cast<int>(type)];
}

Handle::Handle(Handle&& other) noexcept
    : id_(std::exchange(other.id_, -1)), closer_(other.closer_) {}

Handle& Handle::operator=(Handle&& other) noexcept {
  if (this != &other) {
    close_quietly();
    id_ = std::exchange(other.id_, -1);
    closer_ = other.closer_;
  }
  return *this;
}

bool Handle::close() noexcept {
  const RawId id = std::exchange(id_, -1);
  return id < 0 || closer_(id) >= 0;
}

namespace {

Handle property_list(hid_t kind, std::string_view file) {
  return own(H5Pcreate(kind), H5Pclose, file, "a property list", "create");
}

// The 1.10 format has checksums on all of its metadata. CLOSE_STRONG: closing the file closes what
// is open in it, so that an exception on the way cannot leave it half open.
Handle file_access(std::string_view file, H5F_libver_t format = H5F_LIBVER_V110) {
  auto access = property_list(H5P_FILE_ACCESS, file);
  check(H5Pset_libver_bounds(access.get(), format, H5F_LIBVER_V110), file, "it", "set up");
  check(H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG), file, "it", "set up");
  return access;
}

Handle file_creation(std::string_view file) {
  auto creation = property_list(H5P_FILE_CREATE, file);
  check(H5Pset_obj_track_times(creation.get(), false), file, "it", "set up");
  return creation;
}

Handle link_creation(std::string_view file) {
  auto creation = property_list(H5P_LINK_CREATE, file);
  check(H5Pset_create_intermediate_group(creation.get(), 1), file, "it", "set up");
  return creation;
}

}  // namespace

File File::create(const std::filesystem::path& path) {
  detail::prepare();
  File file;
  file.name_ = path.string();
  const auto access = file_access(file.name_);
  const auto creation = file_creation(file.name_);
  file.id_ = own(H5Fcreate(file.name_.c_str(), H5F_ACC_TRUNC, creation.get(), access.get()),
                 H5Fclose, file.name_, "the file", "create");
  return file;
}

File File::create_in_memory(const std::filesystem::path& name) {
  detail::prepare();
  File file;
  file.name_ = name.string();
  // Only the superblock is of the oldest format: newer ones say "open for writing", and taking the
  // image clears that mark without redoing the checksum beside it; the image could not be opened
  // again.
  const auto access = file_access(file.name_, H5F_LIBVER_EARLIEST);
  constexpr std::size_t step = 256 * 1024;
  check(H5Pset_fapl_core(access.get(), step, false), file.name_, "it", "set up");
  const auto creation = file_creation(file.name_);
  file.id_ = own(H5Fcreate(file.name_.c_str(), H5F_ACC_TRUNC, creation.get(), access.get()),
                 H5Fclose, file.name_, "the file", "create");
  check(H5Fset_libver_bounds(file.id_.get(), H5F_LIBVER_V110, H5F_LIBVER_V110), file.name_, "it",
        "set up");
  return file;
}

File File::open(const std::filesystem::path& path) {
  detail::prepare();
  File file;
  file.name_ = path.string();
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    fail_store("{}: no such file (a results file is needed); give the sweep.h5 of a finished sweep",
               file.name_);
  }
  const auto access = file_access(file.name_);
  const RawId id = H5Fopen(file.name_.c_str(), H5F_ACC_RDONLY, access.get());
  if (id < 0) {
    fail_store("{}: cannot be read as HDF5 ({}); it is cut short, damaged or another kind of file",
               file.name_, detail::reason());
  }
  file.id_ = Handle(id, H5Fclose);
  hsize_t bytes = 0;
  check(H5Fget_filesize(id, &bytes), file.name_, "the file", "take the size of");
  file.bytes_ = bytes;
  return file;
}

std::vector<std::byte> File::image() {
  check(H5Fflush(id_.get(), H5F_SCOPE_LOCAL), name_, "the file", "flush");
  const ssize_t size = H5Fget_file_image(id_.get(), nullptr, 0);
  check(size, name_, "the file", "take the image of");
  std::vector<std::byte> bytes(static_cast<std::size_t>(size));
  check(H5Fget_file_image(id_.get(), bytes.data(), bytes.size()), name_, "the file",
        "take the image of");
  return bytes;
}

void File::close() {
  if (!id_.close()) check(-1, name_, "the file", "finish writing");
}

void File::create_group(const std::string& path) {
  const auto links = link_creation(name_);
  const auto creation = property_list(H5P_GROUP_CREATE, name_);
  check(H5Pset_obj_track_times(creation.get(), false), name_, path, "set up");
  own(H5Gcreate2(id_.get(), path.c_str(), links.get(), creation.get(), H5P_DEFAULT), H5Gclose,
      name_, path, "create");
}

Dataset File::create_dataset(const std::string& path, Type type, const Extents& extents,
                             const Layout& layout, const About& about) {
  Dataset set;
  set.type_ = type;
  set.extents_ = extents;
  set.layout_ = layout;
  set.file_ = name_;
  set.path_ = path;
  const std::vector<hsize_t> dims(extents.begin(), extents.end());
  auto most = dims;
  if (layout.growing) most[0] = H5S_UNLIMITED;
  const auto space = own(H5Screate_simple(static_cast<int>(dims.size()), dims.data(), most.data()),
                         H5Sclose, name_, path, "create");
  const auto creation = property_list(H5P_DATASET_CREATE, name_);
  check(H5Pset_obj_track_times(creation.get(), false), name_, path, "set up");
  if (!layout.chunk.empty() && (layout.packing != Packing::none || layout.growing)) {
    const std::vector<hsize_t> chunk(layout.chunk.begin(), layout.chunk.end());
    check(H5Pset_chunk(creation.get(), static_cast<int>(chunk.size()), chunk.data()), name_, path,
          "set up");
    const bool shuffled = layout.packing == Packing::shuffled;
    if (shuffled) check(H5Pset_shuffle(creation.get()), name_, path, "set up");
    // Whole numbers that come again are found at once or not at all.
    if (layout.packing != Packing::none) check(H5Pset_deflate(creation.get(), shuffled ? 3 : 1), name_, path, "set up");
  }
  if (layout.fill) {
    check(H5Pset_fill_value(creation.get(), H5T_NATIVE_INT64, &*layout.fill), name_, path,
          "set up");
  }
  const auto links = link_creation(name_);
  set.id_ = own(H5Dcreate2(id_.get(), path.c_str(), detail::stored_type(type), space.get(),
                           links.get(), creation.get(), H5P_DEFAULT),
                H5Dclose, name_, path, "create");
  describe(set.id_.get(), path, about);
  return set;
}

Dataset File::open_dataset(const std::string& path, Type type, std::size_t rank,
                           std::size_t cache) const {
  if (!exists(path)) {
    fail_store("{}: {} is missing (every results file has it); was the file written by Battalion?",
               name_, path);
  }
  Dataset set;
  set.type_ = type;
  set.file_ = name_;
  set.path_ = path;
  // The library's default (1 MiB) holds not one chunk of the widest matrix.
  const auto access = property_list(H5P_DATASET_ACCESS, name_);
  check(H5Pset_chunk_cache(access.get(), 521, cache, 1.0), name_, path, "set up");
  set.id_ = own(H5Dopen2(id_.get(), path.c_str(), access.get()), H5Dclose, name_, path, "open");
  const auto stored = own(H5Dget_type(set.id_.get()), H5Tclose, name_, path, "read the type of");
  detail::check_stored_type(stored.get(), type, name_, path);
  const auto space = own(H5Dget_space(set.id_.get()), H5Sclose, name_, path, "read the shape of");
  const int found = H5Sget_simple_extent_ndims(space.get());
  if (found != static_cast<int>(rank)) {
    fail_store("{}: {} has {} dimensions (expected {}); was the file written by Battalion?", name_,
               path, found, rank);
  }
  std::vector<hsize_t> dims(rank);
  check(H5Sget_simple_extent_dims(space.get(), dims.data(), nullptr), name_, path,
        "read the shape of");
  set.extents_.assign(dims.begin(), dims.end());
  set.reader_ = detail::ChunkReader::of(set.id_.get(), set.extents_, type, cache, bytes_);
  return set;
}

bool File::exists(const std::string& path) const {
  // H5Lexists wants every step on the way to exist.
  for (auto at = path.find('/', 1);; at = path.find('/', at + 1)) {
    const htri_t found = H5Lexists(id_.get(), path.substr(0, at).c_str(), H5P_DEFAULT);
    if (found <= 0) {
      H5Eclear2(H5E_DEFAULT);
      return false;
    }
    if (at == std::string::npos) return true;
  }
}

void File::check_length(const std::string& path, std::uint64_t found,
                        std::uint64_t expected) const {
  if (found == expected) return;
  fail_store("{}: {} has {} rows (its table has {}); the file is damaged", name_, path, found,
             expected);
}

std::uint64_t File::checked_size(const Dataset& set) const {
  // No memory is taken for what the file cannot hold: deflate packs at most 1,032 bytes into one.
  constexpr std::uint64_t packed = 1040;
  const std::uint64_t most = bytes_ == 0 ? std::uint64_t{1} << 36 : bytes_ * packed / detail::bytes_of(set.type_);
  if (set.size() > most) {
    fail_store("{}: {} claims {} elements (its file holds far fewer); the file is damaged", name_,
               set.path_, set.size());
  }
  return set.size();
}

std::string library_version() {
  unsigned major = 0, minor = 0, release = 0;
  detail::prepare();
  H5get_libversion(&major, &minor, &release);
  return fmt::format("{}.{}.{}", major, minor, release);
}

}  // namespace battalion::store::h5
