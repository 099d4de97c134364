// A segment under a good seal whose columns say anything: refused with a line, or whole; and aggregated without harm.

#include "columns.hpp"
#include "store/segment.hpp"
#include "store/sweep_fixture.hpp"

namespace battalion {
namespace {

using fuzz::require;

constexpr const char* column_names[] = {
    "/unit/id",          "/unit/task",           "/unit/first_sample", "/unit/sample_count", "/unit/program_count",
    "/unit/error_count", "/unit/kept_count",     "/unit/phase_count", "/unit/answered_count",  "/unit/busy_ns",      "/unit_program/program",
    "/cell/outcome",     "/cell/cells_right",    "/cell/error",        "/cell/output_digest", "/sample/wall_ns",
    "/sample/cpu_ns",    "/sample/queue_ns",     "/sample/start_ns",   "/unit_error/kind",   "/unit_error/message",
    "/kept/sample",      "/kept/program",        "/kept/height",       "/kept/width",        "/kept/grid",
    "/phase/task",       "/phase/phase",         "/phase/wall_ns",     "/phase/cpu_ns",
    "/answered/engine",  "/answered/why",       "/answered/pairs"};

struct Good {
  fuzz::TempFolder folder;
  std::filesystem::path path = store::segments_path(folder.path()) / "rank-0000-000000.h5";
  fuzz::Contents contents;

  Good() {
    store::testing::Shape shape;
    shape.tasks = 2, shape.demos = 1, shape.programs = 3, shape.unit_programs = 2;
    const store::Manifest m = store::testing::made_manifest(shape);
    const auto digest = store::write_manifest(folder.path(), m);
    const std::vector<score::UnitResult> units = {store::testing::made_unit(m, 0, true), store::testing::made_unit(m, 1, true)};
    const store::RankRecord record{2, 500, 50, 1, 2, {{score::no_task, 0, 11, 10}}};
    store::write_segment(path, digest, store::testing::made_rank(0), units, record);
    const auto file = store::h5::File::open(path);
    for (const char* name : column_names) contents.columns.push_back(fuzz::column_in(file, name));
    using enum store::h5::Type;
    contents.attributes = {{"manifest_digest", static_cast<std::int64_t>(digest), u64},
                           {"rank", std::int64_t{0}, u32},
                           {"number", std::int64_t{0}, u32},
                           {"host", std::string("node1"), text},
                           {"device", std::string("cpu"), text},
                           {"has_record", std::int64_t{1}, u32},
                           {"record_units", std::int64_t{2}, u32},
                           {"record_busy_ns", std::int64_t{500}, i64},
                           {"record_idle_ns", std::int64_t{50}, i64},
                           {"record_start_ns", std::int64_t{1}, i64},
                           {"record_finish_ns", std::int64_t{2}, i64}};
  }
};

void check(const store::Segment& segment) {
  for (const score::UnitResult& u : segment.units) {
    require(u.cells.size() == std::uint64_t{u.sample_count} * u.programs.size(), "a unit without all of its cells");
    require(u.timings.size() == u.sample_count, "a unit without all of its timings");
    for (const score::Cell& c : u.cells) require(c.error <= u.errors.size(), "a cell with an error that its unit has not");
    for (const score::KeptOutput& k : u.kept) {
      require(k.grid.cells.size() == std::size_t{k.grid.height} * k.grid.width, "a kept answer without all of its cells");
    }
  }
}

}  // namespace
}  // namespace battalion

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace battalion;
  static Good good;
  fuzz::Pieces in(data, size);
  fuzz::Contents contents = good.contents;
  fuzz::change(contents, in);
  if (!fuzz::write_sealed(good.path, store::FileKind::segment, contents)) return 0;
  const auto why = fuzz::refusal([&] { check(store::read_segment(good.path)); });
  fuzz::require(size > 0 || !why, "the segment itself is refused");
  if (why) {
    fuzz::require(why->find(".h5: ") != std::string::npos, "a refusal that names no file");
    return 0;
  }
  if (size % 8 != 0) return 0;  // aggregating takes ten times as long
  const store::AggregateSummary summary = store::aggregate(good.folder.path());
  for (const std::string& warning : summary.warnings) fuzz::require_line(warning);
  return 0;
}
