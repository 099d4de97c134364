#include "arc/pack.hpp"

#include <algorithm>

namespace battalion::arc {
namespace {

void put(Packer& packer, const Grid& grid) {
  packer.put(grid.height);
  packer.put(grid.width);
  packer.put(grid.cells);
}

Grid get_grid(Unpacker& in) {
  Grid grid;
  grid.height = in.get<std::uint16_t>();
  grid.width = in.get<std::uint16_t>();
  grid.cells = in.get<std::vector<std::int8_t>>();
  if (grid.cells.size() != std::size_t{grid.height} * grid.width) {
    throw ContractError("grid in a message has a wrong number of cells");
  }
  return grid;
}

}  // namespace

Bytes pack(const Dataset& dataset) {
  Packer packer;
  packer.put(dataset.task_count());
  for (const Task& task : dataset.tasks()) {
    packer.put(task.id);
    packer.put(task.file);
    packer.put(task.demo_count);
    packer.put(static_cast<std::uint32_t>(task.samples.size()));
    for (const Sample& sample : task.samples) {
      packer.put(sample.split);
      packer.put(sample.index);
      put(packer, sample.input);
      put(packer, sample.output);
    }
  }
  packer.put(static_cast<std::uint32_t>(dataset.elsewhere().size()));
  for (const std::string& id : dataset.elsewhere()) packer.put(id);
  return packer.take();
}

Dataset unpack(const Bytes& bytes) {
  Unpacker in(bytes);
  std::vector<Task> tasks;
  const auto task_count = in.get<std::uint32_t>();
  // A count may be no more than what its bytes can hold: a damaged one must not take all memory.
  tasks.reserve(std::min<std::size_t>(task_count, bytes.size() / sizeof(std::uint64_t)));
  for (std::uint32_t t = 0; t < task_count; ++t) {
    Task task;
    task.id = in.get<std::string>();
    task.file = in.get<std::string>();
    task.demo_count = in.get<std::uint32_t>();
    const auto sample_count = in.get<std::uint32_t>();
    for (std::uint32_t s = 0; s < sample_count; ++s) {
      Sample sample;
      sample.split = in.get<Split>();
      if (sample.split > Split::test) throw ContractError("sample in a message is neither demo nor test");
      sample.index = in.get<std::uint32_t>();
      sample.input = get_grid(in);
      sample.output = get_grid(in);
      task.samples.push_back(std::move(sample));
    }
    if (task.demo_count > sample_count) throw ContractError("task in a message has too many demos");
    tasks.push_back(std::move(task));
  }
  std::vector<std::string> elsewhere;
  for (auto left = in.get<std::uint32_t>(); left > 0; --left) elsewhere.push_back(in.get<std::string>());
  if (!in.done()) throw ContractError("message too long");
  Dataset dataset(std::move(tasks));
  dataset.set_elsewhere(std::move(elsewhere));
  return dataset;
}

}  // namespace battalion::arc
