#pragma once
// A sweep made up for the store's tests: every result is a fixed function of (sample, program), so
// a test can say what any part of any file must hold.

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "store/aggregate.hpp"
#include "store/manifest.hpp"
#include "store/segment.hpp"

namespace battalion::store::testing {

/// A folder of its own, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "battalion-store-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Shape {
  std::uint32_t tasks = 3;
  std::uint32_t demos = 3;  ///< a task
  std::uint32_t tests = 1;
  std::uint32_t programs = 7;
  std::string pairing = "cross";
  std::uint32_t unit_programs = 4;  ///< at most, a unit
  bool split_samples = false;       ///< demos and tests in units of their own
};

inline arc::Grid made_grid(std::uint32_t seed) {
  arc::Grid g{
      static_cast<std::uint16_t>(1 + seed % 3), static_cast<std::uint16_t>(1 + seed % 5), {}};
  for (int i = 0; i < g.height * g.width; ++i)
    g.cells.push_back(static_cast<std::int8_t>((seed + i) % 10));
  return g;
}

inline bool paired(const Shape& shape, std::uint32_t task, std::uint32_t program) {
  return shape.pairing == "cross" || program % shape.tasks == task;
}

inline Manifest made_manifest(const Shape& shape) {
  Manifest m;
  m.facts.battalion_version = "0.1.0";
  m.facts.battalion_commit = "0123abc";
  m.facts.configuration = {{"tasks", "jobs/demo"}, {"programs", "a.py b.py"}, {"cpu-limit", "1"}};
  m.facts.dataset_digest = 0xfedcba9876543210u;
  m.facts.programs_digest = 42;
  m.facts.set_order = "cpython";
  m.facts.pairing = shape.pairing;
  m.facts.started_ns = 1'700'000'000'000'000'000;
  m.facts.hosts = {"node1"};
  for (std::uint32_t t = 0; t < shape.tasks; ++t) {
    const auto first = static_cast<std::uint32_t>(m.samples.size());
    m.tasks.push_back({fmt::format("task{:04}", t), fmt::format("data/task{:04}.json", t),
                       shape.demos, first, shape.demos + shape.tests});
    for (std::uint32_t i = 0; i < shape.demos + shape.tests; ++i) {
      const bool demo = i < shape.demos;
      const auto n = static_cast<std::uint32_t>(m.samples.size());
      m.samples.push_back({TaskId(t), demo ? arc::Split::demo : arc::Split::test,
                           demo ? i : i - shape.demos, made_grid(n), made_grid(n + 1)});
    }
  }
  for (std::uint32_t p = 0; p < shape.programs; ++p) {
    ProgramRow r;
    r.name = fmt::format("solve_{}", p);
    r.file = "programs/made.py";
    r.line = 10 * p + 1;
    r.source = fmt::format("def solve_{}(I):\n    return I  # \xc3\xa9\n", p);
    r.canonical_digest = 1000 + p / 2;
    r.duplicate_of = p % 2 == 1 ? static_cast<std::int32_t>(p - 1) : -1;
    r.task = shape.tasks == 0 ? -1 : static_cast<std::int32_t>(p % shape.tasks);
    r.lowered = "not lowered: no engine yet";
    m.programs.push_back(r);
  }
  m.problems.push_back({"programs/broken.py", 3, 7,
                        "unknown name `foo` (no primitive) did you mean `fork`?", "solve_x"});
  if (shape.pairing == "own") {
    m.pair_offset.push_back(0);
    for (std::uint32_t t = 0; t < shape.tasks; ++t) {
      for (std::uint32_t p = 0; p < shape.programs; ++p) {
        if (paired(shape, t, p)) m.pair_program.push_back(p);
      }
      m.pair_offset.push_back(m.pair_program.size());
    }
  }
  for (std::uint32_t t = 0; t < shape.tasks; ++t) {
    const auto& task = m.tasks[t];
    const auto programs = static_cast<std::uint32_t>(m.programs_of(TaskId(t)));
    for (std::uint32_t p = 0; p < programs; p += shape.unit_programs) {
      const auto n = std::min(shape.unit_programs, programs - p);
      if (shape.split_samples) {
        m.units.push_back({TaskId(t), task.first_sample, task.demo_count, p, n});
        m.units.push_back({TaskId(t), task.first_sample + task.demo_count,
                           task.sample_count - task.demo_count, p, n});
      } else {
        m.units.push_back({TaskId(t), task.first_sample, task.sample_count, p, n});
      }
    }
  }
  return m;
}

