#include "arc/detail/json_task.hpp"

#include <string_view>

#include "base/contract.hpp"

namespace battalion::arc::detail {
namespace {

/// Where a grid stands, put into words only where a message needs it.
struct Place {
  const std::string& file;
  const std::string& task;
  Split split = Split::demo;
  std::size_t index = 0;
  std::string_view part = "";

  template <class... Args>
  [[noreturn]] void fail(fmt::format_string<Args...> text, Args&&... args) const {
    fail_input("{}: task {}: {} {}{}{}: {} correct the file", file, task, name(split),
               index, part.empty() ? "" : " ", part,
               fmt::format(text, std::forward<Args>(args)...));
  }
};

std::int8_t colour_of(const Json& cell, std::size_t i, std::size_t j, const Place& place) {
  if (!cell.is_number_integer()) {
    place.fail("the cell at row {}, column {} is {} (a cell is an integer from 0 to 9)", i, j,
               type_of(cell));
  }
  // As unsigned, negative numbers are large ones.
  const auto colour = cell.get<std::uint64_t>();
  if (colour > 9) {
    place.fail("the cell at row {}, column {} is {} (colours are 0 to 9)", i, j, cell.dump());
  }
  return static_cast<std::int8_t>(colour);
}

Grid grid_of(const Json& rows, const Place& place) {
  if (!rows.is_array()) place.fail("is {} (a grid is an array of rows)", type_of(rows));
  if (rows.empty()) place.fail("the grid is empty (a grid has 1 to {} rows)", max_data_side);
  if (rows.size() > max_data_side) {
    place.fail("the grid has {} rows (a grid has 1 to {})", rows.size(), max_data_side);
  }
  Grid grid;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Json& row = rows[i];
    if (!row.is_array()) place.fail("row {} is {} (a row is an array of cells)", i, type_of(row));
    if (row.empty()) place.fail("row {} is empty (a row has 1 to {} cells)", i, max_data_side);
    if (row.size() > max_data_side) {
      place.fail("row {} has {} cells (a row has 1 to {})", i, row.size(), max_data_side);
    }
    if (i == 0) {
      grid.height = static_cast<std::uint16_t>(rows.size());
      grid.width = static_cast<std::uint16_t>(row.size());
      grid.cells.reserve(rows.size() * row.size());
    } else if (row.size() != grid.width) {
      place.fail("row {} has {} cells, row 0 has {} (the rows of a grid are equally long)", i,
                 row.size(), grid.width);
    }
    for (std::size_t j = 0; j < row.size(); ++j)
      grid.cells.push_back(colour_of(row[j], i, j, place));
  }
  return grid;
}

void add_samples(Task& task, const Json& list, Split split) {
  if (!list.is_array()) {
    fail_input("{}: task {}: \"{}\" is {} (it lists samples) correct the file", task.file, task.id,
               split == Split::demo ? "train" : "test", type_of(list));
  }
  task.samples.reserve(task.samples.size() + list.size());
  for (std::size_t k = 0; k < list.size(); ++k) {
    const Json& pair = list[k];
    Place place{task.file, task.id, split, k};
    if (!pair.is_object()) {
      place.fail("is {} (a sample is an object with \"input\" and \"output\")", type_of(pair));
    }
    Sample sample;
    sample.split = split;
    sample.index = static_cast<std::uint32_t>(k);
    const auto input = pair.find("input");
    if (input == pair.end()) place.fail("has no \"input\" (a sample has an input and an output)");
    place.part = "input";
    sample.input = grid_of(*input, place);
    const auto output = pair.find("output");
    if (output != pair.end() && !(split == Split::test && output->is_null())) {
      place.part = "output";
      sample.output = grid_of(*output, place);
    } else if (split == Split::demo) {
      place.part = "";
      place.fail("has no \"output\" (only a test may lack one)");
    }
    task.samples.push_back(std::move(sample));
  }
  if (split == Split::demo) task.demo_count = static_cast<std::uint32_t>(list.size());
}

void expect_demos(const Task& task) {
  if (task.demo_count != 0) return;
  fail_input("{}: task {} has no demos (programs are chosen by demos alone) give it at least one",
             task.file, task.id);
}

}  // namespace

Task task_of(const Json& content, const std::string& id, const std::string& file) {
  if (!content.is_object()) {
    fail_input("{}: task {} is {} (a task is an object with \"train\" and \"test\") correct the file", file, id,
               type_of(content));
  }
  Task task{.id = id, .file = file, .samples = {}, .demo_count = 0};
  if (const auto demos = content.find("train"); demos != content.end()) {
    add_samples(task, *demos, Split::demo);
  }
  expect_demos(task);
  if (const auto tests = content.find("test"); tests != content.end()) {
    add_samples(task, *tests, Split::test);
  }
  return task;
}

Task task_of_pairs(const Json& content, const std::string& id, const std::string& file) {
  Task task{.id = id, .file = file, .samples = {}, .demo_count = 0};
  add_samples(task, content, Split::demo);
  expect_demos(task);
  return task;
}

void add_solutions(Task& task, const Json& grids, const std::string& file) {
  if (!grids.is_array()) {
    fail_input("{}: task {} is {} (its solutions are an array of grids, one a test) correct the file", file, task.id,
               type_of(grids));
  }
  const std::size_t tests = task.samples.size() - task.demo_count;
  if (grids.size() != tests) {
    fail_input("{}: task {} has {} solutions, but {} tests in {} (one a test is needed) correct the file", file,
               task.id, grids.size(), tests, task.file);
  }
  for (std::size_t k = 0; k < tests; ++k) {
    task.samples[task.demo_count + k].output =
        grid_of(grids[k], Place{file, task.id, Split::test, k, "output"});
  }
}

}  // namespace battalion::arc::detail
