#pragma once
// Where the parts of a sweep lie: OUT/part-3-of-8, each a sweep's folder.

#include <cstdint>
#include <filesystem>
#include <map>
#include <vector>

#include "arc/dataset.hpp"

namespace battalion::app {

/// `out` itself for a whole dataset (or where there is none, for a dry run).
std::filesystem::path part_folder(const std::filesystem::path& out, const arc::Part& part);

/// What there is of the parts of one sweep.
struct PartFolders {
  std::uint32_t count = 0;                       ///< into which it is split; 0: OUT holds no part
  std::map<std::uint32_t, std::filesystem::path> found;  ///< by number, from 1
};
/// Throws InputError where there are parts of two ways to split.
PartFolders list_parts(const std::filesystem::path& out);

/// The folders of all parts that OUT holds, in order; none where it holds none. Throws InputError
/// where one is missing, or where there are parts of two ways to split.
std::vector<std::filesystem::path> find_parts(const std::filesystem::path& out);

}  // namespace battalion::app
