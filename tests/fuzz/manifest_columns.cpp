// A manifest under a good seal whose columns say anything: refused with a line, or good enough to aggregate and report.

#include "columns.hpp"
#include "report/summary.hpp"
#include "report/summary_json.hpp"
#include "report/summary_text.hpp"
#include "store/manifest.hpp"
#include "store/sweep_file.hpp"
#include "store/sweep_fixture.hpp"

namespace battalion {
namespace {

constexpr const char* column_names[] = {
    "/tasks/id", "/tasks/file", "/tasks/demo_count", "/tasks/first_sample", "/tasks/sample_count", "/samples/task",
    "/samples/split", "/samples/index", "/samples/height", "/samples/width", "/samples/cells", "/samples/input_height",
    "/samples/input_width", "/samples/input_offset", "/samples/output_offset", "/samples/grid", "/programs/name",
    "/programs/file", "/programs/line", "/programs/source_offset", "/programs/source", "/programs/canonical_digest",
    "/programs/duplicate_of", "/programs/task", "/programs/lowered", "/programs/warning", "/programs/check/samples",
    "/programs/check/exact", "/programs/check/outcome", "/programs/check/wall_ns", "/programs/check/cpu_ns",
    "/programs/check/worst_cpu_ns", "/programs/check/message", "/problems/file", "/problems/line", "/problems/column",
    "/problems/message", "/problems/program", "/units/task", "/units/first_sample", "/units/sample_count",
    "/units/first_program", "/units/program_count", "/pairs/offset", "/pairs/program"};

struct Good {
  fuzz::TempFolder folder;
  std::filesystem::path path = store::manifest_path(folder.path());
  fuzz::Contents contents;

  Good() {
    store::testing::Shape shape;
    shape.tasks = 2, shape.demos = 1, shape.programs = 3, shape.unit_programs = 2, shape.pairing = "own";
    const store::Manifest m = store::testing::made_manifest(shape);
    const auto digest = store::write_manifest(folder.path(), m);
    const auto file = store::h5::File::open(path);
    for (const char* name : column_names) contents.columns.push_back(fuzz::column_in(file, name));
    using enum store::h5::Type;
    contents.attributes = {{"manifest_digest", static_cast<std::int64_t>(digest), u64},
                           {"configuration", file.text("/", "configuration"), text},
                           {"battalion_version", m.facts.battalion_version, text},
                           {"battalion_commit", m.facts.battalion_commit, text},
                           {"dataset_digest", std::int64_t{1}, u64},
                           {"programs_digest", std::int64_t{2}, u64},
                           {"set_order", m.facts.set_order, text},
                           {"pairing", m.facts.pairing, text},
                           {"started_ns", m.facts.started_ns, i64},
                           {"hosts", m.facts.hosts, text}};
  }
};

}  // namespace
}  // namespace battalion

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace battalion;
  static Good good;
  fuzz::Pieces in(data, size);
  fuzz::Contents contents = good.contents;
  fuzz::change(contents, in);
  if (!fuzz::write_sealed(good.path, store::FileKind::manifest, contents)) return 0;
  const auto why = fuzz::refusal([&] { store::read_manifest(good.folder.path()); });
  fuzz::require(size > 0 || !why, "the manifest itself is refused");
  if (why) {
    fuzz::require(why->find(".h5: ") != std::string::npos, "a refusal that names no file");
    return 0;
  }
  if (size % 8 != 0) return 0;  // aggregating takes ten times as long
  const store::AggregateSummary aggregated = store::aggregate(good.folder.path());
  const report::Summary summary = report::summarize(store::SweepFile(aggregated.file));
  for (const char c : report::to_text(summary, {})) {
    fuzz::require(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f), "a control character in the summary");
  }
  report::to_json(summary);
  return 0;
}
