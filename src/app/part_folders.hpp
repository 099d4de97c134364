#pragma once
// Where the parts of a sweep lie: OUT/part-3-of-8, each a sweep's folder.

#include <filesystem>
#include <vector>

#include "arc/dataset.hpp"

namespace battalion::app {

/// `out` itself for a whole dataset (or where there is none, for a dry run).
std::filesystem::path part_folder(const std::filesystem::path& out, const arc::Part& part);

/// The folders of all parts that OUT holds, in order; none where it holds none. Throws InputError
/// where one is missing, or where there are parts of two ways to split.
std::vector<std::filesystem::path> find_parts(const std::filesystem::path& out);

}  // namespace battalion::app
