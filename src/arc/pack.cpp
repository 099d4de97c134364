#include "arc/pack.hpp"

namespace battalion::arc {
namespace {

void put(Packer& out, const Grid& grid) {
  out.put(grid.height);
  out.put(grid.width);
  out.put(grid.cells);
}

Grid get_grid(Unpacker& in) {
  Grid grid;
  grid.height = in.get<std::uint16_t>();
  grid.width = in.get<std::uint16_t>();
  grid.cells = in.get<std::vector<std::int8_t>>();
  return grid;
}

}  // namespace

Bytes pack(const Dataset& dataset) {
  Packer out;
  out.put(dataset.task_count());
  for (const Task& t : dataset.tasks()) {
    out.put(t.id);
    out.put(t.file);
    out.put(t.demo_count);
    out.put(static_cast<std::uint32_t>(t.samples.size()));
    for (const Sample& s : t.samples) {
      out.put(s.split);
      out.put(s.index);
      put(out, s.input);
      put(out, s.output);
    }
  }
  return out.take();
}

Dataset unpack(const Bytes& bytes) {
  Unpacker in(bytes);
  std::vector<Task> tasks;
  const auto task_count = in.get<std::uint32_t>();
  for (std::uint32_t k = 0; k < task_count; ++k) {
    Task t;
    t.id = in.get<std::string>();
    t.file = in.get<std::string>();
    t.demo_count = in.get<std::uint32_t>();
    const auto sample_count = in.get<std::uint32_t>();
    for (std::uint32_t n = 0; n < sample_count; ++n) {
      Sample s;
      s.split = in.get<Split>();
      s.index = in.get<std::uint32_t>();
      s.input = get_grid(in);
      s.output = get_grid(in);
      t.samples.push_back(std::move(s));
    }
    tasks.push_back(std::move(t));
  }
  return Dataset(std::move(tasks));
}

}  // namespace battalion::arc
