#pragma once
// One worker's turn at a few samples: programs on the lanes, what these cannot tell on the interpreter.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "arc/dataset.hpp"
#include "exec/grace_watch.hpp"
#include "score/device_ahead.hpp"
#include "score/evaluator.hpp"
#include "score/lane_evaluator.hpp"
#include "score/scorer.hpp"
#include "score/unit_tally.hpp"

namespace battalion::score {

/// What a worker evaluates with, and where it says which program it is at.
struct Member {
  std::unique_ptr<Evaluator> evaluator;
  std::unique_ptr<LaneEvaluator> lanes;  ///< null where the interpreter does all
  std::unique_ptr<exec::Post> post;      ///< null where nobody watches
};

class ForeignAnswers;

/// What came of a unit's pairs before: on the rank's device, and of programs of other languages.
struct Ahead {
  const DeviceAnswers* told = nullptr;  ///< null where no device did
  const char* why_not = nullptr;        ///< static text, where one should have
  ForeignAnswers* foreign = nullptr;    ///< null where there are no such programs; each answer is taken from it
};

/// What a post is told: a program and a sample of the dataset.
inline std::uint64_t tag_of(ProgramId program, SampleId sample) {
  return std::uint64_t{program.value} << 32 | sample.value;
}

/// What the lanes could not tell, of all whose turn it is: whoever is done with the lanes takes of it.
class Leftovers {
 public:
  struct Pair {
    std::size_t program, sample;  ///< of todo; of the samples at hand
    std::string_view punt;
  };
  explicit Leftovers(std::size_t samples) : by_sample_(samples) {}
  void add(std::span<const Pair> pairs);
  /// One of this sample, if there is one left, else of another; nothing where none is there.
  std::optional<Pair> take(std::size_t sample);

 private:
  std::mutex mutex_;
  std::vector<std::vector<Pair>> by_sample_;  ///< the next one last
};

/// The programs that a worker takes it first tries on the lanes, on all samples side by side; what these cannot tell comes
/// afterwards, sample by sample, for the interpreter knows one at a time. Keeps references to all that it is given but `todo`.
class Turn {
 public:
  /// Samples from `first` on, as many as `out` has places; out[r].verdicts[k] is to be that of unit.programs[todo[k]]. What a
  /// device has told of the unit, if one has, and programs of other languages, is taken from there.
  Turn(const arc::Dataset& dataset, const ScoreOptions& options, Member& member, const UnitSpec& unit, SampleId first,
       std::span<const std::uint32_t> todo, Leftovers& left, std::vector<Evaluated>& out, const Ahead& ahead)
      : dataset_(dataset),
        options_(options),
        member_(member),
        unit_(unit),
        first_(first),
        todo_(todo),
        left_(left),
        out_(out),
        ahead_(ahead),
        spent_ns_(out.size(), 0) {}

  /// In how many pieces workers take so many programs.
  static std::size_t pieces(std::size_t programs) { return (programs + programs_at_once - 1) / programs_at_once; }

  /// next: of todo, shared by all whose turn it is. Throws exec::Stopped where it was cancelled.
  void go(std::atomic<std::size_t>& next);

  /// [sample] wall time.
  const std::vector<std::int64_t>& spent_ns() const { return spent_ns_; }

 private:
  /// Neighbours in the battery share more nodes than strangers.
  static constexpr std::size_t programs_at_once = 32;
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  SampleId id(std::size_t r) const { return SampleId(first_.value + static_cast<std::uint32_t>(r)); }
  const arc::Sample& sample(std::size_t r) const { return dataset_.sample(id(r)); }
  /// Within the unit.
  std::size_t sample_number(std::size_t r) const {
    return id(r).value - dataset_.first_sample(unit_.task).value - unit_.first_sample;
  }
  ProgramId program(std::size_t k) const { return unit_.programs[todo_[k]]; }
  bool wants_grid() const { return options_.keep != Keep::none; }

  template <class Fn>
  void watched(std::size_t k, std::size_t r, const Fn& fn);
  void evaluate(std::size_t k, std::size_t r);
  const char* take_told(std::size_t k, std::size_t r);
  void interpret(const Leftovers::Pair& pair);

  const arc::Dataset& dataset_;
  const ScoreOptions& options_;
  Member& member_;
  const UnitSpec& unit_;
  const SampleId first_;
  const std::span<const std::uint32_t> todo_;
  Leftovers& left_;
  std::vector<Evaluated>& out_;
  const Ahead ahead_;
  std::vector<Leftovers::Pair> own_left_;  ///< not yet among those of all
  std::size_t interpreting_ = none;  ///< the sample that the evaluator knows
  std::int64_t last_ns_ = 0, read_ns_ = 0;  ///< wall time up to which somebody was charged, and as last read
  std::vector<std::int64_t> spent_ns_;
};

}  // namespace battalion::score
