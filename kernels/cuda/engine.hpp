#pragma once
// The bit-plane engine on one device: programs and samples cross once, then pairs go there and answers come back.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernels/cuda/device.hpp"
#include "kernels/cuda/run_pairs.hpp"
#include "kernels/pair.hpp"
#include "kernels/program_image.hpp"

namespace battalion::kernels::cuda {

struct EngineOptions {
  PairLimits limits;
  std::uint32_t most_pairs = 1u << 20;            ///< of one batch
  bool grids = false;                             ///< answers' grids come back too
  int warps_a_block = 32;                         ///< that go through a program in step; at most 32
  std::size_t scratch_a_warp = std::size_t{2} << 20;  ///< bytes; halved until it fits into what the device has free
};

/// Not thread-safe. Batches lie in slots: while one runs, the next can be handed over.
class Engine {
 public:
  static constexpr int slots = 2;

  /// Copies everything to the device. Throws DeviceError.
  Engine(const Device& device, std::span<const ProgramImage> programs, std::span<const PairSample> samples,
         const EngineOptions& options);
  ~Engine();

  /// Starts these pairs, at most options.most_pairs, in this order; copies them first. The slot is to be idle. Returns at once.
  void start(int slot, std::span<const Pairing> pairs);
  /// Whether what was started there is done.
  bool is_done(int slot);
  /// Waits for what was started there; its answers, in the order of its pairs, valid until the slot is started again.
  std::span<const PairAnswer> finish(int slot);
  /// Likewise their grids, with options.grids: of answers whose digest is not 0; else empty.
  std::span<const Grid> grids(int slot) const;
  /// Of the slot's last batch, in milliseconds of the device.
  float spent_ms(int slot) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Registers a thread, bytes of stack a thread, warps that a multiprocessor holds at a time.
struct KernelShape {
  int registers = 0, stack = 0, warps = 0;
};
KernelShape kernel_shape(const Device& device, int warps_a_block);

}  // namespace battalion::kernels::cuda
