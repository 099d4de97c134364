// Ini files: what is taken is dumped as a file that reads as the same configuration.

#include "app/ini.hpp"
#include "app/options.hpp"
#include "fuzz.hpp"

namespace battalion {
namespace {

using namespace app;

/// Any keys and values, as options that a file may hold.
std::vector<Option> options_of(std::vector<IniEntry>& entries) {
  std::vector<Option> options;
  for (IniEntry& e : entries) {
    options.push_back({.name = e.key,
                       .value = "X",
                       .help = {},
                       .many = true,
                       .in_file = true,
                       .set = [&e](const std::vector<std::string>& v) { e.values = v; },
                       .get = [&e] { return e.values; }});
  }
  return options;
}

void check_text(std::string_view text) {
  std::vector<IniEntry> entries = parse_ini(text, "fuzz.ini");
  const std::string dump = dump_ini(options_of(entries), "sweep");
  std::vector<IniEntry> again = parse_ini(dump, "dump.ini");
  std::erase_if(entries, [](const IniEntry& e) { return e.values.empty(); });  // those are comments
  const auto alike = [](const IniEntry& a, const IniEntry& b) { return a.key == b.key && a.values == b.values; };
  fuzz::require(std::equal(entries.begin(), entries.end(), again.begin(), again.end(), alike),
                "a dump reads as something else");
}

/// A sweep's options are made once a process: that takes longer than to read a file.
struct Sweep {
  Config config;
  const std::vector<Option> options = sweep_options(config);
};

void check_config(const std::filesystem::path& file, const std::filesystem::path& again) {
  static Sweep first, second;
  first.config = second.config = Config{};
  apply_ini(file, first.options, {});
  const std::string dump = dump_ini(first.options, "sweep");
  fuzz::write_file(again, dump.data(), dump.size());
  apply_ini(again, second.options, {});
  fuzz::require(first.config == second.config, "a configuration that was dumped reads as another");
}

/// Values that come from the command line may hold any bytes but 0.
void check_values(fuzz::Pieces in) {
  std::vector<IniEntry> entries = {{"key", {}, 0}, {"list", {}, 0}};
  entries[0].values.push_back(in.text(64));
  while (!in.empty()) entries[1].values.push_back(in.text(64));
  const std::string dump = dump_ini(options_of(entries), "sweep");
  const std::vector<IniEntry> again = parse_ini(dump, "dump.ini");
  fuzz::require(again.size() == (entries[1].values.empty() ? 1 : 2), "a dump reads as other keys");
  for (std::size_t i = 0; i < again.size(); ++i) {
    fuzz::require(again[i].values == entries[i].values, "a value that was dumped reads as another");
  }
}

}  // namespace
}  // namespace battalion

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace battalion;
  static const fuzz::TempFolder folder;
  const std::filesystem::path file = folder.path() / "fuzz.ini";
  fuzz::write_file(file, data, size);
  const auto named = [](const std::optional<std::string>& why) {
    if (why) fuzz::require(why->find(".ini") != std::string::npos, "a refusal that names no file");
  };
  named(fuzz::refusal([&] { check_text(fuzz::text_of(data, size)); }));
  named(fuzz::refusal([&] { check_config(file, folder.path() / "dump.ini"); }));
  fuzz::refusal([&] { check_values({data, size}); });
  return 0;
}
