#include "app/table_options.hpp"

#include "base/contract.hpp"

namespace battalion::app {

Option text(std::string name, std::string value, std::string help, std::string& field) {
  return valued(
      std::move(name), std::move(value), std::move(help),
      [&field](const std::string& v) {
        if (v.empty()) fail_input("the value is empty (a path is needed) give one");
        field = v;
      },
      [&field] { return field; });
}

Option toggle(std::string name, std::string help, bool& field) {
  return valued(
      std::move(name), "", std::move(help),
      [&field](const std::string& v) { field = parse_switch(v); },
      [&field] { return format_switch(field); });
}

Option duration(std::string name, std::string help, std::int64_t& field) {
  return valued(
      std::move(name), "TIME", std::move(help),
      [&field](const std::string& v) { field = parse_duration(v); },
      [&field] { return format_duration(field); });
}

}  // namespace battalion::app
