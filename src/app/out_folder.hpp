#pragma once
// The folder that a sweep's results go to: whether it may be used, and making it ready.

#include <filesystem>

namespace battalion::app {

/// Throws InputError where the folder holds a sweep and `overwrite` is off, where it is no folder,
/// and where nothing can be made or written in it. Makes the folder where it is missing; removes
/// nothing.
void check_out_folder(const std::filesystem::path& out, bool overwrite);

/// Whether a sweep in the folder can be gone on with: it has a manifest.
bool holds_manifest(const std::filesystem::path& out);
/// Whether there are segments, set aside or not, or an aggregated file.
bool holds_results(const std::filesystem::path& out);

/// Removes the sweep that the folder holds, if any: its manifest, its segments, its aggregated
/// file, what killed writers have left under temporary names, and nothing else. Throws InputError.
void clear_out_folder(const std::filesystem::path& out);

}  // namespace battalion::app
