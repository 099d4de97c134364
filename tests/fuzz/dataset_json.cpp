// Task files, flat pair lists and Kaggle's files, as the reader meets them: in a folder, by their content.
// With a second file the input is both of them, apart at the first byte 0.

#include "arc/pack.hpp"
#include "arc/read_dataset.hpp"
#include "arc/write_task.hpp"
#include "fuzz.hpp"

namespace battalion {
namespace {

using fuzz::require;

void check(const arc::Grid& grid) {
  require(grid.height >= 1 && grid.height <= arc::max_data_side && grid.width >= 1 && grid.width <= arc::max_data_side,
          "a grid of a wrong size");
  require(grid.cells.size() == std::size_t{grid.height} * grid.width, "a grid without all of its cells");
  for (const std::int8_t cell : grid.cells) require(cell >= 0 && cell <= 9, "a cell that is no colour");
}

void check(const arc::Dataset& dataset, const std::filesystem::path& again) {
  for (const arc::Task& task : dataset.tasks()) {
    require(task.demo_count >= 1 && task.demo_count <= task.samples.size(), "a task without demos");
    for (const arc::Sample& s : task.samples) {
      check(s.input);
      if (s.split == arc::Split::demo || !s.output.cells.empty()) check(s.output);
    }
  }
  require(arc::unpack(arc::pack(dataset)).digest() == dataset.digest(), "a dataset does not travel");
  if (dataset.task_count() == 0) return;
  // Written out and read again it is the same, but for its id, which is the file's name then.
  const arc::Task& task = dataset.tasks().front();
  const std::string text = arc::write_task(task);
  fuzz::write_file(again, text.data(), text.size());
  const arc::Dataset second = arc::read_dataset(again);
  const auto alike = [](const arc::Sample& a, const arc::Sample& b) {
    return a.split == b.split && a.input == b.input && a.output == b.output;
  };
  require(std::equal(task.samples.begin(), task.samples.end(), second.tasks()[0].samples.begin(),
                     second.tasks()[0].samples.end(), alike),
          "a task that was written is read as another");
}

}  // namespace
}  // namespace battalion

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace battalion;
  static const fuzz::TempFolder folder, elsewhere;
  const std::filesystem::path first = folder.path() / BATTALION_FUZZ_FILE;
  std::size_t cut = size;
#ifdef BATTALION_FUZZ_SECOND
  const std::filesystem::path second = folder.path() / BATTALION_FUZZ_SECOND;
  const auto* zero = size == 0 ? nullptr : static_cast<const std::uint8_t*>(std::memchr(data, 0, size));
  if (zero != nullptr) {
    cut = static_cast<std::size_t>(zero - data);
    fuzz::write_file(second, zero + 1, size - cut - 1);
  } else {
    std::filesystem::remove(second);
  }
#endif
  fuzz::write_file(first, data, cut);
  const auto why = fuzz::refusal([&] { check(arc::read_dataset(first), elsewhere.path() / "again.json"); });
  if (why) fuzz::require(why->find(".json") != std::string::npos, "a refusal that names no file");
  return 0;
}
