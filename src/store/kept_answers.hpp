#pragma once
// Answers that a sweep kept (--keep), found by sample and program.

#include <cstdint>
#include <optional>
#include <vector>

#include "arc/grid.hpp"
#include "base/id.hpp"
#include "store/h5.hpp"

namespace battalion::store {

/// Of an open file, which must outlive it. Holds a number a sample, and no answers.
class KeptAnswers {
 public:
  /// Throws StoreError where /outputs is damaged.
  KeptAnswers(const h5::File& file, std::uint64_t samples, std::uint64_t programs);

  /// How many the file holds.
  std::uint64_t size() const { return rows_.back(); }
  /// Whose answers on this sample were kept, ascending. Throws StoreError for a program that there
  /// is not.
  std::vector<ProgramId> programs(SampleId sample) const;
  /// None where it was not kept.
  std::optional<arc::Grid> find(SampleId sample, ProgramId program) const;

 private:
  std::vector<std::uint64_t> rows_;  ///< [samples + 1] sample s has rows [s] up to [s + 1]
  std::uint64_t program_count_;
  h5::Dataset program_, height_, width_, offset_, cells_;
  std::string file_;
};

}  // namespace battalion::store
