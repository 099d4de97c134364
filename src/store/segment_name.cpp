// Names of segment files.

#include <algorithm>
#include <charconv>

#include "store/error.hpp"
#include "store/manifest.hpp"
#include "store/segment.hpp"

namespace battalion::store {

namespace {

// Digits only, at least `least` of them.
bool parse_digits(std::string_view text, std::size_t least, std::uint32_t& value) {
  if (text.size() < least ||
      !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return false;
  }
  return std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc();
}

}  // namespace

std::optional<SegmentName> parse_segment_name(const std::string& file_name) {
  std::string_view rest = file_name;
  constexpr std::string_view head = "rank-", tail = ".h5";
  if (!rest.starts_with(head) || !rest.ends_with(tail)) return std::nullopt;
  rest = rest.substr(head.size(), rest.size() - head.size() - tail.size());
  const auto dash = rest.find('-');
  SegmentName name;
  if (dash == std::string_view::npos || !parse_digits(rest.substr(0, dash), 4, name.rank) ||
      !parse_digits(rest.substr(dash + 1), 6, name.number)) {
    return std::nullopt;
  }
  return name;
}

std::vector<std::filesystem::path> list_segments(const std::filesystem::path& out) {
  const auto folder = segments_path(out);
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) return {};
  std::vector<std::pair<SegmentName, std::filesystem::path>> found;
  auto entry = std::filesystem::directory_iterator(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (const auto name = parse_segment_name(entry->path().filename().string())) {
      found.emplace_back(*name, entry->path());
    }
  }
  if (error) {
    fail_store("{}: cannot be listed ({}); check its permissions", folder.string(),
               error.message());
  }
  std::sort(found.begin(), found.end());
  std::vector<std::filesystem::path> paths;
  for (auto& [name, path] : found) paths.push_back(std::move(path));
  return paths;
}

}  // namespace battalion::store
