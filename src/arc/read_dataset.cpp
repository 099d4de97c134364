#include "arc/read_dataset.hpp"

#include <algorithm>
#include <optional>

#include "arc/detail/json_file.hpp"
#include "arc/detail/json_task.hpp"
#include "arc/read_text.hpp"
#include "base/contract.hpp"

namespace battalion::arc {
namespace fs = std::filesystem;
using detail::FileKind;
using detail::Json;

namespace {

std::string quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', true, Json::error_handler_t::replace);
}

/// Where the solutions of a challenges file would be, if its name says.
std::optional<fs::path> solutions_path(const fs::path& challenges) {
  const std::string_view word = "challenges";
  std::string name = challenges.filename().string();
  const auto at = name.rfind(word);
  if (at == name.npos) return std::nullopt;
  name.replace(at, word.size(), "solutions");
  return challenges.parent_path() / name;
}

void add_solutions(std::vector<Task>& tasks, const fs::path& file) {
  const Json content = detail::load_json(file);
  if (!content.is_object()) {
    fail_input("{}: is {} (solutions are an object: task id to grids) correct the file", file.string(),
               detail::type_of(content));
  }
  for (Task& task : tasks) {
    const auto it = content.find(task.id);
    if (it == content.end()) {
      fail_input(
          "{}: task {} has no solution (it is in {}) remove the file to score without solutions",
          file.string(), task.id, task.file);
    }
    detail::add_solutions(task, *it, file.string());
  }
  // Both are sorted, and every task was found: more keys than tasks means unknown ones.
  if (content.size() == tasks.size()) return;
  for (const auto& [id, grids] : content.items()) {
    const auto known =
        std::lower_bound(tasks.begin(), tasks.end(), id,
                         [](const Task& t, const std::string& i) { return t.id < i; });
    if (known != tasks.end() && known->id == id) continue;
    fail_input("{}: {} is no task (the challenges in {} do not have it) remove it", file.string(), quoted(id),
               tasks.front().file);
  }
}

std::vector<Task> read_challenges(const Json& content, const fs::path& file) {
  std::vector<Task> tasks;
  tasks.reserve(content.size());
  for (const auto& [id, task] : content.items()) {
    const auto odd = [](unsigned char c) { return c <= ' ' || c == 0x7f; };
    if (id.empty() || std::any_of(id.begin(), id.end(), odd)) {
      fail_input("{}: {} is no task id (ids are words) rename it", file.string(), quoted(id));
    }
    tasks.push_back(detail::task_of(task, id, file.string()));
  }
  const auto solutions = solutions_path(file);
  std::error_code error;
  if (solutions && fs::exists(*solutions, error)) add_solutions(tasks, *solutions);
  return tasks;
}

[[noreturn]] void fail_other(const fs::path& file) {
  fail_input(
      "{}: is no ARC file (neither a task with \"train\" and \"test\", nor a list of "
      "\"input\"/\"output\" pairs, nor Kaggle challenges) name another",
      file.string());
}

[[noreturn]] void fail_solutions_alone(const fs::path& file) {
  fail_input("{}: holds solutions only (tasks are in the challenges file) name that one",
             file.string());
}

std::vector<Task> read_file(const fs::path& file) {
  const Json content = detail::load_json(file);
  switch (detail::kind_of(content)) {
    case FileKind::task:
      return {detail::task_of(content, file.stem().string(), file.string())};
    case FileKind::pairs:
      return {detail::task_of_pairs(content, file.stem().string(), file.string())};
    case FileKind::challenges:
      return read_challenges(content, file);
    case FileKind::solutions:
      fail_solutions_alone(file);
    case FileKind::other:
      break;
  }
  fail_other(file);
}

std::string names_of(const std::vector<fs::path>& paths) {
  std::string names;
  for (const fs::path& path : paths) {
    if (!names.empty()) names += ", ";
    names += path.filename().string();
  }
  return names;
}

[[noreturn]] void fail_empty(const fs::path& folder) {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::error_code gone;
    if (entry.is_directory(gone) && !list_files(entry.path(), ".json").empty()) {
      folders.push_back(entry.path());
    }
  }
  std::sort(folders.begin(), folders.end());
  fail_input("no *.json files in the folder {} (a dataset is a folder of task files) name {}{}",
             folder.string(),
             folders.empty() ? "another" : "one of its folders: ", names_of(folders));
}

std::vector<Task> read_folder(const fs::path& folder) {
  std::vector<Task> tasks;
  std::vector<fs::path> challenges;
  std::vector<fs::path> solutions;
  std::vector<fs::path> others;
  const std::vector<fs::path> files = list_files(folder, ".json");
  const fs::path below = folder / "tasks";
  std::error_code error;
  const bool has_below = fs::is_directory(below, error) && !list_files(below, ".json").empty();
  if (files.empty() && !has_below) fail_empty(folder);
  tasks.reserve(files.size());
  for (const fs::path& file : files) {
    const Json content = detail::load_json(file);
    switch (detail::kind_of(content)) {
      case FileKind::task:
        tasks.push_back(detail::task_of(content, file.stem().string(), file.string()));
        break;
      case FileKind::pairs:
        tasks.push_back(detail::task_of_pairs(content, file.stem().string(), file.string()));
        break;
      case FileKind::challenges:
        challenges.push_back(file);
        break;
      case FileKind::solutions:
        solutions.push_back(file);
        break;
      case FileKind::other:
        others.push_back(file);
        break;
    }
  }
  if (has_below && tasks.empty() && challenges.empty() && solutions.empty())
    return read_folder(below);
  if (!others.empty()) fail_other(others.front());
  if (challenges.empty() && solutions.empty()) return tasks;
  if (!tasks.empty()) {
    fail_input(
        "the folder {} mixes {} task files with {} (it is not clear which are meant) name the file "
        "to be read",
        folder.string(), tasks.size(), names_of(challenges.empty() ? solutions : challenges));
  }
  if (challenges.empty()) fail_solutions_alone(solutions.front());
  if (challenges.size() > 1) {
    fail_input("the folder {} holds several challenges (one dataset is read) name one of: {}",
               folder.string(), names_of(challenges));
  }
  if (solutions.size() > 1 ||
      (solutions.size() == 1 && solutions_path(challenges.front()) != solutions.front())) {
    fail_input(
        "the folder {} holds {} beside {} (the solutions' name is that of the challenges with "
        "\"solutions\" for \"challenges\") rename it, or name the challenges file",
        folder.string(), names_of(solutions), names_of(challenges));
  }
  return read_file(challenges.front());
}

}  // namespace

Dataset read_dataset(const fs::path& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) {
    fail_input("no dataset at {} ({}) check the path", path.string(),
               error && status.type() != fs::file_type::not_found
                   ? error.message()
                   : "there is no such file or folder");
  }
  return Dataset(fs::is_directory(status) ? read_folder(path) : read_file(path));
}

}  // namespace battalion::arc
