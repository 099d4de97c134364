#pragma once
// Files that are complete or absent: written under a temporary name in the same folder, synced,
// renamed, the folder synced. A sealed file also ends in a checksum of all its bytes, so that one
// cut short or with a flipped bit is known before HDF5 gets to see it. (HDF5 and h5py ignore what
// follows the end of their data.)

#include <cstddef>
#include <filesystem>
#include <span>
#include <system_error>
#include <utility>

namespace battalion::store {

/// Where a file is written before it gets its name: hidden, in the same folder, this process's own
/// (`.NAME.HOST-PID.part`), so that what is left of a job that was killed is in nobody's way.
std::filesystem::path temporary_name(const std::filesystem::path& final_name);
/// Whether a file name is of that form: a leftover once its process is gone.
bool is_temporary(const std::string& file_name);

/// What becomes of a file that has the name already.
enum class Existing { replace, keep };

/// Writes bytes and seal. Returns false, having written nothing, where the name is taken and kept.
/// Throws StoreError (disk full, read-only, no such folder) and leaves nothing.
bool write_sealed(const std::filesystem::path& final_name, std::span<const std::byte> bytes,
                  Existing existing = Existing::replace);

/// Throws UnreadableError where the file cannot be read; StoreError where it is cut short or its
/// bytes do not fit the seal.
void check_seal(const std::filesystem::path& path);

/// Syncs a closed file and gives it its final name. Returns false, having removed it, where the name
/// is taken and kept. Throws StoreError and removes it where that fails.
bool publish(const std::filesystem::path& temporary, const std::filesystem::path& final_name,
             Existing existing = Existing::replace);

/// Gives a file another name in its folder unless that name is taken (then false). Atomic where the
/// file system has hard links, NFS among them. Throws StoreError.
bool rename_to_free(const std::filesystem::path& from, const std::filesystem::path& to);

/// Removes a temporary file on the way out, unless it was kept (or is gone).
class Temporary {
 public:
  explicit Temporary(std::filesystem::path path) : path_(std::move(path)) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    std::error_code ignored;
    if (!kept_) std::filesystem::remove(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }
  void keep() { kept_ = true; }

 private:
  std::filesystem::path path_;
  bool kept_ = false;
};

/// Makes a folder and its parents. Throws StoreError.
void make_folder(const std::filesystem::path& folder);

}  // namespace battalion::store
