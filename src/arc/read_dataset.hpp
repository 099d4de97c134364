#pragma once
// Reads a dataset, whatever form it has: the content of each file tells.

#include <filesystem>

#include "arc/dataset.hpp"

namespace battalion::arc {

/// `path` is
/// - a folder of task files or flat pair lists (*.json, sorted by name, not recursive; the task's
/// id is the
///   file's name without ".json"; in a flat list all pairs are demos), or one with such a folder
///   "tasks";
/// - a Kaggle challenges file, whose solutions are beside it under the same name with "solutions"
/// for
///   "challenges" (without them the test outputs are unknown), or a folder with nothing but that
///   pair;
/// - a single task file or flat pair list.
/// Throws InputError, one line that names file, task and place, for anything that is not so.
Dataset read_dataset(const std::filesystem::path& path);

}  // namespace battalion::arc
