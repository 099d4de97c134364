#pragma once
// Programs and samples in the form that a device takes: each program alone, start to end.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "arc/dataset.hpp"
#include "dsl/program.hpp"
#include "kernels/pair.hpp"
#include "kernels/program_image.hpp"
#include "score/lowered_battery.hpp"

namespace battalion::score {

/// What a device is to run. Owns what its images point at.
class ProgramImages {
 public:
  explicit ProgramImages(std::span<const dsl::Program> programs);

  std::span<const kernels::ProgramImage> images() const { return images_; }
  /// [program] its image; none where the engine does not run it.
  static constexpr std::uint32_t none = 0xffffffffu;
  std::uint32_t image_of(ProgramId p) const { return image_of_[p.value]; }

 private:
  struct Program {
    explicit Program(std::span<const dsl::Program> one) : graph(one), lowered(graph) {}
    battery::Graph graph;
    LoweredBattery lowered;
    std::vector<kernels::Constant> constants;
    std::vector<kernels::Step> steps;
  };
  std::vector<std::unique_ptr<Program>> programs_;
  std::vector<kernels::ProgramImage> images_;
  std::vector<std::uint32_t> image_of_;
};

kernels::PairSample to_pair_sample(const arc::Sample& sample);

}  // namespace battalion::score
