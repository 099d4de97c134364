#include "kernels/cuda/engine.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <type_traits>
#include <utility>

#include "kernels/cuda/buffer.hpp"

namespace battalion::kernels::cuda {
namespace {

/// Everything that crosses once, put together on the host with the addresses that it will have.
class Blob {
 public:
  template <class T>
  std::size_t add(std::span<const T> items) {
    static_assert(std::is_trivially_copyable_v<T>);
    constexpr std::size_t step = 32;  // of the most aligned
    static_assert(alignof(T) <= step);
    const std::size_t at = (bytes_.size() + step - 1) / step * step;
    bytes_.resize(at + items.size_bytes());
    if (!items.empty()) std::memcpy(bytes_.data() + at, items.data(), items.size_bytes());
    return at;
  }
  const std::vector<unsigned char>& bytes() const { return bytes_; }

 private:
  std::vector<unsigned char> bytes_;
};

template <class T>
const T* there(const unsigned char* base, std::size_t at) {
  return reinterpret_cast<const T*>(base + at);
}

int blocks_at_a_time(const Device& device, int threads_a_block) {
  int a_multiprocessor = 0;
  check(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&a_multiprocessor, run_pairs_kernel(), threads_a_block, 0), "occupancy");
  return std::max(a_multiprocessor, 1) * device.multiprocessors;
}

}  // namespace

struct Engine::Impl {
  struct Slot {
    cudaStream_t stream = nullptr;
    cudaEvent_t before = nullptr, after = nullptr, done = nullptr;
    DeviceArray<Pairing> pairs;
    DeviceArray<PairAnswer> answers;
    DeviceArray<Grid> grids;
    DeviceArray<std::uint32_t> next;
    DeviceArray<const void*> registers;
    DeviceArray<unsigned char> scratch;
    PinnedArray<Pairing> host_pairs;
    PinnedArray<PairAnswer> host_answers;
    PinnedArray<Grid> host_grids;
    std::size_t count = 0;

    Slot() = default;
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot() {
      if (stream != nullptr) (void)cudaStreamSynchronize(stream);
      for (cudaEvent_t e : {before, after, done}) {
        if (e != nullptr) (void)cudaEventDestroy(e);
      }
      if (stream != nullptr) (void)cudaStreamDestroy(stream);
    }
  };

  const Device device;
  const EngineOptions options;
  DeviceArray<unsigned char> blob;
  const PairProgram* programs = nullptr;
  const PairSample* samples = nullptr;
  int blocks = 0;
  std::size_t registers_a_warp = 1, scratch_a_warp = 0;
  std::array<Slot, slots> slot;

  Impl(const Device& d, const EngineOptions& o) : device(d), options(o) { use(); }
  ~Impl() { (void)cudaSetDevice(device.index); }

  void use() const { check(cudaSetDevice(device.index), "device"); }
  int threads_a_block() const { return options.warps_a_block * 32; }
  std::size_t warps() const { return static_cast<std::size_t>(blocks * options.warps_a_block); }

  void load(std::span<const ProgramImage> images, std::span<const PairSample> all_samples) {
    Blob b;
    struct Places {
      std::size_t instructions, loops, arguments, constants, inputs, steps;
    };
    std::vector<Places> places;
    for (const ProgramImage& p : images) {
      places.push_back({b.add(p.code.instructions), b.add(p.code.loops), b.add(p.code.arguments), b.add(p.constants), b.add(p.inputs), b.add(p.steps)});
      registers_a_warp = std::max<std::size_t>(registers_a_warp, p.register_count);
    }
    const std::size_t samples_at = b.add(all_samples);
    const std::size_t room = b.bytes().size() + 64 + images.size() * sizeof(PairProgram);
    blob = device_array<unsigned char>(room);
    const unsigned char* base = blob.get();
    std::vector<PairProgram> table;
    for (std::size_t k = 0; k < images.size(); ++k) {
      const ProgramImage& p = images[k];
      const Places& at = places[k];
      PairProgram moved = pair_program(p);
      moved.code = {there<Instruction>(base, at.instructions), there<Loop>(base, at.loops), there<Register>(base, at.arguments)};
      moved.constants = there<Constant>(base, at.constants);
      moved.inputs = there<Register>(base, at.inputs);
      moved.steps = there<Step>(base, at.steps);
      table.push_back(moved);
    }
    const std::size_t table_at = b.add(std::span<const PairProgram>(table));
    check(cudaMemcpy(blob.get(), b.bytes().data(), b.bytes().size(), cudaMemcpyHostToDevice), "programs and samples to the device");
    programs = there<PairProgram>(base, table_at);
    samples = there<PairSample>(base, samples_at);
  }

