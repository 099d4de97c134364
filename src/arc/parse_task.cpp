#include "arc/parse_task.hpp"

#include "base/contract.hpp"

namespace battalion::arc {
namespace {

using nlohmann::json;

/// Where we are, for messages.
struct Place {
  const std::string& file;
  const std::string& id;
  const char* split;
  std::size_t index;
  std::string text(const char* side) const { return fmt::format("{}: task '{}', {} {}, {}", file, id, split, index, side); }
};

Grid parse_grid(const json& rows, const Place& at, const char* side) {
  const auto bad = [&](const std::string& what) { fail_input("{}: {}", at.text(side), what); };
  if (!rows.is_array()) bad("no grid (a grid is an array of rows)");
  if (rows.empty()) bad("empty grid (it has no rows) every grid has at least one cell");
  if (rows.size() > max_data_side) {
    bad(fmt::format("grid of {} rows is too large (at most {} x {})", rows.size(), max_data_side, max_data_side));
  }
  Grid grid;
  grid.height = static_cast<std::uint16_t>(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const json& row = rows[i];
    if (!row.is_array()) bad(fmt::format("row {} is no array", i));
    if (row.empty()) bad(fmt::format("empty grid (row {} has no cells) every grid has at least one cell", i));
    if (i == 0 && row.size() > max_data_side) {
      bad(fmt::format("grid of {} columns is too large (at most {} x {})", row.size(), max_data_side, max_data_side));
    }
    if (i == 0) grid.width = static_cast<std::uint16_t>(row.size());
    if (row.size() != grid.width) {
      bad(fmt::format("ragged grid (row {} has {} cells, row 0 has {})", i, row.size(), grid.width));
    }
    for (std::size_t j = 0; j < row.size(); ++j) {
      const json& cell = row[j];
      if (!cell.is_number_integer()) bad(fmt::format("cell ({}, {}) is {} (colours are integers 0-9)", i, j, cell.dump()));
      if ((cell.is_number_unsigned() && cell.get<std::uint64_t>() > 9) || cell.get<std::int64_t>() < 0) {
        bad(fmt::format("cell ({}, {}) is {} (colours are integers 0-9)", i, j, cell.dump()));
      }
      grid.cells.push_back(static_cast<std::int8_t>(cell.get<int>()));
    }
  }
  return grid;
}

void parse_samples(const std::string& file, const std::string& id, const json& list, Split split,
                   const json* solutions, Task& task) {
  const char* name = split == Split::demo ? "demo" : "test";
  if (!list.is_array()) fail_input("{}: task '{}': its {}s are no array", file, id, name);
  if (solutions != nullptr && (!solutions->is_array() || solutions->size() != list.size())) {
    fail_input("{}: task '{}': {} solutions for {} tests (there must be one a test)", file, id,
               solutions->is_array() ? solutions->size() : 0, list.size());
  }
  for (std::size_t k = 0; k < list.size(); ++k) {
    const Place at{file, id, name, k};
    const json& pair = list[k];
    if (!pair.is_object() || !pair.contains("input")) {
      fail_input("{}: task '{}', {} {}: no input (a sample is {{\"input\": ..., \"output\": ...}})", file, id, name, k);
    }
    Sample sample;
    sample.split = split;
    sample.index = static_cast<std::uint32_t>(k);
    sample.input = parse_grid(pair["input"], at, "input");
    if (solutions != nullptr) {
      sample.output = parse_grid((*solutions)[k], at, "solution");
    } else if (pair.contains("output")) {
      sample.output = parse_grid(pair["output"], at, "output");
    } else if (split == Split::demo) {
      fail_input("{}: task '{}', demo {}: no output (every demo has one)", file, id, k);
    }
    task.samples.push_back(std::move(sample));
  }
}

void need_demos(const Task& task) {
  if (task.demo_count == 0) {
    fail_input("{}: task '{}' has no demos (programs are judged by them) add at least one, or remove the task", task.file,
               task.id);
  }
}

}  // namespace

Task parse_task(const std::string& file, const std::string& id, const json& json_task, const json* solutions) {
  Task task;
  task.id = id;
  task.file = file;
  if (!json_task.is_object() || !json_task.contains("train")) {
    fail_input("{}: task '{}': no \"train\" (a task is {{\"train\": [...], \"test\": [...]}})", file, id);
  }
  parse_samples(file, id, json_task["train"], Split::demo, nullptr, task);
  task.demo_count = static_cast<std::uint32_t>(task.samples.size());
  need_demos(task);
  if (json_task.contains("test")) parse_samples(file, id, json_task["test"], Split::test, solutions, task);
  return task;
}

Task parse_pairs(const std::string& file, const std::string& id, const json& pairs) {
  Task task;
  task.id = id;
  task.file = file;
  parse_samples(file, id, pairs, Split::demo, nullptr, task);
  task.demo_count = static_cast<std::uint32_t>(task.samples.size());
  need_demos(task);
  return task;
}

}  // namespace battalion::arc
