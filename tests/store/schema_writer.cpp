// Writes one small sweep for schema_test.py and prints its totals: store_schema_writer OUT
// The totals come from what was made up, not from any file: "SOLVED/TESTS B C".

#include <algorithm>
#include <cstdio>
#include <exception>
#include <numeric>

#include "sweep_fixture.hpp"

namespace {

using namespace battalion;
using namespace battalion::store;

bool exact(std::uint32_t sample, std::uint32_t program) {
  return testing::made_result(sample, program).cell.kind() == score::Outcome::exact;
}

// Of one task: how many of its tests the two programs that its demos choose solve.
std::uint32_t tests_solved(const Manifest& m, const TaskRow& task) {
  std::vector<std::tuple<std::int64_t, std::int64_t, std::uint32_t>> order;
  const std::uint32_t tests = task.first_sample + task.demo_count;
  for (std::uint32_t p = 0; p < m.programs.size(); ++p) {
    std::int64_t demos = 0, cells = 0;
    for (std::uint32_t s = task.first_sample; s < tests; ++s) {
      demos += exact(s, p) ? 1 : 0;
      cells += testing::made_result(s, p).cell.cells_right;
    }
    order.emplace_back(-demos, -cells, p);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::uint32_t> chosen;
  for (const auto& [demos, cells, p] : order) {
    const bool same =
        !chosen.empty() && m.programs[chosen[0]].canonical_digest == m.programs[p].canonical_digest;
    if (chosen.size() < 2 && !same) chosen.push_back(p);
  }
  std::uint32_t solved = 0;
  for (std::uint32_t s = tests; s < task.first_sample + task.sample_count; ++s) {
    solved +=
        std::any_of(chosen.begin(), chosen.end(), [&](auto p) { return exact(s, p); }) ? 1 : 0;
  }
  return solved;
}

void print_totals(const Manifest& m, std::uint32_t tests_a_task) {
  std::uint32_t solved = 0, all = 0;
  for (const auto& task : m.tasks) {
    const auto n = tests_solved(m, task);
    solved += n;
    all += n == tests_a_task ? 1 : 0;
  }
  // Every task has as many tests, so B equals A here; as a fraction in lowest terms.
  const auto tests = static_cast<std::uint32_t>(m.tasks.size()) * tests_a_task;
  const auto divisor = std::gcd(solved, tests);
  std::printf("%u/%u %u", solved, tests, solved / divisor);
  if (tests != divisor) std::printf("/%u", tests / divisor);
  std::printf(" %u\n", all);
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::fprintf(stderr, "usage: store_schema_writer OUT\n");
    return 2;
  }
  testing::Shape shape;
  shape.tasks = 30;
  shape.demos = 2;
  shape.tests = 2;
  shape.programs = 40;
  shape.unit_programs = 16;
  const Manifest manifest = testing::made_manifest(shape);
  testing::write_made_sweep(argv[1], manifest, 2, 2, true);
  for (const auto& line : aggregate(argv[1]).warnings) std::fprintf(stderr, "%s\n", line.c_str());
  print_totals(manifest, shape.tests);
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "store_schema_writer: %s\n", e.what());
  return 1;
}