  void make_room() {
    blocks = blocks_at_a_time(device, threads_a_block());
    for (Slot& s : slot) {
      check(cudaStreamCreateWithFlags(&s.stream, cudaStreamNonBlocking), "stream");
      check(cudaEventCreate(&s.before), "event");
      check(cudaEventCreate(&s.after), "event");
      check(cudaEventCreateWithFlags(&s.done, cudaEventDisableTiming), "event");
      s.pairs = device_array<Pairing>(options.most_pairs);
      s.answers = device_array<PairAnswer>(options.most_pairs);
      s.next = device_array<std::uint32_t>(1);
      s.registers = device_array<const void*>(warps() * registers_a_warp);
      s.host_pairs = pinned_array<Pairing>(options.most_pairs);
      s.host_answers = pinned_array<PairAnswer>(options.most_pairs);
      if (options.grids) {
        s.grids = device_array<Grid>(options.most_pairs);
        s.host_grids = pinned_array<Grid>(options.most_pairs);
      }
    }
    // What is left is for scratch, with a tenth to spare for who else is on the device.
    std::size_t free = 0, all = 0;
    check(cudaMemGetInfo(&free, &all), "memory of the device");
    const std::size_t most = free / 10 * 9 / (slots * warps());
    scratch_a_warp = options.scratch_a_warp;
    while (scratch_a_warp > most) scratch_a_warp /= 2;
    for (Slot& s : slot) s.scratch = device_array<unsigned char>(warps() * scratch_a_warp);
  }
};

Engine::Engine(const Device& device, std::span<const ProgramImage> programs, std::span<const PairSample> samples,
               const EngineOptions& options)
    : impl_(std::make_unique<Impl>(device, options)) {
  impl_->load(programs, samples);
  impl_->make_room();
}
Engine::~Engine() = default;

void Engine::start(int slot, std::span<const Pairing> pairs) {
  Impl& e = *impl_;
  e.use();
  Impl::Slot& s = e.slot[static_cast<std::size_t>(slot)];
  if (pairs.size() > e.options.most_pairs) throw DeviceError("more pairs than a batch holds");
  s.count = pairs.size();
  std::copy(pairs.begin(), pairs.end(), s.host_pairs.get());
  check(cudaMemcpyAsync(s.pairs.get(), s.host_pairs.get(), pairs.size_bytes(), cudaMemcpyHostToDevice, s.stream), "pairs to the device");
  check(cudaMemsetAsync(s.next.get(), 0, sizeof(std::uint32_t), s.stream), "queue");
  PairJob job{.programs = e.programs,
              .samples = e.samples,
              .pairs = s.pairs.get(),
              .answers = s.answers.get(),
              .grids = s.grids.get(),
              .next = s.next.get(),
              .pair_count = static_cast<std::uint32_t>(pairs.size()),
              .registers = s.registers.get(),
              .scratch = s.scratch.get(),
              .registers_a_warp = e.registers_a_warp,
              .scratch_a_warp = e.scratch_a_warp,
              .limits = e.options.limits};
  const auto a_block = static_cast<std::size_t>(e.options.warps_a_block);
  const auto wanted = (pairs.size() + a_block - 1) / a_block;
  const auto blocks = static_cast<unsigned>(std::clamp<std::size_t>(wanted, 1, static_cast<std::size_t>(e.blocks)));
  void* arguments[] = {&job};
  check(cudaEventRecord(s.before, s.stream), "event");
  check(cudaLaunchKernel(run_pairs_kernel(), dim3(blocks), dim3(static_cast<unsigned>(e.threads_a_block())), arguments, 0, s.stream), "run_pairs");
  check(cudaEventRecord(s.after, s.stream), "event");
  check(cudaMemcpyAsync(s.host_answers.get(), s.answers.get(), pairs.size() * sizeof(PairAnswer), cudaMemcpyDeviceToHost, s.stream), "run_pairs");
  if (e.options.grids) {
    check(cudaMemcpyAsync(s.host_grids.get(), s.grids.get(), pairs.size() * sizeof(Grid), cudaMemcpyDeviceToHost, s.stream), "run_pairs");
  }
  check(cudaEventRecord(s.done, s.stream), "event");
}

bool Engine::is_done(int slot) {
  const cudaError_t status = cudaEventQuery(impl_->slot[static_cast<std::size_t>(slot)].done);
  if (status == cudaErrorNotReady) return false;
  check(status, "run_pairs");
  return true;
}

std::span<const PairAnswer> Engine::finish(int slot) {
  Impl::Slot& s = impl_->slot[static_cast<std::size_t>(slot)];
  check(cudaEventSynchronize(s.done), "run_pairs");
  return {s.host_answers.get(), s.count};
}

std::span<const Grid> Engine::grids(int slot) const {
  const Impl::Slot& s = impl_->slot[static_cast<std::size_t>(slot)];
  return {s.host_grids.get(), s.host_grids != nullptr ? s.count : 0};
}

float Engine::spent_ms(int slot) const {
  const Impl::Slot& s = impl_->slot[static_cast<std::size_t>(slot)];
  float ms = 0;
  check(cudaEventElapsedTime(&ms, s.before, s.after), "event");
  return ms;
}

KernelShape kernel_shape(const Device& device, int warps_a_block) {
  check(cudaSetDevice(device.index), "device");
  cudaFuncAttributes a{};
  check(cudaFuncGetAttributes(&a, run_pairs_kernel()), "run_pairs");
  return {a.numRegs, static_cast<int>(a.localSizeBytes), blocks_at_a_time(device, warps_a_block * 32) / device.multiprocessors * warps_a_block};
}

}  // namespace battalion::kernels::cuda
