#include "report/preference.hpp"

#include <gtest/gtest.h>

#include "store/aggregate.hpp"
#include "store/sweep_file.hpp"
#include "store/sweep_fixture.hpp"

namespace battalion::report {
namespace {

using namespace store::testing;

store::ProgramRow program(const std::string& name, const std::string& source, std::int64_t cpu_ns) {
  store::ProgramRow row;
  row.name = name;
  row.source = source;
  row.check.samples = cpu_ns > 0 ? 2 : 0;
  row.check.cpu_ns = cpu_ns;
  return row;
}

TEST(Preferences, GoByLengthThenTimeByPowersOfTenThenName) {
  store::Manifest m = made_manifest({.programs = 9});
  const std::vector<store::ProgramRow> rows = {
      program("long", "def long(I): ...", 2),  program("b", "same", 2'000),     program("a", "same", 19'000),
      program("slow", "same", 20'000'000),     program("fast", "same", 90),     program("not_run", "same", 0),
      program("c", "same", 18'000),            program("short", "s", 0),
  };
  ASSERT_LE(rows.size(), m.programs.size());
  for (std::size_t p = 0; p < rows.size(); ++p) m.programs[p] = rows[p];
  for (std::size_t p = rows.size(); p < m.programs.size(); ++p) m.programs[p].source = std::string(999, 'x');
  const TemporaryFolder folder;
  write_made_sweep(folder.path(), m, 1, 4);
  const store::SweepFile sweep(store::aggregate(folder.path()).file);
  const std::vector<std::uint32_t> place = preferences(sweep);
  std::vector<std::string> order(rows.size());
  for (std::size_t p = 0; p < rows.size(); ++p) order.at(place[p]) = rows[p].name;
  // b, a and c take 1,000 to 9,500 ns a sample: alike.
  EXPECT_EQ(order, (std::vector<std::string>{"short", "fast", "a", "b", "c", "slow", "not_run", "long"}));
}

}  // namespace
}  // namespace battalion::report
