#pragma once
// What a sweep is, as plain data: written by rank 0 before scoring, so that its folder alone is
// enough to aggregate (or finish) it.

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arc/dataset.hpp"
#include "arc/grid.hpp"
#include "base/id.hpp"
#include "store/schema.hpp"

namespace battalion::store {

struct TaskRow {
  std::string id;
  std::string file;
  std::uint32_t demo_count = 0;
  std::uint32_t first_sample = 0;  ///< row of samples
  std::uint32_t sample_count = 0;
  bool operator==(const TaskRow&) const = default;
};

struct SampleRow {
  TaskId task;
  arc::Split split = arc::Split::demo;
  std::uint32_t index = 0;  ///< within its split
  arc::Grid input;
  arc::Grid output;  ///< 0x0 where unknown
  bool operator==(const SampleRow&) const = default;
};

/// What validation found when it ran a program (or an equal one in its stead) on its task's samples.
struct ProgramCheck {
  std::uint32_t samples = 0;  ///< that it was run on; 0 where it was not run
  std::uint32_t exact = 0;    ///< of them
  std::uint8_t outcome = 0;   ///< of the first sample that is no success; exact where all are; pending: not run
  std::int64_t wall_ns = 0;   ///< over its samples
  std::int64_t cpu_ns = 0;    ///< likewise
  std::int64_t worst_cpu_ns = 0;  ///< of one sample
  std::string message;            ///< kind and message of that first outcome; empty where none
  bool operator==(const ProgramCheck&) const = default;
};

struct ProgramRow {
  std::string name;
  std::string file;
  std::uint32_t line = 0;
  std::string source;
  std::string entry;               ///< of a program in Python: the function that answers; empty for the DSL's
  std::uint64_t canonical_digest = 0;
  std::int32_t duplicate_of = -1;  ///< first program of equal digest; -1 where it is the first
  std::int32_t task = -1;          ///< the task it belongs to under `own`; -1 where none
  std::string lowered;             ///< how it was lowered for an engine, or why not
  std::string warning;             ///< why it raises on every input, as far as its text tells
  ProgramCheck check;
  bool operator==(const ProgramRow&) const = default;
};

struct ProblemRow {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string message;
  std::string program;
  bool operator==(const ProblemRow&) const = default;
};

struct UnitRow {
  TaskId task;
  std::uint32_t first_sample = 0;  ///< row of samples (of all, not within the task)
  std::uint32_t sample_count = 0;
  std::uint32_t first_program = 0;  ///< within the task's list of programs
  std::uint32_t program_count = 0;
  bool operator==(const UnitRow&) const = default;
};

/// The sweep's facts, without its tables.
struct SweepFacts {
  std::uint32_t schema = schema_version;
  std::string battalion_version;
  std::string battalion_commit;
  std::vector<std::pair<std::string, std::string>> configuration;  ///< in order; keys are unique
  std::uint64_t dataset_digest = 0;
  std::uint64_t programs_digest = 0;
  std::string set_order;           ///< "cpython" or "canonical"
  std::string pairing;             ///< "own" or "cross"
  std::string python;            ///< the interpreter of programs in Python: version, path, packages; empty where there are none
  std::string python_isolation;  ///< what these were locked with
  std::int64_t started_ns = 0;     ///< Unix time
  std::vector<std::string> hosts;  ///< sorted, each once
  bool operator==(const SweepFacts&) const = default;
  /// The configuration's value of this key; "not known" where it has none.
  std::string_view configured(std::string_view key) const;
  bool has(std::string_view key) const;
};

struct Manifest {
  SweepFacts facts;
  std::vector<TaskRow> tasks;
  std::vector<SampleRow> samples;
  std::vector<ProgramRow> programs;
  std::vector<ProblemRow> problems;
  std::vector<UnitRow> units;
  /// Under `own`: programs of task t are pair_program[pair_offset[t] .. pair_offset[t+1]),
  /// ascending. Under `cross` both are empty: every program meets every task.
  std::vector<std::uint64_t> pair_offset;
  std::vector<std::uint32_t> pair_program;
  std::uint64_t programs_left_out = 0;  ///< that there are, where their rows were not read

  bool operator==(const Manifest&) const = default;
  bool cross() const { return facts.pairing == "cross"; }
  std::uint64_t program_count() const { return programs.size() + programs_left_out; }
  std::uint64_t programs_of(TaskId task) const;
  /// The program at `position` of the task's list.
  std::uint32_t program_at(TaskId task, std::uint64_t position) const;
};

/// Tells this sweep from every other (its starting time is part of it); segments carry it.
/// O(size of the manifest).
std::uint64_t digest(const Manifest& manifest);

std::filesystem::path manifest_path(const std::filesystem::path& out);
std::filesystem::path segments_path(const std::filesystem::path& out);
std::filesystem::path sweep_path(const std::filesystem::path& out);

/// Writes OUT/manifest.h5, whole or not at all, and makes OUT and OUT/segments where they are
/// missing. Returns digest(manifest). Throws StoreError.
std::uint64_t write_manifest(const std::filesystem::path& out, const Manifest& manifest);

/// `digest` (if given) receives the digest under which it was written. Throws StoreError for a
/// missing, damaged, foreign, inconsistent or newer one.
Manifest read_manifest(const std::filesystem::path& out, std::uint64_t* digest = nullptr);
/// The same without the rows of its programs, of which there may be millions: only how many they are.
Manifest read_outline(const std::filesystem::path& out, std::uint64_t* digest = nullptr);

}  // namespace battalion::store
