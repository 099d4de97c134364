#include "store/manifest.hpp"

#include <algorithm>
#include <span>

#include "base/fnv.hpp"
#include "store/durable.hpp"
#include "store/tables.hpp"

namespace battalion::store {

std::string_view SweepFacts::configured(std::string_view key) const {
  for (const auto& [name, value] : configuration) {
    if (name == key) return value;
  }
  return "not known";
}

bool SweepFacts::has(std::string_view key) const {
  return std::any_of(configuration.begin(), configuration.end(), [&](const auto& c) { return c.first == key; });
}

std::uint64_t Manifest::programs_of(TaskId task) const {
  if (cross()) return program_count();
  return pair_offset[task.value + 1] - pair_offset[task.value];
}

std::uint32_t Manifest::program_at(TaskId task, std::uint64_t position) const {
  BATTALION_EXPECT(position < programs_of(task));
  if (cross()) return static_cast<std::uint32_t>(position);
  return pair_program[pair_offset[task.value] + position];
}

namespace {

void add(Fnv64& sum, const arc::Grid& grid) {
  sum.u16(grid.height);
  sum.u16(grid.width);
  for (const auto c : grid.cells) sum.byte(static_cast<std::uint8_t>(c));
}

// Whether the rows of the tables point where they may.
const char* flaw(const Manifest& m) {
  const auto tasks = m.tasks.size();
  std::uint64_t first = 0;
  for (const auto& t : m.tasks) {
    if (t.first_sample != first || t.demo_count > t.sample_count)
      return "its tasks do not fit its samples";
    first += t.sample_count;
  }
  if (first != m.samples.size()) return "its tasks do not fit its samples";
  for (std::uint32_t t = 0; t < tasks; ++t) {
    for (const auto& s : std::span(m.samples).subspan(m.tasks[t].first_sample, m.tasks[t].sample_count)) {
      if (s.task.value != t) return "a sample is not among those of its task";
    }
  }
  if (!m.cross()) {
    if (m.pair_offset.size() != tasks + 1 || m.pair_offset.front() != 0 ||
        m.pair_offset.back() != m.pair_program.size() ||
        !std::is_sorted(m.pair_offset.begin(), m.pair_offset.end())) {
      return "its pairs do not fit its tasks";
    }
    for (const auto p : m.pair_program) {
      if (p >= m.program_count()) return "a pair names no program";
    }
  }
  for (const auto& u : m.units) {
    if (u.task.value >= tasks) return "a unit names no task";
    const auto& t = m.tasks[u.task.value];
    const std::uint64_t end = std::uint64_t{u.first_sample} + u.sample_count;
    if (u.first_sample < t.first_sample || end > std::uint64_t{t.first_sample} + t.sample_count) {
      return "a unit has samples of another task";
    }
    if (std::uint64_t{u.first_program} + u.program_count > m.programs_of(u.task)) {
      return "a unit has programs that its task has not";
    }
  }
  return nullptr;
}

}  // namespace

std::uint64_t digest(const Manifest& m) {
  Fnv64 sum;
  sum.u64(static_cast<std::uint64_t>(m.facts.started_ns));
  sum.u64(m.facts.dataset_digest);
  sum.u64(m.facts.programs_digest);
  for (const auto* text : {&m.facts.battalion_version, &m.facts.battalion_commit,
                           &m.facts.set_order, &m.facts.pairing}) {
    sum.text(*text);
  }
  for (const auto& [key, value] : m.facts.configuration) sum.text(key), sum.text(value);
  for (const auto& host : m.facts.hosts) sum.text(host);
  for (const auto& t : m.tasks) {
    sum.text(t.id);
    sum.u32(t.sample_count);
  }
  for (const auto& s : m.samples) add(sum, s.input), add(sum, s.output);
  for (const auto& p : m.programs) {
    sum.text(p.name);
    sum.text(p.source);
    sum.u64(p.canonical_digest);
  }
  for (const auto& u : m.units) {
    for (const auto n :
         {u.task.value, u.first_sample, u.sample_count, u.first_program, u.program_count}) {
      sum.u32(n);
    }
  }
  for (const auto p : m.pair_program) sum.u32(p);
  return sum.value();
}

std::filesystem::path manifest_path(const std::filesystem::path& out) {
  return out / "manifest.h5";
}
std::filesystem::path segments_path(const std::filesystem::path& out) { return out / "segments"; }
std::filesystem::path sweep_path(const std::filesystem::path& out) { return out / "sweep.h5"; }

std::uint64_t write_manifest(const std::filesystem::path& out, const Manifest& m) {
  if (const char* const what = flaw(m)) throw ContractError(fmt::format("manifest: {}", what));
  make_folder(segments_path(out));
  const auto path = manifest_path(out);
  auto file = h5::File::create_in_memory(path);
  const std::uint64_t own_digest = digest(m);
  mark(file, FileKind::manifest);
  file.set("/", "manifest_digest", own_digest);
  write_facts(file, m.facts);
  write_tables(file, m);
  std::vector<std::uint32_t> task, first_sample, samples, first_program, programs;
  for (const auto& u : m.units) {
    task.push_back(u.task.value);
    first_sample.push_back(u.first_sample);
    samples.push_back(u.sample_count);
    first_program.push_back(u.first_program);
    programs.push_back(u.program_count);
  }
  write_column(file, "/units/task", task);
  write_column(file, "/units/first_sample", first_sample);
  write_column(file, "/units/sample_count", samples);
  write_column(file, "/units/first_program", first_program);
  write_column(file, "/units/program_count", programs);
  write_column(file, "/pairs/offset", m.pair_offset);
  write_column(file, "/pairs/program", m.pair_program);
  write_sealed(path, file.image());
  return own_digest;
}

namespace {

enum class ProgramRows { read, counted };

Manifest read(const std::filesystem::path& out, std::uint64_t* digest, ProgramRows rows) {
  const auto path = manifest_path(out);
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    fail_store(
        "{}: holds no sweep (there is no manifest.h5 in it); give the --out folder of a sweep",
        out.string());
  }
  check_seal(path);
  const auto file = h5::File::open(path);
  check_mark(file, FileKind::manifest);
  Manifest m;
  m.facts = read_facts(file);
  m.tasks = read_tasks(file);
  m.samples = read_samples(file, true);
  if (rows == ProgramRows::read) {
    m.programs = read_programs(file, true);
  } else {
    m.programs_left_out = file.open_dataset("/programs/name", h5::Type::text, 1).size();
  }
  m.problems = read_problems(file);
  const auto task = file.read<std::uint32_t>("/units/task");
  const auto n = task.size();
  const auto first_sample = file.read<std::uint32_t>("/units/first_sample", n);
  const auto samples = file.read<std::uint32_t>("/units/sample_count", n);
  const auto first_program = file.read<std::uint32_t>("/units/first_program", n);
  const auto programs = file.read<std::uint32_t>("/units/program_count", n);
  for (std::size_t i = 0; i < n; ++i) {
    m.units.push_back(
        {TaskId(task[i]), first_sample[i], samples[i], first_program[i], programs[i]});
  }
  m.pair_offset = file.read<std::uint64_t>("/pairs/offset");
  m.pair_program = file.read<std::uint32_t>("/pairs/program");
  if (const char* const what = flaw(m))
    fail_store("{}: {}; the file is damaged", path.string(), what);
  // Also where nobody asks for it: a manifest is good, or it is not, whoever reads it.
  const auto written_as = file.number<std::uint64_t>("/", "manifest_digest");
  if (digest != nullptr) *digest = written_as;
  return m;
}

}  // namespace

Manifest read_manifest(const std::filesystem::path& out, std::uint64_t* digest) {
  return read(out, digest, ProgramRows::read);
}

Manifest read_outline(const std::filesystem::path& out, std::uint64_t* digest) {
  return read(out, digest, ProgramRows::counted);
}

}  // namespace battalion::store
