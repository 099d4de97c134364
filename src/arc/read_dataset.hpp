#pragma once
// Reads datasets in the forms in which they are published.

#include <filesystem>

#include "arc/dataset.hpp"

namespace battalion::arc {

/// A folder of task files (ARC-AGI-1 and -2) or of flat pair lists (RE-ARC: all pairs are demos), a folder with
/// Kaggle's pair of challenges and solutions files, or one file of any of these kinds; what a file is, is told
/// by its content. Solutions are looked for beside a challenges file, under its name with "solutions" for
/// "challenges". Throws InputError, one line, for anything that is wrong.
Dataset read_dataset(const std::filesystem::path& path);

}  // namespace battalion::arc
