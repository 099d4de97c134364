#include "app/part_folders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <regex>

#include "base/contract.hpp"

namespace battalion::app {
namespace {

namespace fs = std::filesystem;

std::optional<arc::Part> part_of(const fs::path& folder) {
  static const std::regex form("part-([0-9]{1,9})-of-([0-9]{1,9})");
  std::smatch found;
  const std::string name = folder.filename().string();
  if (!std::regex_match(name, found, form)) return std::nullopt;
  const arc::Part part{static_cast<std::uint32_t>(std::stoul(found[1])),
                       static_cast<std::uint32_t>(std::stoul(found[2]))};
  if (part.number < 1 || part.number > part.count) return std::nullopt;
  if (part_folder(folder.parent_path(), part) != folder) return std::nullopt;
  return part;
}

}  // namespace

fs::path part_folder(const fs::path& out, const arc::Part& part) {
  if (part.whole() || out.empty()) return out;
  return out / fmt::format("part-{}-of-{}", part.number, part.count);
}

std::vector<fs::path> find_parts(const fs::path& out) {
  std::map<std::uint32_t, fs::path> found;
  std::optional<std::uint32_t> count;
  for (const auto& entry : fs::directory_iterator(out)) {
    const auto part = entry.is_directory() ? part_of(entry.path()) : std::nullopt;
    if (!part) continue;
    if (count.value_or(part->count) != part->count) {
      fail_input(
          "{} holds parts of {} and parts of {} (they are not of one sweep) remove those that are "
          "not wanted",
          out.string(), std::min(*count, part->count), std::max(*count, part->count));
    }
    count = part->count;
    found.emplace(part->number, entry.path());
  }
  std::vector<fs::path> all;
  for (const auto& [number, path] : found) all.push_back(path);
  for (std::uint32_t k = 1; k <= count.value_or(0); ++k) {
    if (!found.contains(k)) {
      fail_input("{} is missing (of {} parts {} are there) score it first, with --part {}/{}",
                 part_folder(out, {k, *count}).string(), *count, found.size(), k, *count);
    }
  }
  return all;
}

}  // namespace battalion::app
