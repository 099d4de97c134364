#include "sched/device.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/contract.hpp"

namespace battalion::sched {
namespace {

std::string_view trimmed(std::string_view s) {
  const auto first = s.find_first_not_of(" \t");
  if (first == s.npos) return {};
  return s.substr(first, s.find_last_not_of(" \t") - first + 1);
}

bool is_index(std::string_view s) {
  return !s.empty() && s.find_first_not_of("0123456789") == s.npos;
}

bool is_uuid(std::string_view s) { return s.starts_with("GPU-") || s.starts_with("MIG-"); }

}  // namespace

std::optional<std::vector<std::string>> visible_devices(const char* cuda_visible_devices) {
  if (cuda_visible_devices == nullptr) return std::nullopt;
  std::vector<std::string> devices;
  std::string_view rest = cuda_visible_devices;
  while (true) {
    const auto comma = rest.find(',');
    const std::string_view entry = trimmed(rest.substr(0, comma));
    if (!is_index(entry) && !is_uuid(entry)) break;
    devices.emplace_back(entry);
    if (comma == rest.npos) break;
    rest.remove_prefix(comma + 1);
  }
  return devices;
}

std::optional<int> choose_device(int visible_count, int local_rank) {
  BATTALION_EXPECT(visible_count >= 0 && local_rank >= 0);
  if (visible_count == 0) return std::nullopt;
  return local_rank % visible_count;
}

std::vector<std::string> shared_devices(std::span<const RankDevice> ranks) {
  std::vector<std::pair<const RankDevice*, std::vector<int>>> users;
  for (const RankDevice& r : ranks) {
    if (r.device.empty()) continue;
    const auto same = std::find_if(users.begin(), users.end(), [&](const auto& u) {
      return u.first->host == r.host && u.first->device == r.device;
    });
    if (same == users.end()) {
      users.push_back({&r, {r.rank}});
    } else {
      same->second.push_back(r.rank);
    }
  }
  std::vector<std::string> lines;
  for (const auto& [device, who] : users) {
    if (who.size() < 2) continue;
    lines.push_back(fmt::format("ranks {} share device {} on {} (one rank per GPU is fastest)",
                                fmt::join(who, ", "), device->device, device->host));
  }
  return lines;
}

}  // namespace battalion::sched
