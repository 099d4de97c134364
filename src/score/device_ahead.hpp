#pragma once
// Answers of a device, worked out ahead: units that are to come go there in batches, large enough to fill it, while what is
// back is looked at here.

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "arc/dataset.hpp"
#include "exec/cancellation.hpp"
#include "kernels/cuda/engine.hpp"
#include "score/program_images.hpp"
#include "score/scorer.hpp"

namespace battalion::score {

/// What the device told of one unit, [sample][column]; of what it was not asked, that it could not tell.
class DeviceAnswers {
 public:
  DeviceAnswers() = default;
  DeviceAnswers(std::size_t samples, std::size_t columns, bool grids);

  const kernels::PairAnswer& answer(std::size_t sample, std::size_t column) const { return answers_[sample * columns_ + column]; }
  /// Of an answer whose digest is not 0, where grids were asked for; else null.
  const kernels::Grid* grid(std::size_t sample, std::size_t column) const {
    return grids_.empty() ? nullptr : &grids_[sample * columns_ + column];
  }

 private:
  friend class DeviceAhead;
  std::size_t columns_ = 0;
  std::vector<kernels::PairAnswer> answers_;
  std::vector<kernels::Grid> grids_;
};

/// Not thread-safe. Keeps references to all that it is made of. Of no use after a DeviceError.
class DeviceAhead {
 public:
  /// Loads programs and samples. Throws DeviceError.
  DeviceAhead(const arc::Dataset& dataset, std::span<const dsl::Program> programs, std::span<const ProgramId> first_same,
              const ScoreOptions& options);

  /// This unit is to come. Of those that it knows, nothing is done.
  void expect(const UnitSpec& unit);
  /// Waits for a unit's answers and forgets it. Throws DeviceError, and exec::Stopped.
  DeviceAnswers take(const UnitSpec& unit);

 private:
  struct Work {
    UnitSpec unit;
    DeviceAnswers answers;        ///< there is room for them once some of it is on its way
    std::size_t next_column = 0;  ///< not yet on its way
    std::size_t batches = 0;      ///< on their way, with some of it
    bool is_done() const { return batches == 0 && next_column == unit.programs.size(); }
  };
  struct Place {
    Work* work;
    std::uint32_t index;  ///< in its answers
  };
  struct Batch {
    bool runs = false;
    std::vector<kernels::cuda::Pairing> pairs;
    std::vector<Place> places;  ///< [pair]
    std::vector<Work*> of;      ///< each once
  };

  Work& known(const UnitSpec& unit);
  bool runs(int slot) const { return batches_[static_cast<std::size_t>(slot)].runs; }
  void launch(int slot);
  void gather(Batch& batch, Work& work, std::size_t from, std::size_t to);
  void order(Batch& batch) const;
  void collect(int slot);
  void wait_for(Work& work);

  const arc::Dataset& dataset_;
  const std::span<const ProgramId> first_same_;
  const ScoreOptions& options_;
  const ProgramImages images_;
  std::unique_ptr<kernels::cuda::Engine> engine_;
  std::unordered_map<UnitId, std::unique_ptr<Work>> work_;
  std::deque<Work*> waiting_;  ///< with columns that are not on their way
  std::array<Batch, kernels::cuda::Engine::slots> batches_;
  int next_slot_ = 0;          ///< to be launched; the other one runs first
  std::vector<double> cost_ns_;  ///< [image] of a pair, as met so far; before that by its length
};

}  // namespace battalion::score
