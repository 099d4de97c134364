#include "arc/json_text.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>

#include "base/contract.hpp"

namespace battalion::arc {
namespace {

using nlohmann::json;

struct Where {
  std::size_t line = 1, column = 1;
};

Where place(const std::string& text, std::size_t byte) {
  Where at;
  for (std::size_t k = 0; k + 1 < byte && k < text.size(); ++k) {
    if (text[k] == '\n') {
      ++at.line;
      at.column = 1;
    } else {
      ++at.column;
    }
  }
  return at;
}

}  // namespace

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) fail_input("{}: cannot be read ({}) check the path and its permissions", file.string(), std::strerror(errno));
  std::ostringstream text;
  text << in.rdbuf();
  if (in.bad()) fail_input("{}: cannot be read ({})", file.string(), std::strerror(errno));
  return std::move(text).str();
}

json parse_json(const std::string& file, const std::string& text) {
  // A repeated key would hide what came before it.
  std::set<std::string> keys;
  std::string repeated;
  const auto watch = [&](int depth, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::key && depth == 1 && !keys.insert(parsed.get<std::string>()).second) {
      repeated = parsed.get<std::string>();
    }
    return true;
  };
  try {
    json parsed = json::parse(text, watch);
    if (!repeated.empty()) {
      fail_input("{}: task '{}' occurs twice (a key of the file's object is repeated) remove one of them", file, repeated);
    }
    return parsed;
  } catch (const json::parse_error& e) {
    const Where at = place(text, e.byte);
    const char* why = e.byte > text.size() ? "the file ends too early" : "unexpected character";
    fail_input("{}:{}:{}: not JSON ({}) check that the file is whole", file, at.line, at.column, why);
  }
}

}  // namespace battalion::arc
