#include "arc/detail/json_file.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "arc/read_text.hpp"
#include "base/contract.hpp"
#include "base/text_place.hpp"

namespace battalion::arc::detail {
namespace {

/// The library's reason without its own prefix, place and length.
std::string reason_of(const Json::exception& error) {
  std::string_view text = error.what();
  if (const auto at = text.find("column "); at != text.npos) {
    if (const auto colon = text.find(": ", at); colon != text.npos) text.remove_prefix(colon + 2);
  } else if (const auto bracket = text.find("] "); bracket != text.npos) {
    text.remove_prefix(bracket + 2);
  }
  constexpr std::size_t longest = 160;
  if (text.size() > longest) return std::string(text.substr(0, longest)) + "...";
  return std::string(text);
}

/// Walks a text for the first key that its object already has.
class RepeatedKey : public nlohmann::json_sax<Json> {
 public:
  std::optional<std::string> found;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    open_.emplace_back();
    return true;
  }
  bool key(string_t& key) override {
    if (open_.back().insert(key).second) return true;
    found = key;
    return false;
  }
  bool end_object() override {
    open_.pop_back();
    return true;
  }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  std::vector<std::unordered_set<std::string>> open_;
};

/// Keys of all objects in `content`; fewer where there are objects among numbers.
std::size_t keys_of(const Json& content) {
  std::size_t keys = 0;
  std::vector<const Json*> open = {&content};  // no recursion: files may nest as deep as they like
  while (!open.empty()) {
    const Json& value = *open.back();
    open.pop_back();
    if (value.is_object()) keys += value.size();
    if (value.is_array() && !value.empty() && value.front().is_number()) continue;  // a row of cells
    for (const Json& part : value) {
      if (part.is_structured()) open.push_back(&part);
    }
  }
  return keys;
}

/// Colons outside of strings, in valid JSON: one a key.
std::size_t colons_of(std::string_view text) {
  std::size_t colons = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') in_string = !in_string;
    if (in_string && text[i] == '\\') ++i;
    if (!in_string && text[i] == ':') ++colons;
  }
  return colons;
}

bool is_challenge(const Json& value) {
  return value.is_object() && (value.contains("train") || value.contains("test"));
}

bool is_solution(const Json& value) {
  return value.is_array() && !value.empty() &&
         std::all_of(value.begin(), value.end(), [](const Json& grid) { return grid.is_array(); });
}

}  // namespace

Json load_json(const std::filesystem::path& file) {
  const std::string text = read_text(file);
  Json content;
  try {
    content = Json::parse(text);
  } catch (const Json::parse_error& error) {
    const std::size_t offset = error.byte == 0 ? 0 : error.byte - 1;
    fail_input("{}:{}: not JSON ({}) correct the file", file.string(), text_place(text, offset), reason_of(error));
  } catch (const Json::exception& error) {
    fail_input("{}: not JSON that can be read ({}) correct the file", file.string(), reason_of(error));
  }
  // To parse it once more, for the name, takes half as long again.
  if (content.is_object() && keys_of(content) != colons_of(text)) {
    RepeatedKey repeated;
    Json::sax_parse(text, &repeated);
    if (repeated.found) {
      fail_input("{}: {} is there twice (a key names one thing) remove one of them", file.string(),
                 Json(*repeated.found).dump(-1, ' ', true, Json::error_handler_t::replace));
    }
  }
  return content;
}

FileKind kind_of(const Json& content) {
  if (content.is_array()) return FileKind::pairs;
  if (!content.is_object() || content.empty()) return FileKind::other;
  for (const char* key : {"train", "test"}) {
    if (const auto it = content.find(key); it != content.end() && !is_challenge(*it)) {
      return FileKind::task;
    }
  }
  // One entry tells the kind; the others are then held to it, so that a message can name the odd
  // one.
  if (std::any_of(content.begin(), content.end(), is_challenge)) return FileKind::challenges;
  if (std::all_of(content.begin(), content.end(), is_solution)) return FileKind::solutions;
  return FileKind::other;
}

std::string type_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return "null";
    case Json::value_t::object:
      return "an object";
    case Json::value_t::array:
      return "an array";
    case Json::value_t::string:
      return "a string";
    case Json::value_t::boolean:
      return value.get<bool>() ? "true" : "false";
    case Json::value_t::number_float:
      return "the number " + value.dump();
    default:
      return value.dump();
  }
}

}  // namespace battalion::arc::detail
