#pragma once
// From JSON to tasks, with every fault named. Source-private to src/arc (names nlohmann/json).

#include <nlohmann/json.hpp>
#include <string>

#include "arc/dataset.hpp"

namespace battalion::arc {

/// {"train": [...], "test": [...]}; tests without "output" get none. `solutions`, where given, is the array of
/// their outputs. Throws InputError naming file, task, sample.
Task parse_task(const std::string& file, const std::string& id, const nlohmann::json& task,
                const nlohmann::json* solutions = nullptr);
/// [{"input", "output"}, ...]: all demos.
Task parse_pairs(const std::string& file, const std::string& id, const nlohmann::json& pairs);

}  // namespace battalion::arc
