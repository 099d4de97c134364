#include "app/part_folders.hpp"

#include <fmt/format.h>

#include <algorithm>
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

PartFolders list_parts(const fs::path& out) {
  PartFolders parts;
  std::error_code error;
  auto entry = fs::directory_iterator(out, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const auto part = entry->is_directory() ? part_of(entry->path()) : std::nullopt;
    if (!part) continue;
    if (parts.count != 0 && parts.count != part->count) {
      fail_input(
          "{} holds parts of {} and parts of {} (they are not of one sweep) remove those that are "
          "not wanted",
          out.string(), std::min(parts.count, part->count), std::max(parts.count, part->count));
    }
    parts.count = part->count;
    parts.found.emplace(part->number, entry->path());
  }
  if (error) fail_input("{} cannot be listed ({}) check its permissions", out.string(), error.message());
  return parts;
}

std::vector<fs::path> find_parts(const fs::path& out) {
  const PartFolders parts = list_parts(out);
  std::vector<fs::path> all;
  for (std::uint32_t k = 1; k <= parts.count; ++k) {
    const auto found = parts.found.find(k);
    if (found == parts.found.end()) {
      fail_input("{} is missing (of {} parts {} are there) score it first, with --part {}/{}",
                 part_folder(out, {k, parts.count}).string(), parts.count, parts.found.size(), k, parts.count);
    }
    all.push_back(found->second);
  }
  return all;
}

}  // namespace battalion::app
