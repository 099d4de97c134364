#include "arc/read_dataset.hpp"

#include <algorithm>
#include <optional>

#include "arc/json_text.hpp"
#include "arc/parse_task.hpp"
#include "base/contract.hpp"

namespace battalion::arc {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view challenges_word = "challenges";
constexpr std::string_view solutions_word = "solutions";

bool named(const fs::path& file, std::string_view word) { return file.filename().string().find(word) != std::string::npos; }

std::optional<fs::path> solutions_beside(const fs::path& challenges) {
  std::string name = challenges.filename().string();
  const std::size_t at = name.rfind(challenges_word);
  if (at == std::string::npos) return std::nullopt;
  const fs::path file = challenges.parent_path() / name.replace(at, challenges_word.size(), solutions_word);
  if (!fs::exists(file)) return std::nullopt;
  return file;
}

std::vector<Task> parse_challenges(const fs::path& file, const json& challenges) {
  json solutions;
  std::string solutions_file;
  if (const auto beside = solutions_beside(file)) {
    solutions_file = beside->string();
    solutions = parse_json(solutions_file, read_text(*beside));
    if (!solutions.is_object()) fail_input("{}: no solutions (an object from task id to grids is expected)", solutions_file);
    for (const auto& [id, grids] : solutions.items()) {
      if (!challenges.contains(id)) {
        fail_input("{}: task '{}' has solutions but no challenge (it is not in {})", solutions_file, id, file.string());
      }
    }
  }
  std::vector<Task> tasks;
  for (const auto& [id, task] : challenges.items()) {
    const bool known = solutions.is_object() && solutions.contains(id);
    if (solutions.is_object() && !known) {
      fail_input("{}: task '{}' has no solutions (its challenge is in {})", solutions_file, id, file.string());
    }
    tasks.push_back(parse_task(file.string(), id, task, known ? &solutions[id] : nullptr));
  }
  return tasks;
}

std::vector<Task> read_file(const fs::path& file) {
  const std::string name = file.string();
  const json content = parse_json(name, read_text(file));
  const std::string id = file.stem().string();
  std::vector<Task> tasks;
  if (content.is_array()) {
    tasks.push_back(parse_pairs(name, id, content));
  } else if (content.is_object() && (content.contains("train") || content.contains("test"))) {
    tasks.push_back(parse_task(name, id, content));
  } else if (content.is_object() && !content.empty() && content.begin()->is_object()) {
    tasks = parse_challenges(file, content);
  } else {
    fail_input("{}: neither a task, nor a list of pairs, nor a challenges file (an object with \"train\", an array, or "
               "an object of tasks is expected)",
               name);
  }
  return tasks;
}

std::vector<fs::path> json_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".json" && !entry.is_directory()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// A folder that holds Kaggle's files is read by its one challenges file.
std::optional<fs::path> challenges_in(const fs::path& folder, const std::vector<fs::path>& files) {
  std::vector<fs::path> found;
  for (const fs::path& f : files) {
    if (named(f, challenges_word)) found.push_back(f);
  }
  if (found.empty()) return std::nullopt;
  if (found.size() > 1) {
    fail_input("{}: {} challenges files (such as {} and {}) name the one to score", folder.string(), found.size(),
               found[0].filename().string(), found[1].filename().string());
  }
  return found[0];
}

std::vector<Task> read_folder(fs::path folder) {
  auto files = json_files(folder);
  // RE-ARC keeps its lists one level down.
  if (fs::is_directory(folder / "tasks") &&
      std::none_of(files.begin(), files.end(), [](const fs::path& f) { return f.filename() != "metadata.json"; })) {
    folder /= "tasks";
    files = json_files(folder);
  }
  if (files.empty()) fail_input("{}: no tasks (the folder holds no *.json file) check the path", folder.string());
  if (const auto challenges = challenges_in(folder, files)) return read_file(*challenges);
  std::vector<Task> tasks;
  for (const fs::path& f : files) {
    for (Task& t : read_file(f)) tasks.push_back(std::move(t));
  }
  return tasks;
}

}  // namespace

Dataset read_dataset(const fs::path& path) {
  std::error_code failed;
  if (!fs::exists(path, failed)) {
    fail_input("{}: no such file or folder (the tasks are looked for there) check --tasks", path.string());
  }
  try {
    return Dataset(fs::is_directory(path) ? read_folder(path) : read_file(path));
  } catch (const fs::filesystem_error& e) {
    fail_input("{}: cannot be read ({})", path.string(), e.code().message());
  }
}

}  // namespace battalion::arc
