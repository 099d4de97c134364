#include "store/tables.hpp"

#include <nlohmann/json.hpp>

namespace battalion::store {

namespace {

using Json = nlohmann::ordered_json;

// One column from a table's rows.
template <class T, class Rows, class Get>
std::vector<T> column(const Rows& rows, Get get) {
  std::vector<T> data;
  data.reserve(rows.size());
  for (const auto& row : rows) data.push_back(static_cast<T>(get(row)));
  return data;
}

[[noreturn]] void damaged(const h5::File& file, std::string_view what) {
  fail_store("{}: {}; the file is damaged", file.name(), what);
}

}  // namespace

void check_time(const h5::File& file, std::int64_t ns) {
  constexpr std::int64_t most = std::int64_t{1} << 56;  // two years
  if (ns < -most || ns > most) damaged(file, "a time is out of range");
}

void write_facts(h5::File& file, const SweepFacts& facts) {
  Json configuration = Json::object();
  file.create_group("/configuration");
  for (const auto& [key, value] : facts.configuration) {
    BATTALION_EXPECT(!configuration.contains(key));
    configuration[key] = value;
    file.set("/configuration", key, std::string_view(value));
  }
  file.set("/", "configuration",
           std::string_view(configuration.dump(-1, ' ', false, Json::error_handler_t::replace)));
  file.set("/", "battalion_version", std::string_view(facts.battalion_version));
  file.set("/", "battalion_commit", std::string_view(facts.battalion_commit));
  file.set("/", "dataset_digest", facts.dataset_digest);
  file.set("/", "programs_digest", facts.programs_digest);
  file.set("/", "set_order", std::string_view(facts.set_order));
  file.set("/", "pairing", std::string_view(facts.pairing));
  file.set("/", "python", std::string_view(facts.python));
  file.set("/", "python_isolation", std::string_view(facts.python_isolation));
  file.set("/", "started_ns", facts.started_ns);
  file.set("/", "hosts", facts.hosts);
}

SweepFacts read_facts(const h5::File& file) {
  SweepFacts facts;
  facts.schema = file.number<std::uint32_t>("/", "schema_version");
  facts.battalion_version = file.text("/", "battalion_version");
  facts.battalion_commit = file.text("/", "battalion_commit");
  const Json configuration = Json::parse(file.text("/", "configuration"), nullptr, false);
  if (!configuration.is_object()) damaged(file, "its configuration is no JSON object");
  for (const auto& [key, value] : configuration.items()) {
    if (!value.is_string()) damaged(file, "its configuration holds what is no text");
    facts.configuration.emplace_back(key, value.get<std::string>());
  }
  facts.dataset_digest = file.number<std::uint64_t>("/", "dataset_digest");
  facts.programs_digest = file.number<std::uint64_t>("/", "programs_digest");
  facts.set_order = file.text("/", "set_order");
  facts.pairing = file.text("/", "pairing");
  if (facts.pairing != "own" && facts.pairing != "cross") damaged(file, "its pairing is unknown");
  if (file.has_attribute("/", "python")) {  // older files know the DSL alone
    facts.python = file.text("/", "python");
    facts.python_isolation = file.text("/", "python_isolation");
  }
  facts.started_ns = file.number<std::int64_t>("/", "started_ns");
  if (facts.started_ns < 0) damaged(file, "a time is out of range");
  facts.hosts = file.texts("/", "hosts");
  return facts;
}

namespace {

void write_tasks(h5::File& file, const std::vector<TaskRow>& t) {
  write_column(file, "/tasks/id", column<std::string>(t, [](auto& r) { return r.id; }));
  write_column(file, "/tasks/file", column<std::string>(t, [](auto& r) { return r.file; }));
  write_column(file, "/tasks/demo_count",
               column<std::uint32_t>(t, [](auto& r) { return r.demo_count; }));
  write_column(file, "/tasks/first_sample",
               column<std::uint32_t>(t, [](auto& r) { return r.first_sample; }));
  write_column(file, "/tasks/sample_count",
               column<std::uint32_t>(t, [](auto& r) { return r.sample_count; }));
}

void write_samples(h5::File& file, const std::vector<SampleRow>& s) {
  write_column(file, "/samples/task",
               column<std::uint32_t>(s, [](auto& r) { return r.task.value; }));
  write_column(file, "/samples/split", column<std::uint8_t>(s, [](auto& r) { return r.split; }));
  write_column(file, "/samples/index", column<std::uint32_t>(s, [](auto& r) { return r.index; }));
  write_column(file, "/samples/height",
               column<std::uint16_t>(s, [](auto& r) { return r.output.height; }));
  write_column(file, "/samples/width",
               column<std::uint16_t>(s, [](auto& r) { return r.output.width; }));
  write_column(file, "/samples/cells",
               column<std::uint32_t>(s, [](auto& r) { return r.output.cells.size(); }));
  write_column(file, "/samples/input_height",
               column<std::uint16_t>(s, [](auto& r) { return r.input.height; }));
  write_column(file, "/samples/input_width",
               column<std::uint16_t>(s, [](auto& r) { return r.input.width; }));
  std::vector<std::uint64_t> input_offset, output_offset;
  std::vector<std::int8_t> cells;
  for (const auto& row : s) {
    input_offset.push_back(cells.size());
    cells.insert(cells.end(), row.input.cells.begin(), row.input.cells.end());
    output_offset.push_back(cells.size());
    cells.insert(cells.end(), row.output.cells.begin(), row.output.cells.end());
  }
  write_column(file, "/samples/input_offset", input_offset);
  write_column(file, "/samples/output_offset", output_offset);
  write_column(file, "/samples/grid", cells);
}

void write_programs(h5::File& file, const std::vector<ProgramRow>& p) {
  write_column(file, "/programs/name", column<std::string>(p, [](auto& r) { return r.name; }));
  write_column(file, "/programs/file", column<std::string>(p, [](auto& r) { return r.file; }));
  write_column(file, "/programs/line", column<std::uint32_t>(p, [](auto& r) { return r.line; }));
  std::vector<std::uint64_t> offset = {0};
  std::vector<std::uint8_t> bytes;
  for (const auto& row : p) {
    bytes.insert(bytes.end(), row.source.begin(), row.source.end());
    offset.push_back(bytes.size());
  }
  write_column(file, "/programs/source_offset", offset);
  write_column(file, "/programs/source", bytes);
  write_column(file, "/programs/entry", column<std::string>(p, [](auto& r) { return r.entry; }));
  write_column(file, "/programs/canonical_digest",
               column<std::uint64_t>(p, [](auto& r) { return r.canonical_digest; }));
  write_column(file, "/programs/duplicate_of",
               column<std::int32_t>(p, [](auto& r) { return r.duplicate_of; }));
  write_column(file, "/programs/task", column<std::int32_t>(p, [](auto& r) { return r.task; }));
  write_column(file, "/programs/lowered",
               column<std::string>(p, [](auto& r) { return r.lowered; }));
  write_column(file, "/programs/warning",
               column<std::string>(p, [](auto& r) { return r.warning; }));
}

void write_checks(h5::File& file, const std::vector<ProgramRow>& p) {
  file.create_group("/programs/check");
  write_column(file, "/programs/check/samples",
               column<std::uint32_t>(p, [](auto& r) { return r.check.samples; }));
  write_column(file, "/programs/check/exact",
               column<std::uint32_t>(p, [](auto& r) { return r.check.exact; }));
  write_column(file, "/programs/check/outcome",
               column<std::uint8_t>(p, [](auto& r) { return r.check.outcome; }));
  write_column(file, "/programs/check/wall_ns",
               column<std::int64_t>(p, [](auto& r) { return r.check.wall_ns; }));
  write_column(file, "/programs/check/cpu_ns",
               column<std::int64_t>(p, [](auto& r) { return r.check.cpu_ns; }));
  write_column(file, "/programs/check/worst_cpu_ns",
               column<std::int64_t>(p, [](auto& r) { return r.check.worst_cpu_ns; }));
  write_column(file, "/programs/check/message",
               column<std::string>(p, [](auto& r) { return r.check.message; }));
}

void write_problems(h5::File& file, const std::vector<ProblemRow>& p) {
  write_column(file, "/problems/file", column<std::string>(p, [](auto& r) { return r.file; }));
  write_column(file, "/problems/line", column<std::uint32_t>(p, [](auto& r) { return r.line; }));
  write_column(file, "/problems/column",
               column<std::uint32_t>(p, [](auto& r) { return r.column; }));
  write_column(file, "/problems/message",
               column<std::string>(p, [](auto& r) { return r.message; }));
  write_column(file, "/problems/program",
               column<std::string>(p, [](auto& r) { return r.program; }));
}

}  // namespace

void write_tables_without_programs(h5::File& file, const Manifest& manifest) {
  write_tasks(file, manifest.tasks);
  write_samples(file, manifest.samples);
  write_problems(file, manifest.problems);
}

void write_tables(h5::File& file, const Manifest& manifest) {
  write_tables_without_programs(file, manifest);
  write_programs(file, manifest.programs);
  write_checks(file, manifest.programs);
}

std::vector<TaskRow> read_tasks(const h5::File& file) {
  const auto id = file.read_text("/tasks/id");
  const auto n = id.size();
  const auto name = file.read_text("/tasks/file", n);
  const auto demos = file.read<std::uint32_t>("/tasks/demo_count", n);
  const auto first = file.read<std::uint32_t>("/tasks/first_sample", n);
  const auto count = file.read<std::uint32_t>("/tasks/sample_count", n);
  std::vector<TaskRow> rows(n);
  std::uint64_t samples = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (first[i] != samples || demos[i] > count[i])
      damaged(file, "its tasks do not fit its samples");
    rows[i] = {id[i], name[i], demos[i], first[i], count[i]};
    samples += count[i];
  }
  return rows;
}

