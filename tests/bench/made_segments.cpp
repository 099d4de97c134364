// Segments of a sweep that never ran, as its ranks would have left them: what tests/bench/aggregate.py aggregates.
//
//   made_segments plan OUT PROGRAMS FIRST    the manifest: 1,718 samples in 430 tasks, PROGRAMS programs from the FIRST
//   made_segments model OUT DIR FIRST TAIL   DIR/TASK-NUMBER.h5, the segments of the first 8 tasks and of the last
//   made_segments seal FILE...               ends each in a seal
//   made_segments check OUT/sweep.h5 FIRST TAIL    whether the file holds these scores, in places drawn
//
// Each task has the scores of one of the first 8, so that a million programs are made in minutes. They are 32 samples apart, farther
// than any packing looks back.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "made_scores.hpp"
#include "store/durable.hpp"
#include "store/manifest.hpp"
#include "store/segment.hpp"
#include "store/sweep_file.hpp"

namespace {

using namespace battalion;

constexpr std::uint32_t samples = 1718, task_samples = 4, models = 8, unit_programs = 131'072;
constexpr std::uint32_t tasks = (samples + task_samples - 1) / task_samples;
constexpr std::uint32_t units_a_segment = 4;  // about 64 MiB of results, when a rank writes them

std::uint32_t samples_of(std::uint32_t task) { return std::min(task_samples, samples - task * task_samples); }
/// Whose scores it has.
std::uint32_t model_of(std::uint32_t task) { return task + 1 == tasks ? task : task % models; }
std::uint32_t model_sample(std::uint32_t sample) { return model_of(sample / task_samples) * task_samples + sample % task_samples; }

arc::Grid drawn_grid(std::uint64_t seed) {
  arc::Grid g{static_cast<std::uint16_t>(3 + bench::mixed(seed) % 18), static_cast<std::uint16_t>(3 + bench::mixed(seed + 1) % 18), {}};
  for (int i = 0; i < g.height * g.width; ++i) g.cells.push_back(static_cast<std::int8_t>(bench::mixed(seed + 2 + static_cast<unsigned>(i)) % 10));
  return g;
}

store::ProgramRow program_of(std::uint32_t number) {
  store::ProgramRow row;
  row.name = fmt::format("made_{}", number);
  row.file = "made/programs.py";
  row.line = 9 * number + 1;
  row.source = fmt::format("def {}(I):\n", row.name);
  for (std::uint64_t k = 1, h = bench::mixed(number); k < 8; ++k, h = bench::mixed(h)) {
    row.source += fmt::format("    x{} = {}(x{}, {})\n", k, h % 3 == 0 ? "replace" : h % 3 == 1 ? "upscale" : "crop", k - 1, h % 1000);
  }
  row.source += "    return x7\n";
  row.canonical_digest = bench::mixed(number + 1);
  row.lowered = "yes";
  return row;
}

void write_plan(const std::string& out, std::uint32_t programs, std::uint32_t first_program) {
  store::Manifest m;
  m.facts.battalion_version = "made";
  m.facts.battalion_commit = "made";
  m.facts.configuration = {{"tasks", "made"}, {"programs", fmt::format("made-{}", first_program)}};
  m.facts.programs_digest = bench::mixed(first_program);
  m.facts.set_order = "canonical";
  m.facts.pairing = "cross";
  m.facts.started_ns = 1'700'000'000'000'000'000 + first_program;
  for (std::uint32_t t = 0; t < tasks; ++t) {
    const std::uint32_t count = samples_of(t), first = t * task_samples;
    m.tasks.push_back({fmt::format("{:08x}", t), "made", count - 1, first, count});
    for (std::uint32_t i = 0; i < count; ++i) {
      const bool demo = i + 1 < count;
      m.samples.push_back({TaskId(t), demo ? arc::Split::demo : arc::Split::test, demo ? i : 0, drawn_grid(1000 * (first + i)), drawn_grid(1000 * model_sample(first + i) + 500)});
    }
    for (std::uint32_t p = 0; p < programs; p += unit_programs) {
      m.units.push_back({TaskId(t), first, count, p, std::min(unit_programs, programs - p)});
    }
  }
  for (std::uint32_t p = 0; p < programs; ++p) m.programs.push_back(program_of(first_program + p));
  store::write_manifest(out, m);
}

score::UnitResult unit_of(const store::Manifest& m, std::uint32_t number, std::uint32_t first_program, const bench::MadeScores& scores) {
  const store::UnitRow& planned = m.units[number];
  score::UnitResult u;
  u.unit = UnitId(number);
  u.task = planned.task;
  u.first_sample = SampleId(planned.first_sample);
  u.sample_count = planned.sample_count;
  u.busy_ns = 2'000'000'000;
  u.errors.push_back({"cpu", "limit exceeded"});
  for (int e = 0; e < 5; ++e) u.errors.push_back({"ValueError", fmt::format("no such thing: {}", e)});
  for (std::uint32_t p = 0; p < planned.program_count; ++p) u.programs.emplace_back(planned.first_program + p);
  u.cells.reserve(std::size_t{planned.sample_count} * planned.program_count);
  for (std::uint32_t s = planned.first_sample; s < planned.first_sample + planned.sample_count; ++s) {
    u.timings.push_back({500'000'000, 480'000'000, 1'000, m.facts.started_ns + s});
    for (const ProgramId p : u.programs) {
      u.cells.push_back(scores.cell(planned.task.value, s, first_program + p.value, m.samples[s].output.cells.size()));
    }
  }
  return u;
}

void write_models(const std::string& out, const std::filesystem::path& folder, std::uint32_t first_program, double tail) {
  std::uint64_t digest = 0;
  const store::Manifest m = store::read_outline(out, &digest);
  const auto units_a_task = static_cast<std::uint32_t>(m.units.size()) / tasks;
  const store::RankRecord record{units_a_segment, 8'000'000'000, 0, m.facts.started_ns, m.facts.started_ns + 8'000'000'000, {}};
  const bench::MadeScores scores(tail);
  for (std::uint32_t t = 0; t < tasks; ++t) {
    if (model_of(t) != t) continue;
    for (std::uint32_t first = 0, number = 0; first < units_a_task; first += units_a_segment, ++number) {
      std::vector<score::UnitResult> units;
      for (std::uint32_t u = first; u < std::min(first + units_a_segment, units_a_task); ++u) {
        units.push_back(unit_of(m, t * units_a_task + u, first_program, scores));
      }
      store::write_segment(folder / fmt::format("{}-{}.h5", t, number), digest, {0, "node", "cpu"}, units, record);
    }
  }
}

void seal(const std::filesystem::path& path) {
  std::vector<char> bytes(std::filesystem::file_size(path));
  std::ifstream(path, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  store::write_sealed(path, std::as_bytes(std::span(bytes)));
}

void check_file(const std::string& path, std::uint32_t first_program, double tail) {
  const store::SweepFile file(path);
  const bench::MadeScores scores(tail);
  std::mt19937_64 random(1);
  const auto count = static_cast<std::uint32_t>(file.programs().size());
  const auto errors = file.errors();
  for (int k = 0; k < 200; ++k) {
    const auto s = static_cast<std::uint32_t>(random() % file.samples().size());
    const std::uint32_t wide = std::min(count, 500u), p = static_cast<std::uint32_t>(random() % (count - wide + 1));
    const store::Rectangle part{s, 1, p, wide};
    const auto outcome = file.outcomes(part);
    const auto right = file.cells_right(part);
    const auto digest = file.output_digests(part);
    const auto error = file.error_numbers(part);
    const auto& sample = file.samples()[s];
    const std::size_t cells = std::size_t{sample.output.height} * sample.output.width;
    for (std::uint32_t i = 0; i < wide; ++i) {
      const auto made = scores.cell(model_of(sample.task.value), model_sample(s), first_program + p + i, cells);
      const bool limit = error[i] != 0 && errors.at(error[i] - 1).kind == "cpu";
      if (outcome[i] != made.outcome || right[i] != made.cells_right || digest[i] != made.output_digest ||
          (error[i] != 0) != (made.error != 0) || limit != (made.error == 1)) {
        throw std::runtime_error(fmt::format("sample {}, program {} is not as it was made", s, p + i));
      }
    }
  }
}

std::uint32_t number_of(const char* text) { return static_cast<std::uint32_t>(std::stoul(text)); }

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::string what = argc > 1 ? argv[1] : "";
    if (what == "plan" && argc == 5) {
      write_plan(argv[2], number_of(argv[3]), number_of(argv[4]));
    } else if (what == "model" && argc == 6) {
      write_models(argv[2], argv[3], number_of(argv[4]), std::stod(argv[5]));
    } else if (what == "seal" && argc > 2) {
      for (int k = 2; k < argc; ++k) seal(argv[k]);
    } else if (what == "check" && argc == 5) {
      check_file(argv[2], number_of(argv[3]), std::stod(argv[4]));
    } else {
      fmt::print(stderr, "usage: see the head of tests/bench/made_segments.cpp\n");
      return 2;
    }
    return 0;
  } catch (const std::exception& e) {
    fmt::print(stderr, "made_segments: {}\n", e.what());
    return 1;
  }
}
