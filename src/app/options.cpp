#include "app/options.hpp"

#include <fmt/ranges.h>

#include <limits>
#include <string_view>
#include <utility>

#include "app/languages.hpp"
#include "app/table_options.hpp"
#include "app/value_text.hpp"
#include "base/contract.hpp"
#include "exec/sample_policy.hpp"

namespace battalion::app {
namespace {

// In the order of the enumerators.
constexpr std::string_view pairing_names[] = {"own", "cross"};
constexpr std::string_view set_order_names[] = {"cpython", "canonical"};
constexpr std::string_view keep_names[] = {"none", "best", "all"};
constexpr std::string_view validation_names[] = {"text", "speed"};
constexpr std::string_view engine_names[] = {"auto", "interpreter", "lanes", "cuda"};
constexpr std::string_view progress_names[] = {"auto", "live", "plain", "none"};

/// Less, and a rank that is merely busy for a moment would count as lost.
constexpr std::int64_t least_heartbeat_ns = 100'000'000;

using Values = std::vector<std::string>;

Option paths(std::string name, std::string help, std::vector<std::string>& field) {
  return {.name = std::move(name),
          .value = "PATH",
          .help = std::move(help),
          .many = true,
          .in_file = true,
          .set = [&field](const Values& v) { field = v; },
          .get = [&field] { return field; }};
}

}  // namespace

std::vector<Option> run_options(exec::Limits& limits, dsl::SetOrder& order) {
  return {
      shaping(duration("cpu-limit",
                       "CPU time of one program on one sample, e.g. 500ms; a plain number is "
                       "seconds, 0 is none",
                       limits.cpu_ns)),
      shaping(duration("wall-limit", "wall-clock guard on the same; 0 is none", limits.wall_ns)),
      shaping(valued(
          "step-limit", "N",
          "deterministic work units of the same, for verdicts that do not depend on the machine; 0 "
          "is "
          "none",
          [&limits](const std::string& v) {
            limits.steps = parse_count(v, 0, std::numeric_limits<std::uint64_t>::max());
          },
          [&limits] { return fmt::format("{}", limits.steps); })),
      shaping(valued(
          "memory-limit", "SIZE", "memory for the values of the same, e.g. 1GB; 0 is none",
          [&limits](const std::string& v) { limits.memory = parse_size(v); },
          [&limits] { return format_size(limits.memory); })),
      shaping(choice("set-order", "order in which sets are walked", order, set_order_names)),
  };
}

std::vector<Option> sweep_options(Config& c) {
  std::vector<Option> all = {
      required(
          text("tasks", "PATH",
               "the dataset: a folder of task files, a Kaggle challenges file, a folder of pair "
               "lists, or one file",
               c.tasks)),
      required(paths("programs", "program files, or folders of *.py and *.jsonl files", c.programs)),
      required(text("out", "DIR", "folder for the results; made where it is missing", c.out)),
      shaping(choice("pairing",
                     "own: a program meets the task that its name ends with; cross: every task",
                     c.pairing, pairing_names)),
  };
  for (Option& o : language_options(c.languages)) all.push_back(std::move(o));
  for (Option& o : run_options(c.limits, c.set_order)) all.push_back(std::move(o));
  std::vector<Option> rest = {
      shaping(toggle("early-stop", "skip a program's other samples of a task after a failed demo",
                     c.early_stop)),
      shaping(choice("keep", "answers to keep: none, the best of a sample, or all", c.keep,
                     keep_names)),
      shaping(valued(
          "part", "K/N",
          "score the K-th of N shares of the tasks, in a folder DIR/part-K-of-N of its own; "
          "`battalion aggregate DIR` puts the parts together",
          [&c](const std::string& v) { c.part = parse_part(v); },
          [&c] { return format_part(c.part); })),
      choice("engine",
             "what runs the programs: the interpreter, or the bit-plane engine on CPU lanes or on CUDA devices, which "
             "leaves to the interpreter what it cannot tell; auto takes the fastest; the outcomes are the same",
             c.engine, engine_names),
      valued(
          "threads", "N", "workers of a rank that share a sample's programs",
          [&c](const std::string& v) { c.threads = static_cast<int>(parse_count(v, 1, 1024)); },
          [&c] { return fmt::format("{}", c.threads); }),
      valued(
          "samples", "POLICY",
          "samples of a unit at once: sequential, window:N (at most N, on the same workers) or pool:N (on N "
          "workers of their own); the outcomes are the same",
          [&c](const std::string& v) { c.samples = exec::parse_sample_policy(v); },
          [&c] { return exec::to_string(c.samples); }),
      toggle("strict", "a program that cannot be read ends the job", c.strict),
      choice("validate",
             "before scoring: text looks at the programs alone, speed also runs each on its own task and tells the "
             "slow and the failing",
             c.validate, validation_names),
      duration("slow", "with --validate speed: CPU time of one sample that makes a program slow; 0 is none", c.slow_ns),
      toggle("overwrite", "replace the sweep that DIR holds", c.overwrite),
      toggle("resume",
             "go on with the sweep that DIR holds: score what is missing, and nothing else; one that "
             "Slurm restarts does so by itself",
             c.resume),
      duration("grace",
               "when stopped (SIGTERM, SIGINT, SIGUSR1): time for units being scored to end; after it "
               "they are given up",
               c.grace_ns),
      duration("write-every", "results are written when they are so old: what a kill may cost",
               c.write_every_ns),
      duration("write-patience",
               "how long a rank that cannot write (disk full, folder gone) keeps its results and tries "
               "again before the sweep stops",
               c.write_patience_ns),
      toggle("survive",
             "go on without ranks that die or fall silent: others score what they held; ranks that lose rank 0 write what "
             "they have and leave; needs a launcher that lets survivors live (mpirun --enable-recovery, or --with-ft ulfm "
             "for Open MPI 5), whose exit status then says nothing: DIR/sweep.ended has it",
             c.survive),
      valued(
          "heartbeat", "TIME",
          "with --survive: how long a rank may be silent before it counts as lost, at least 100ms; longer than a write "
          "may take",
          [&c](const std::string& v) {
            c.heartbeat_ns = parse_duration(v);
            if (c.heartbeat_ns < least_heartbeat_ns) {
              fail_input("{} is too short (a rank that is busy for a moment would count as lost) give at least {}", v,
                         format_duration(least_heartbeat_ns));
            }
          },
          [&c] { return format_duration(c.heartbeat_ns); }),
      toggle("dry-run", "print the plan and score nothing", c.dry_run),
      choice("progress", "progress on stderr: auto is live on a terminal, else plain", c.progress,
             progress_names),
  };
  for (Option& o : rest) all.push_back(std::move(o));
  return all;
}

Option command_switch(std::string name, std::string help, bool& field) {
  Option o = toggle(std::move(name), std::move(help), field);
  o.in_file = false;
  return o;
}

Option command_text(std::string name, std::string value, std::string help, std::string& field,
                    bool is_required) {
  Option o = text(std::move(name), std::move(value), std::move(help), field);
  o.in_file = false;
  o.required = is_required;
  return o;
}

}  // namespace battalion::app