std::vector<SampleRow> read_samples(const h5::File& file, bool grids) {
  const auto task = file.read<std::uint32_t>("/samples/task");
  const auto n = task.size();
  const auto split = file.read<std::uint8_t>("/samples/split", n);
  const auto index = file.read<std::uint32_t>("/samples/index", n);
  const auto height = file.read<std::uint16_t>("/samples/height", n);
  const auto width = file.read<std::uint16_t>("/samples/width", n);
  const auto input_height = file.read<std::uint16_t>("/samples/input_height", n);
  const auto input_width = file.read<std::uint16_t>("/samples/input_width", n);
  const auto input_offset = file.read<std::uint64_t>("/samples/input_offset", n);
  const auto output_offset = file.read<std::uint64_t>("/samples/output_offset", n);
  std::vector<std::int8_t> cells;
  if (grids) cells = file.read<std::int8_t>("/samples/grid");
  const auto grid = [&](std::uint16_t h, std::uint16_t w, std::uint64_t offset) {
    arc::Grid g{h, w, {}};
    const std::uint64_t size = std::uint64_t{h} * w;
    if (!grids) return g;
    if (offset > cells.size() || size > cells.size() - offset)
      damaged(file, "a grid lies outside of /samples/grid");
    g.cells.assign(cells.data() + offset, cells.data() + offset + size);
    return g;
  };
  std::vector<SampleRow> rows(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (split[i] > 1) damaged(file, "a sample is neither demo nor test");
    rows[i] = {TaskId(task[i]), static_cast<arc::Split>(split[i]), index[i],
               grid(input_height[i], input_width[i], input_offset[i]),
               grid(height[i], width[i], output_offset[i])};
  }
  return rows;
}

