#include "app/answer_tests.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "app/languages.hpp"
#include "app/options.hpp"
#include "app/overdue.hpp"
#include "arc/dataset.hpp"
#include "arc/scoring.hpp"
#include "base/contract.hpp"
#include "dsl/read_programs.hpp"
#include "python/read_programs.hpp"
#include "score/scorer.hpp"
#include "store/error.hpp"

namespace battalion::app {
namespace {

arc::Dataset dataset_of(const store::SweepFile& sweep) {
  std::vector<arc::Task> tasks;
  for (const store::TaskRow& row : sweep.tasks()) {
    arc::Task task{.id = row.id, .file = row.file, .samples = {}, .demo_count = row.demo_count};
    for (std::uint32_t s = row.first_sample; s < row.first_sample + row.sample_count; ++s) {
      const store::SampleRow& sample = sweep.samples()[s];
      task.samples.push_back({.split = sample.split,
                              .index = sample.index,
                              .input = sweep.input(SampleId(s)),
                              .output = sweep.output(SampleId(s))});
    }
    // The dataset puts its tasks in order of their ids, and rows would be other tasks'.
    if (!tasks.empty() && tasks.back().id >= task.id) {
      store::fail_store("/tasks/id: task '{}' is not in order; the file is damaged", task.id);
    }
    tasks.push_back(std::move(task));
  }
  return arc::Dataset(std::move(tasks));
}

/// Programs that any attempt needs, ascending.
std::vector<ProgramId> needed(const report::Choices& choices) {
  std::set<ProgramId> all;
  for (const report::Attempts& attempts : choices.by_sample) {
    for (const report::Attempt& a : attempts.chosen()) all.insert(a.by.program);
  }
  return {all.begin(), all.end()};
}

dsl::Program program_of(const store::SweepFile& sweep, ProgramId id) {
  const store::ProgramRow& row = sweep.programs()[id.value];
  if (!row.entry.empty()) return python::make_program(row.name, row.file, row.line, sweep.source(id), row.entry);
  dsl::ProgramSet set = dsl::parse_programs(dsl::SourceFile{row.file, sweep.source(id)});
  if (set.programs.size() == 1) return std::move(set.programs.front());
  fail_input("{}: program {} cannot be read any more ({}) use the Battalion that wrote the file", row.file, row.name,
             set.problems.empty() ? "its text is damaged" : set.problems.front().message);
}

score::ScoreOptions options_of(const store::SweepFile& sweep, exec::GraceWatch& watch) {
  score::ScoreOptions options{.keep = score::Keep::all, .watch = &watch};
  for (const Option& o : run_options(options.limits, options.set_order)) {
    const auto& all = sweep.facts().configuration;
    const auto said = std::find_if(all.begin(), all.end(), [&](const auto& c) { return c.first == o.name; });
    if (said == all.end()) continue;
    try {
      o.set({said->second});
    } catch (const InputError& error) {
      fail_input("--{} of the sweep: {}", o.name, error.what());
    }
  }
  return options;
}

class Answers {
 public:
  Answers(const store::SweepFile& sweep, const report::Choices& choices)
      : sweep_(sweep),
        choices_(choices),
        dataset_(dataset_of(sweep)),
        ids_(needed(choices)),
        watch_(grace_ns, end_when_overdue()) {
    for (const ProgramId id : ids_) programs_.push_back(program_of(sweep, id));
    watch_.start();
    score::ScoreOptions options = options_of(sweep, watch_);
    LanguageOptions languages;
    for (const Option& o : language_options(languages)) {
      if (sweep.facts().has(o.name)) o.set({std::string(sweep.facts().configured(o.name))});
    }
    runtime_ = make_runtime(programs_, languages, options.limits, {});
    if (runtime_.interpreter != sweep.facts().python && runtime_.engine) {
      fail_input("{} (the sweep was scored by {}) have --python of the sweep lead to that one", runtime_.interpreter, sweep.facts().python);
    }
    options.foreign = runtime_.engine.get();
    scorer_.emplace(dataset_, programs_, options);
  }

  /// Of the samples of one task: their grids, where they can be had.
  void put(TaskId task, report::AttemptGrids& grids, const std::function<void(const std::string&)>& say) {
    const store::TaskRow& row = sweep_.tasks()[task.value];
    const std::vector<score::KeptOutput> kept = run(task, row);
    for (std::uint32_t s = row.first_sample + row.demo_count; s < row.first_sample + row.sample_count; ++s) {
      for (const report::Attempt& a : choices_.by_sample[s].chosen()) {
        auto grid = find(kept, SampleId(s), a.output_digest);
        if (!grid) grid = find(sweep_.outputs(SampleId(s), 1), SampleId(s), a.output_digest);
        if (grid) {
          grids[s].push_back(std::move(*grid));
          continue;
        }
        say(fmt::format("battalion: {}, test {}: {} did not answer again as it had, and its answer was not kept (a time "
                        "limit may have been met) sweep with --keep all, or with --step-limit in place of times",
                        printable(row.id), sweep_.samples()[s].index,
                        printable(sweep_.programs()[a.by.program.value].name)));
      }
    }
  }

 private:
  static std::optional<arc::Grid> find(const std::vector<score::KeptOutput>& kept, SampleId sample,
                                       std::uint64_t digest) {
    for (const score::KeptOutput& k : kept) {
      if (k.sample == sample && arc::digest(k.grid) == digest) return k.grid;
    }
    return std::nullopt;
  }

  std::vector<score::KeptOutput> run(TaskId task, const store::TaskRow& row) {
    score::UnitSpec unit{.unit = UnitId(task.value),
                         .task = task,
                         .first_sample = row.demo_count,
                         .sample_count = row.sample_count - row.demo_count,
                         .programs = {}};
    std::set<ProgramId> programs;
    for (std::uint32_t s = row.first_sample + row.demo_count; s < row.first_sample + row.sample_count; ++s) {
      for (const report::Attempt& a : choices_.by_sample[s].chosen()) {
        const auto at = std::lower_bound(ids_.begin(), ids_.end(), a.by.program);
        programs.insert(ProgramId(static_cast<std::uint32_t>(at - ids_.begin())));
      }
    }
    if (programs.empty()) return {};
    unit.programs.assign(programs.begin(), programs.end());
    return scorer_->score(unit).kept;
  }

  const store::SweepFile& sweep_;
  const report::Choices& choices_;
  arc::Dataset dataset_;
  std::vector<ProgramId> ids_;          ///< of the sweep
  std::vector<dsl::Program> programs_;  ///< the same, as the scorer numbers them
  ForeignRuntime runtime_;
  exec::GraceWatch watch_;
  std::optional<score::Scorer> scorer_;
};

}  // namespace

report::AttemptGrids answer_tests(const store::SweepFile& sweep, const report::Choices& choices,
                                  const std::function<void(const std::string&)>& say) {
  report::AttemptGrids grids(sweep.samples().size());
  Answers answers(sweep, choices);
  for (std::uint32_t t = 0; t < sweep.tasks().size(); ++t) answers.put(TaskId(t), grids, say);
  return grids;
}

}  // namespace battalion::app
