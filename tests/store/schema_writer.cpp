// Writes one small sweep for schema_test.py: store_schema_writer OUT

#include <cstdio>
#include <exception>

#include "sweep_fixture.hpp"

int main(int argc, char** argv) try {
  using namespace battalion::store;
  if (argc != 2) {
    std::fprintf(stderr, "usage: store_schema_writer OUT\n");
    return 2;
  }
  testing::Shape shape;
  shape.demos = 2;
  shape.tests = 2;
  shape.programs = 40;
  shape.unit_programs = 16;
  testing::write_made_sweep(argv[1], testing::made_manifest(shape), 2, 2, true);
  for (const auto& line : aggregate(argv[1]).warnings) std::fprintf(stderr, "%s\n", line.c_str());
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "store_schema_writer: %s\n", e.what());
  return 1;
}