namespace {

void read_checks(const h5::File& file, std::vector<ProgramRow>& rows) {
  const auto n = rows.size();
  const auto samples = file.read<std::uint32_t>("/programs/check/samples", n);
  const auto exact = file.read<std::uint32_t>("/programs/check/exact", n);
  const auto outcome = file.read<std::uint8_t>("/programs/check/outcome", n);
  const auto wall = file.read<std::int64_t>("/programs/check/wall_ns", n);
  const auto cpu = file.read<std::int64_t>("/programs/check/cpu_ns", n);
  const auto worst = file.read<std::int64_t>("/programs/check/worst_cpu_ns", n);
  auto message = file.read_text("/programs/check/message", n);
  for (std::size_t i = 0; i < n; ++i) {
    rows[i].check = {samples[i], exact[i], outcome[i],           wall[i],
                     cpu[i],     worst[i], std::move(message[i])};
  }
}

}  // namespace

std::vector<ProgramRow> read_programs(const h5::File& file, bool sources) {
  auto name = file.read_text("/programs/name");
  const auto n = name.size();
  auto name_of_file = file.read_text("/programs/file", n);
  const auto line = file.read<std::uint32_t>("/programs/line", n);
  const auto digest = file.read<std::uint64_t>("/programs/canonical_digest", n);
  const auto duplicate = file.read<std::int32_t>("/programs/duplicate_of", n);
  const auto task = file.read<std::int32_t>("/programs/task", n);
  auto lowered = file.read_text("/programs/lowered", n);
  // Files from before validation ran programs have neither these nor /programs/check.
  const bool checked = file.exists("/programs/check");
  auto warning = checked ? file.read_text("/programs/warning", n) : std::vector<std::string>(n);
  // Older files know the DSL alone.
  auto entry = file.exists("/programs/entry") ? file.read_text("/programs/entry", n) : std::vector<std::string>(n);
  std::vector<std::uint64_t> offset;
  std::vector<std::uint8_t> bytes;
  if (sources) {
    offset = file.read<std::uint64_t>("/programs/source_offset", n + 1);
    bytes = file.read<std::uint8_t>("/programs/source");
  }
  std::vector<ProgramRow> rows(n);
  for (std::size_t i = 0; i < n; ++i) {
    auto& r = rows[i];
    r = {std::move(name[i]),
         std::move(name_of_file[i]),
         line[i],
         {},
         std::move(entry[i]),
         digest[i],
         duplicate[i],
         task[i],
         std::move(lowered[i]),
         std::move(warning[i]),
         {}};
    if (!sources) continue;
    if (offset[i] > offset[i + 1] || offset[i + 1] > bytes.size()) {
      damaged(file, "a source lies outside of /programs/source");
    }
    r.source.assign(reinterpret_cast<const char*>(bytes.data()) + offset[i],
                    offset[i + 1] - offset[i]);
  }
  if (checked) read_checks(file, rows);
  return rows;
}

std::vector<ProblemRow> read_problems(const h5::File& file) {
  const auto name = file.read_text("/problems/file");
  const auto n = name.size();
  const auto line = file.read<std::uint32_t>("/problems/line", n);
  const auto column = file.read<std::uint32_t>("/problems/column", n);
  const auto message = file.read_text("/problems/message", n);
  const auto program = file.read_text("/problems/program", n);
  std::vector<ProblemRow> rows(n);
  for (std::size_t i = 0; i < n; ++i)
    rows[i] = {name[i], line[i], column[i], message[i], program[i]};
  return rows;
}

}  // namespace battalion::store
