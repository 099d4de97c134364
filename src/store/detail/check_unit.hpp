#pragma once

#include <filesystem>

#include "score/result.hpp"
#include "store/manifest.hpp"

namespace battalion::store::detail {

/// Throws StoreError, naming `path`, where a unit is not the one that the manifest plans under its
/// number.
void check_unit(const Manifest& manifest, const score::UnitResult& unit,
                const std::filesystem::path& path);

}  // namespace battalion::store::detail
