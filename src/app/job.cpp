#include "app/job.hpp"

#include "app/engine.hpp"

#include <utility>

#include "app/options.hpp"
#include "arc/pack.hpp"
#include "sched/cost.hpp"
#include "sched/plan.hpp"
#include "score/pairing.hpp"

namespace battalion::app {

std::vector<sched::TaskLoad> loads_of(const Job& job) {
  std::vector<sched::TaskLoad> loads;
  for (std::uint32_t t = 0; t < job.dataset.task_count(); ++t) {
    const arc::Task& task = job.dataset.task(TaskId(t));
    std::vector<std::uint32_t> cells;
    for (const arc::Sample& s : task.samples) {
      cells.push_back(static_cast<std::uint32_t>(s.input.cells.size()));
    }
    loads.push_back(sched::estimate_load(TaskId(t), task.demo_count, cells,
                                         static_cast<std::uint32_t>(job.pairs[t].size())));
  }
  return loads;
}

namespace {

void put_config(Packer& packer, Config config) {
  for (const Option& o : sweep_options(config)) {
    const std::vector<std::string> values = o.get();
    packer.put<std::uint64_t>(values.size());
    for (const std::string& v : values) packer.put(v);
  }
}

Config get_config(Unpacker& unpacker) {
  Config config;
  for (const Option& o : sweep_options(config)) {
    std::vector<std::string> values(unpacker.count(sizeof(std::uint64_t)));
    for (std::string& v : values) v = unpacker.get<std::string>();
    if (!values.empty()) o.set(values);
  }
  return config;
}

}  // namespace

Job make_job(Config config, arc::Dataset dataset, std::vector<dsl::Program> programs, int ranks) {
  Job job{std::move(config), std::move(dataset), std::move(programs), {}, {}};
  job.pairs = score::pair_programs(job.dataset, job.programs, job.config.pairing);
  job.plan = sched::make_plan(loads_of(job), {.ranks = ranks, .early_stop = job.config.early_stop});
  return job;
}

Job make_job(Config config, arc::Dataset dataset, std::vector<dsl::Program> programs,
             sched::Plan plan) {
  Job job{std::move(config), std::move(dataset), std::move(programs), {}, std::move(plan)};
  job.pairs = score::pair_programs(job.dataset, job.programs, job.config.pairing);
  return job;
}

score::UnitSpec spec_of(const Job& job, UnitId id) {
  const sched::Unit& unit = job.plan.units.at(id.value);
  const std::vector<ProgramId>& programs = job.pairs.at(unit.task.value);
  const auto first = programs.begin() + unit.first_program;
  return {.unit = id,
          .task = unit.task,
          .first_sample = unit.first_sample,
          .sample_count = unit.sample_count,
          .programs = {first, first + unit.program_count}};
}

score::ScoreOptions score_options(const Job& job) {
  const Config& c = job.config;
  return {.limits = c.limits,
          .set_order = c.set_order,
          .early_stop = c.early_stop,
          .keep = c.keep,
          .threads = c.threads,
          .engine = job.device ? score::Engine::cuda : engine_on_cpu(c),
          .device = job.device,
          .foreign = job.foreign.get(),
          .samples = c.samples};
}

ForeignRuntime make_runtime(const Job& job) {
  std::vector<std::string> hidden = job.config.programs;
  hidden.push_back(job.config.tasks);
  hidden.push_back(job.config.out);
  return make_runtime(job.programs, job.config.languages, job.config.limits, std::move(hidden));
}

Bytes pack(const Briefing& briefing) {
  Packer packer;
  packer.put(briefing.exit_code);
  packer.put<std::uint8_t>(briefing.proceed);
  if (briefing.proceed) {
    put_config(packer, briefing.config);
    packer.put(arc::pack(briefing.dataset));
    packer.put<std::uint64_t>(briefing.sources.size());
    for (const dsl::SourceFile& s : briefing.sources) {
      packer.put(s.name);
      packer.put(s.text);
    }
    packer.put(briefing.interpreter);
    packer.put(briefing.plan.evaluations);
    packer.put(briefing.plan.units);
  }
  return packer.take();
}

Briefing unpack_briefing(const Bytes& bytes) {
  Unpacker unpacker(bytes);
  Briefing briefing;
  briefing.exit_code = unpacker.get<int>();
  briefing.proceed = unpacker.get<std::uint8_t>() != 0;
  if (briefing.proceed) {
    briefing.config = get_config(unpacker);
    briefing.dataset = arc::unpack(unpacker.get<Bytes>());
    briefing.sources.resize(unpacker.count(2 * sizeof(std::uint64_t)));
    for (dsl::SourceFile& s : briefing.sources) {
      s.name = unpacker.get<std::string>();
      s.text = unpacker.get<std::string>();
    }
    briefing.interpreter = unpacker.get<std::string>();
    briefing.plan.evaluations = unpacker.get<std::uint64_t>();
    briefing.plan.units = unpacker.get<std::vector<sched::Unit>>();
  }
  return briefing;
}

}  // namespace battalion::app
