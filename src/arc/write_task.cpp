#include "arc/write_task.hpp"

#include <fmt/format.h>

#include <iterator>
#include <span>

namespace battalion::arc {
namespace {

void write(std::string& out, const Grid& grid) {
  for (int i = 0; i < grid.height; ++i) {
    out += i == 0 ? "[[" : ", [";
    for (int j = 0; j < grid.width; ++j) {
      if (j != 0) out += ", ";
      fmt::format_to(std::back_inserter(out), "{}", grid.at(i, j));
    }
    out += ']';
  }
  out += ']';
}

void write(std::string& out, std::span<const Sample> samples) {
  out += '[';
  for (const Sample& sample : samples) {
    out += &sample == samples.data() ? "\n  {\"input\": " : ",\n  {\"input\": ";
    write(out, sample.input);
    if (!sample.output.cells.empty()) {
      out += ", \"output\": ";
      write(out, sample.output);
    }
    out += '}';
  }
  out += ']';
}

}  // namespace

std::string write_task(const Task& task) {
  const std::span<const Sample> samples(task.samples);
  std::string out = "{\"train\": ";
  write(out, samples.first(task.demo_count));
  out += ",\n \"test\": ";
  write(out, samples.subspan(task.demo_count));
  out += "}\n";
  return out;
}

}  // namespace battalion::arc
