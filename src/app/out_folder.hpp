#pragma once
// The folder that a sweep's results go to: whether it may be used, and making it ready.

#include <filesystem>

namespace battalion::app {

/// Throws InputError where the folder holds a sweep and `overwrite` is off, where it is no folder,
/// and where nothing can be made or written in it. Makes the folder where it is missing; removes
/// nothing.
void check_out_folder(const std::filesystem::path& out, bool overwrite);

/// Removes the sweep that the folder holds, if any: its manifest, its segments, its aggregated
/// file, and nothing else. Throws InputError.
void clear_out_folder(const std::filesystem::path& out);

}  // namespace battalion::app
