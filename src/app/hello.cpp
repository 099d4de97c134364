#include "app/hello.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "app/gather.hpp"
#include "sched/device.hpp"

namespace battalion::app {
namespace {

constexpr int hello_tag = 100;  // beyond the tags of the protocol

/// Where CUDA_VISIBLE_DEVICES hides none: the devices that the driver shows, /dev/nvidia0 and so
/// on.
int devices_of_host() {
  int count = 0;
  std::error_code ignored;
  while (std::filesystem::exists(fmt::format("/dev/nvidia{}", count), ignored)) ++count;
  return count;
}

}  // namespace

std::optional<kernels::cuda::Device> own_device(const comm::Communicator& comm) {
  const std::vector<kernels::cuda::Device> seen = kernels::cuda::devices();
  const auto device = sched::choose_device(static_cast<int>(seen.size()), comm.local_rank());
  return device ? std::optional(seen[static_cast<std::size_t>(*device)]) : std::nullopt;
}

std::string described(const kernels::cuda::Device& device) {
  return fmt::format("{} {} (driver for CUDA {})", device.name, device.uuid, device.driver);
}

Hello introduce(const comm::Communicator& comm, const std::optional<kernels::cuda::Device>& device) {
  const auto unused = [&](const std::string& id) {
    return Hello{comm.host(), fmt::format("cpu (GPU {} is this rank's, unused)", id), id};
  };
  if (device) return unused(device->uuid);
  // Nothing here can ask the driver: what its files and the environment say.
  const auto visible = sched::visible_devices(std::getenv("CUDA_VISIBLE_DEVICES"));
  const int count = visible ? static_cast<int>(visible->size()) : devices_of_host();
  const auto chosen = sched::choose_device(count, comm.local_rank());
  if (!chosen) return {comm.host(), "cpu", {}};
  // As its node calls it: of ranks that see one device each, every one takes the first that it sees.
  return unused(visible ? visible->at(static_cast<std::size_t>(*chosen)) : fmt::format("{}", *chosen));
}

void send_hello(comm::Communicator& comm, const Hello& hello) {
  Packer packer;
  packer.put(hello.host);
  packer.put(hello.device);
  packer.put(hello.gpu);
  comm.send(0, hello_tag, packer.take());
}

std::vector<Hello> gather_hellos(comm::Communicator& comm, const Hello& own) {
  std::vector<Hello> all(static_cast<std::size_t>(comm.size()));
  all[0] = own;
  gather(comm, hello_tag, "the hellos", [&](int rank, const Bytes& body) {
    Unpacker unpacker(body);
    Hello& hello = all.at(static_cast<std::size_t>(rank));
    hello.host = unpacker.get<std::string>();
    hello.device = unpacker.get<std::string>();
    hello.gpu = unpacker.get<std::string>();
  });
  return all;
}

}  // namespace battalion::app