/// The outcome of every pair that is scored.
struct Made {
  score::Cell cell;
  score::ErrorKind error;  ///< where cell.error is not 0
  std::optional<arc::Grid> kept;
};

inline Made made_result(std::uint32_t sample, std::uint32_t program) {
  Made made;
  const std::uint32_t h = (sample * 2654435761u) ^ (program * 40503u + 977u * program * program);
  const auto kind = static_cast<score::Outcome>(1 + (h >> 5) % 6);
  made.cell.outcome = static_cast<std::uint8_t>(kind);
  if ((h >> 9) % 7 == 0) made.cell.outcome |= score::set_order_flag;
  if (kind == score::Outcome::exact || kind == score::Outcome::wrong) {
    made.cell.cells_right = static_cast<std::uint16_t>(h % 900);
    made.cell.output_digest = 0x9e3779b97f4a7c15u * (h + 1);
    made.kept = made_grid(h);
  } else if (kind != score::Outcome::skipped) {
    made.cell.error = 1;
    made.error = {kind == score::Outcome::error    ? "ValueError"
                  : kind == score::Outcome::memory ? "memory"
                                                   : "cpu",
                  kind == score::Outcome::error ? fmt::format("no such thing: {}", h % 5) : ""};
  }
  return made;
}

inline score::UnitResult made_unit(const Manifest& m, std::uint32_t number, bool keep = false) {
  const auto& planned = m.units[number];
  score::UnitResult u;
  u.unit = UnitId(number);
  u.task = planned.task;
  u.first_sample = SampleId(planned.first_sample);
  u.sample_count = planned.sample_count;
  u.busy_ns = 1000 + number;
  for (std::uint32_t i = 0; i < planned.program_count; ++i) {
    u.programs.emplace_back(m.program_at(planned.task, planned.first_program + i));
  }
  for (std::uint32_t s = 0; s < u.sample_count; ++s) {
    const std::uint32_t sample = planned.first_sample + s;
    u.timings.push_back({100 + sample, 90 + sample, 5, m.facts.started_ns + 10 * sample + number});
    for (const auto p : u.programs) {
      Made made = made_result(sample, p.value);
      if (made.cell.error != 0) {
        const auto found = std::find(u.errors.begin(), u.errors.end(), made.error);
        made.cell.error = static_cast<std::uint16_t>(1 + (found - u.errors.begin()));
        if (found == u.errors.end()) u.errors.push_back(made.error);
      }
      u.cells.push_back(made.cell);
      // Backwards, to see them put in order.
      if (keep && made.kept) u.kept.insert(u.kept.begin(), {SampleId(sample), p, *made.kept});
    }
  }
  u.phases.push_back({u.task, static_cast<std::uint8_t>(score::Phase::demo), 70, 60});
  return u;
}

inline RankInfo made_rank(std::uint32_t rank) {
  return {rank, fmt::format("node{}", 1 + rank / 2), rank % 2 == 0 ? "cpu" : "gpu"};
}

/// Deals the units (those of `only`, if given) to ranks in turn, `batch` units a segment.
inline void write_made_sweep(const std::filesystem::path& out, const Manifest& m,
                             std::uint32_t ranks, std::size_t batch, bool keep = false,
                             std::optional<std::vector<std::uint32_t>> only = std::nullopt) {
  const auto digest = write_manifest(out, m);
  if (!only) {
    only.emplace();
    for (std::uint32_t u = 0; u < m.units.size(); ++u) only->push_back(u);
  }
  std::vector<SegmentWriter> writers;
  std::vector<std::vector<score::UnitResult>> waiting(ranks);
  std::vector<std::uint32_t> done(ranks);
  for (std::uint32_t r = 0; r < ranks; ++r) writers.emplace_back(out, digest, made_rank(r));
  for (std::size_t i = 0; i < only->size(); ++i) {
    const auto r = i % ranks;
    waiting[r].push_back(made_unit(m, (*only)[i], keep));
    ++done[r];
    if (waiting[r].size() < batch) continue;
    writers[r].write(waiting[r]);
    waiting[r].clear();
  }
  for (std::uint32_t r = 0; r < ranks; ++r) {
    RankRecord record{done[r], 500, 50, m.facts.started_ns, m.facts.started_ns + 5000 + r, {}};
    record.phases.push_back(
        {score::no_task, static_cast<std::uint8_t>(score::Phase::load), 11, 10});
    writers[r].write(waiting[r], record);
  }
}

inline std::vector<char> read_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_bytes(const std::filesystem::path& path, std::span<const char> bytes) {
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace battalion::store::testing
