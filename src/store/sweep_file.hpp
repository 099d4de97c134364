#pragma once
// Reads OUT/sweep.h5 for reports. Columns and rectangles are read as they are asked for; the
// matrices are never held whole. For one thread, like everything that touches HDF5.

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "arc/dataset.hpp"
#include "score/result.hpp"
#include "store/h5.hpp"
#include "store/kept_answers.hpp"
#include "store/manifest.hpp"

namespace battalion::store {

/// How many pairs ended how; unpaired ones are counted apart and in no total.
struct OutcomeCounts {
  std::array<std::uint64_t, score::outcome_count> by_code{};
  std::uint64_t set_order_dependent = 0;

  void add(std::uint8_t outcome) {
    const auto code = static_cast<std::size_t>(outcome & 0x7f);
    if (code < by_code.size()) ++by_code[code];
    if ((outcome & score::set_order_flag) != 0) ++set_order_dependent;
  }
  std::uint64_t of(score::Outcome o) const { return by_code[static_cast<std::size_t>(o)]; }
  /// Every pair that the pairing asks for, scored or not.
  std::uint64_t evaluations() const;
  bool operator==(const OutcomeCounts&) const = default;
};

struct Counts {
  OutcomeCounts all;
  std::vector<OutcomeCounts> by_task;     ///< [task]
  std::vector<OutcomeCounts> by_program;  ///< [program]
};

/// Parts of the matrices that lie in whole chunks: so read, each chunk is inflated once.
inline constexpr std::uint64_t band_samples = 64, band_programs = 65536;

/// A part of the matrices: samples [first_sample, +samples) by programs [first_program, +programs).
struct Rectangle {
  std::uint64_t first_sample = 0, samples = 0, first_program = 0, programs = 0;
};

/// [sample]
struct SampleTimings {
  std::vector<std::int64_t> wall_ns, cpu_ns, queue_ns, start_ns;
  std::vector<std::int32_t> rank, device;  ///< -1 where not scored; device: index into devices()
};

/// [phase], in order of task, phase, rank
struct PhaseTimings {
  std::vector<std::int32_t> task;  ///< -1: of the rank
  std::vector<std::uint8_t> phase;
  std::vector<std::int32_t> rank;
  std::vector<std::int64_t> wall_ns, cpu_ns;
};

struct SweepRank {
  std::uint32_t rank = 0;
  std::string host;
  std::string device;
  std::uint32_t units = 0;
  std::int64_t busy_ns = 0;
  std::int64_t idle_ns = 0;  ///< -1 where the rank left no record
  std::int64_t start_ns = 0, finish_ns = 0;
};

struct SweepError {
  std::string kind;
  std::string message;
  std::uint64_t count = 0;
};

class SweepFile {
 public:
  /// Reads facts and tables (no sources, no grids). Throws StoreError, one line, for a file that is
  /// missing, foreign, cut short, damaged or of a newer schema.
  explicit SweepFile(const std::filesystem::path& path);

  const SweepFacts& facts() const { return facts_; }
  const std::vector<std::string>& devices() const { return devices_; }
  std::int64_t finished_ns() const {
    return finished_ns_;
  }  ///< Unix time; 0 where nothing was scored
  std::uint64_t units() const { return units_; }
  std::uint64_t missing_units() const { return missing_units_; }
  std::span<const TaskRow> tasks() const { return tasks_; }
  /// Grids have their shapes, but no cells: see input() and output().
  std::span<const SampleRow> samples() const { return samples_; }
  /// Without source: see source().
  std::span<const ProgramRow> programs() const { return programs_; }
  const std::vector<ProblemRow>& problems() const { return problems_; }

  arc::Grid input(SampleId sample) const;
  arc::Grid output(SampleId sample) const;  ///< 0x0 where unknown
  std::string source(ProgramId program) const;
  std::vector<std::uint64_t> source_bytes() const;  ///< [program] length of its source

  /// Streams the outcome matrix; with `split`, only the samples of that split.
  Counts count(std::optional<arc::Split> split = std::nullopt) const;
  /// Calls f for parts that tile the matrix, in order of samples, then programs. `outcomes`:
  /// row-major.
  using Visit = std::function<void(const Rectangle&, std::span<const std::uint8_t> outcomes)>;
  void for_each_outcome(const Visit& visit) const;

  /// [samples][programs], row-major. Codes as in score::Cell; errors: 0, or 1 + index into
  /// errors().
  std::vector<std::uint8_t> outcomes(const Rectangle& part) const;
  std::vector<std::uint16_t> cells_right(const Rectangle& part) const;
  std::vector<std::uint64_t> output_digests(const Rectangle& part) const;
  std::vector<std::uint32_t> error_numbers(const Rectangle& part) const;

  SampleTimings sample_timings() const;
  PhaseTimings phase_timings() const;
  std::vector<score::Answered> answered() const;  ///< by engine and reason
  std::vector<SweepRank> ranks() const;
  std::vector<SweepError> errors() const;
  /// What failing programs in Python wrote, in order of program; none in older files.
  std::vector<score::Printed> printed() const;
  /// Kept answers of samples [first, first + count), in order of sample, program.
  std::vector<score::KeptOutput> outputs(SampleId first, std::uint32_t count) const;
  std::uint64_t output_count() const;  ///< all kept answers
  /// The same, for those who look for single answers.
  KeptAnswers kept_answers() const { return {file_, samples_.size(), programs_.size()}; }

 private:
  void check_outcome(const std::vector<std::uint8_t>& outcomes) const;
  void check_shapes() const;
  void check_order() const;
  template <class T>
  std::vector<T> read_part(const std::string& path, const Rectangle& part) const;
  arc::Grid read_grid(const std::string& offsets, SampleId sample, arc::Grid shape) const;

  h5::File file_;
  SweepFacts facts_;
  std::vector<std::string> devices_;
  std::int64_t finished_ns_ = 0;
  std::uint64_t units_ = 0, missing_units_ = 0;
  std::vector<TaskRow> tasks_;
  std::vector<SampleRow> samples_;
  std::vector<ProgramRow> programs_;
  std::vector<ProblemRow> problems_;
};

}  // namespace battalion::store
