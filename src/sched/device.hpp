#pragma once
// Which GPU a rank takes. Pure: the caller says what is visible and where the rank stands.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace battalion::sched {

/// The entries of CUDA_VISIBLE_DEVICES (indices or UUIDs) that CUDA would honour, in order. nullopt
/// where the variable is unset: every device of the host is visible. Empty where it hides all
/// (empty, "-1", Slurm's "NoDevFiles"). As in CUDA, an invalid entry hides itself and all that
/// follow.
std::optional<std::vector<std::string>> visible_devices(const char* cuda_visible_devices);

/// The index among the visible devices that this rank takes: one visible -> that one (the launcher
/// has chosen); several -> by local rank, going round. nullopt where none is visible: the rank uses
/// the CPU.
std::optional<int> choose_device(int visible_count, int local_rank);

/// What one rank took, as rank 0 hears it. `device` identifies the device on its host: its UUID
/// where CUDA tells it, for under cgroups different devices may all be index 0; empty for the CPU.
struct RankDevice {
  int rank = 0;
  std::string host;
  std::string device;
};

/// One line for each device that several ranks share, in order of their first rank.
std::vector<std::string> shared_devices(std::span<const RankDevice> ranks);

}  // namespace battalion::sched
