#include "store/schema.hpp"

#include <algorithm>

namespace battalion::store {

namespace {

using h5::Type;

constexpr std::string_view outcome_meaning =
    "low 7 bits: 0 pending, 1 exact, 2 wrong, 3 error, 4 timeout, 5 memory, 6 skipped, 7 unpaired; "
    "bit 7 (128): the result hung on set order";
constexpr std::string_view engine_meaning = "0 interpreter, 1 lanes, 2 cuda, 3 python";
constexpr std::string_view phase_meaning = "0 load, 1 demo, 2 test, 3 write, 4 validate";

constexpr Field fields[] = {
    // Tables of the manifest and of sweep.h5.
    {"/tasks/id", Type::text, {"[task]", "none", "id; tasks are in order of their ids"}},
    {"/tasks/file", Type::text, {"[task]", "none", "where it was read"}},
    {"/tasks/demo_count", Type::u32, {"[task]", "samples", "its demo samples; they come first"}},
    {"/tasks/first_sample", Type::u32, {"[task]", "row of /samples", "its first sample"}},
    {"/tasks/sample_count", Type::u32, {"[task]", "samples", "its samples, demo and test"}},

    {"/samples/task", Type::u32, {"[sample]", "row of /tasks", "the sample's task"}},
    {"/samples/split", Type::u8, {"[sample]", "code", "0 demo, 1 test"}},
    {"/samples/index", Type::u32, {"[sample]", "none", "index within its split, from 0"}},
    {"/samples/height",
     Type::u16,
     {"[sample]", "cells", "of the expected output; 0 where unknown"}},
    {"/samples/width", Type::u16, {"[sample]", "cells", "of the expected output; 0 where unknown"}},
    {"/samples/cells", Type::u32, {"[sample]", "cells", "height times width: what can be right"}},
    {"/samples/input_height", Type::u16, {"[sample]", "cells", "of the input"}},
    {"/samples/input_width", Type::u16, {"[sample]", "cells", "of the input"}},
    {"/samples/input_offset",
     Type::u64,
     {"[sample]", "element of /samples/grid", "where the input starts"}},
    {"/samples/output_offset",
     Type::u64,
     {"[sample]", "element of /samples/grid", "where the expected output starts"}},
    {"/samples/grid",
     Type::i8,
     {"[cell]", "colour", "all inputs and outputs, row-major, one after the other"}},

    {"/programs/name", Type::text, {"[program]", "none", "name of its def"}},
    {"/programs/file", Type::text, {"[program]", "none", "where it was read"}},
    {"/programs/line", Type::u32, {"[program]", "line", "of its def, from 1"}},
    {"/programs/source_offset",
     Type::u64,
     {"[program+1]", "element of /programs/source",
      "source of program p: from offset[p] up to offset[p+1]"}},
    {"/programs/source", Type::u8, {"[byte]", "UTF-8 byte", "all sources, one after the other"}},
    {"/programs/entry",
     Type::text,
     {"[program]", "none", "of a program in Python, the function that answers; empty for one in the DSL"}},
    {"/programs/canonical_digest",
     Type::u64,
     {"[program]", "FNV-1a 64", "equal for programs that compute the same"}},
    {"/programs/duplicate_of",
     Type::i32,
     {"[program]", "row of /programs",
      "first program of equal canonical digest; -1 where it is the first"}},
    {"/programs/task",
     Type::i32,
     {"[program]", "row of /tasks", "the task it belongs to under pairing own; -1 where none"}},
    {"/programs/lowered",
     Type::text,
     {"[program]", "none", "yes: the bit-plane engine runs it; else no, and why not"}},
    {"/programs/warning",
     Type::text,
     {"[program]", "none", "why it raises on every input; empty where its text does not tell"}},
    {"/programs/check/samples",
     Type::u32,
     {"[program]", "samples", "of its own task, that validation ran it on; 0 where it was not run"}},
    {"/programs/check/exact", Type::u32, {"[program]", "samples", "of them, answered exactly"}},
    {"/programs/check/outcome",
     Type::u8,
     {"[program]", "code",
      "as /scores/outcome: of the first sample that failed; 1 where none did, 0 where it was not run"}},
    {"/programs/check/wall_ns", Type::i64, {"[program]", "ns", "wall clock over these samples"}},
    {"/programs/check/cpu_ns", Type::i64, {"[program]", "ns", "CPU time over these samples"}},
    {"/programs/check/worst_cpu_ns",
     Type::i64,
     {"[program]", "ns", "most CPU time that one of them took"}},
    {"/programs/check/message",
     Type::text,
     {"[program]", "none", "kind and message of that first failure; empty where none"}},

    {"/problems/file",
     Type::text,
     {"[problem]", "none", "file of a program that could not be read"}},
    {"/problems/line", Type::u32, {"[problem]", "line", "from 1; 0 where the whole file is meant"}},
    {"/problems/column",
     Type::u32,
     {"[problem]", "column", "from 1; 0 where the whole file is meant"}},
    {"/problems/message", Type::text, {"[problem]", "none", "what is wrong"}},
    {"/problems/program",
     Type::text,
     {"[problem]", "none", "the program left out for it; empty where none"}},

    // sweep.h5 alone.
    {"/scores/outcome", Type::u8, {"[sample][program]", "code", outcome_meaning}},
    {"/scores/cells_right",
     Type::u16,
     {"[sample][program]", "cells",
      "cells of the answer that are right; 0 where its shape is not the expected one"}},
    {"/scores/output_digest",
     Type::u64,
     {"[sample][program]", "FNV-1a 64",
      "over height and width as 16-bit little-endian, then one signed byte a cell, row-major; 0 "
      "where the answer is no grid"},
     h5::Packing::plain},
    {"/scores/error",
     Type::u32,
     {"[sample][program]", "1 + row of /errors",
      "kind and message of the error, or which limit was met; 0 where none"}},

    {"/timings/sample/wall_ns",
     Type::i64,
     {"[sample]", "ns", "wall clock of scoring it, added up over its units; of samples that the lanes took side by side, its share by the time of its pairs"}},
    {"/timings/sample/cpu_ns",
     Type::i64,
     {"[sample]", "ns", "CPU time of all threads that worked on it, added up over its units"}},
    {"/timings/sample/queue_ns",
     Type::i64,
     {"[sample]", "ns", "time that its timed calls waited for a worker, added up over its units"}},
    {"/timings/sample/start_ns",
     Type::i64,
     {"[sample]", "ns since 1970-01-01 UTC", "when its first unit started it; 0 where not scored"}},
    {"/timings/sample/rank",
     Type::i32,
     {"[sample]", "rank", "rank of the unit that started it first; -1 where not scored"}},
    {"/timings/sample/device",
     Type::i32,
     {"[sample]", "element of the root attribute devices",
      "device of that rank; -1 where not scored"}},
    {"/timings/phase/task",
     Type::i32,
     {"[phase]", "row of /tasks", "-1 for phases of the rank and no task"}},
    {"/timings/phase/phase", Type::u8, {"[phase]", "code", phase_meaning}},
    {"/timings/phase/rank", Type::i32, {"[phase]", "rank", "where it ran"}},
    {"/timings/phase/wall_ns",
     Type::i64,
     {"[phase]", "ns", "wall clock of this phase of this task on this rank"}},
    {"/timings/phase/cpu_ns",
     Type::i64,
     {"[phase]", "ns", "CPU time of this phase of this task on this rank"}},

    {"/timings/answered/engine", Type::u8, {"[answered]", "code", engine_meaning}},
    {"/timings/answered/why",
     Type::text,
     {"[answered]", "none", "why it fell to this engine: what the next faster one said of it; empty where nothing faster was asked"}},
    {"/timings/answered/pairs",
     Type::u64,
     {"[answered]", "pairs", "pairs (sample, program) that this engine answered; skipped ones are in none"}},

    {"/ranks/rank", Type::u32, {"[rank]", "rank", "number of the rank"}},
    {"/ranks/host", Type::text, {"[rank]", "none", "host that it ran on"}},
    {"/ranks/device", Type::text, {"[rank]", "none", "device that it used"}},
    {"/ranks/units", Type::u32, {"[rank]", "units", "units that it scored"}},
    {"/ranks/busy_ns", Type::i64, {"[rank]", "ns", "wall clock spent on units"}},
    {"/ranks/idle_ns",
     Type::i64,
     {"[rank]", "ns",
      "wall clock spent waiting for units; -1 where the rank left no record (killed)"}},
    {"/ranks/start_ns",
     Type::i64,
     {"[rank]", "ns since 1970-01-01 UTC", "when it started; 0 where it left no record"}},
    {"/ranks/finish_ns",
     Type::i64,
     {"[rank]", "ns since 1970-01-01 UTC", "when it finished; 0 where it left no record"}},

    {"/errors/kind",
     Type::text,
     {"[error]", "none", "exception, or the limit that was met: cpu, wall, steps, memory"}},
    {"/errors/message", Type::text, {"[error]", "none", "its message"}},
    {"/errors/count", Type::u64, {"[error]", "pairs", "pairs (sample, program) that ended in it"}},

    {"/outputs/sample",
     Type::u32,
     {"[output]", "row of /samples",
      "sample of a kept answer; rows are in order of sample, program"}},
    {"/outputs/program", Type::u32, {"[output]", "row of /programs", "program of a kept answer"}},
    {"/outputs/height", Type::u16, {"[output]", "cells", "of the answer"}},
    {"/outputs/width", Type::u16, {"[output]", "cells", "of the answer"}},
    {"/outputs/offset",
     Type::u64,
     {"[output]", "element of /outputs/cells", "where the answer starts"}},
    {"/outputs/cells",
     Type::i8,
     {"[cell]", "colour", "kept answers, row-major, one after the other"}},

    {"/printed/sample",
     Type::u32,
     {"[printed]", "row of /samples", "the first sample that a program in Python failed on; rows are in order of program"}},
    {"/printed/program", Type::u32, {"[printed]", "row of /programs", "of those that wrote something there, each once"}},
    {"/printed/out", Type::text, {"[printed]", "none", "the end of its standard output"}},
    {"/printed/err", Type::text, {"[printed]", "none", "the end of its standard error"}},

    // manifest.h5 alone.
    {"/units/task", Type::u32, {"[unit]", "row of /tasks", "the unit's task"}},
    {"/units/first_sample", Type::u32, {"[unit]", "row of /samples", "its first sample"}},
    {"/units/sample_count", Type::u32, {"[unit]", "samples", "its samples"}},
    {"/units/first_program",
     Type::u32,
     {"[unit]", "element of the task's list", "its first program within the task's programs"}},
    {"/units/program_count", Type::u32, {"[unit]", "programs", "its programs"}},
    {"/pairs/offset",
     Type::u64,
     {"[task+1]", "element of /pairs/program",
      "programs of task t: from offset[t] up to offset[t+1]; empty under cross"}},
    {"/pairs/program",
     Type::u32,
     {"[pair]", "row of /programs",
      "programs that meet the tasks, ascending within a task; empty under cross"}},

    // Segments: one table a group, the units' rows one after the other.
    {"/unit/id", Type::u32, {"[unit]", "row of the manifest's /units", "which unit"}},
    {"/unit/task", Type::u32, {"[unit]", "row of /tasks", "its task"}},
    {"/unit/first_sample", Type::u32, {"[unit]", "row of /samples", "its first sample"}},
    {"/unit/sample_count", Type::u32, {"[unit]", "samples", "its samples"}},
    {"/unit/program_count", Type::u32, {"[unit]", "programs", "its programs"}},
    {"/unit/error_count", Type::u32, {"[unit]", "rows of /unit_error", "its errors"}},
    {"/unit/kept_count", Type::u32, {"[unit]", "rows of /kept", "its kept answers"}},
    {"/unit/printed_count", Type::u32, {"[unit]", "rows of /printed", "its programs that wrote something where they failed"}},
    {"/unit/phase_count", Type::u32, {"[unit]", "rows of /phase", "its phases"}},
    {"/unit/answered_count", Type::u32, {"[unit]", "rows of /answered", "by which engines it was answered"}},
    {"/unit/busy_ns", Type::i64, {"[unit]", "ns", "wall clock spent on it"}},
    {"/unit_program/program",
     Type::u32,
     {"[unit program]", "row of /programs", "columns of the units"}},
    {"/cell/outcome", Type::u8, {"[cell]", "code", outcome_meaning}},
    {"/cell/cells_right", Type::u16, {"[cell]", "cells", "as in sweep.h5"}},
    {"/cell/error", Type::u16, {"[cell]", "1 + row among the unit's errors", "0 where none"}},
    {"/cell/output_digest", Type::u64, {"[cell]", "FNV-1a 64", "as in sweep.h5"}, h5::Packing::none},
    {"/sample/wall_ns", Type::i64, {"[unit sample]", "ns", "as in sweep.h5"}},
    {"/sample/cpu_ns", Type::i64, {"[unit sample]", "ns", "as in sweep.h5"}},
    {"/sample/queue_ns", Type::i64, {"[unit sample]", "ns", "as in sweep.h5"}},
    {"/sample/start_ns", Type::i64, {"[unit sample]", "ns since 1970-01-01 UTC", "as in sweep.h5"}},
    {"/unit_error/kind", Type::text, {"[unit error]", "none", "as in sweep.h5"}},
    {"/unit_error/message", Type::text, {"[unit error]", "none", "as in sweep.h5"}},
    {"/kept/sample",
     Type::u32,
     {"[kept]", "row of /samples", "sorted by sample, program within a unit"}},
    {"/kept/program", Type::u32, {"[kept]", "row of /programs", "its program"}},
    {"/kept/height", Type::u16, {"[kept]", "cells", "of the answer"}},
    {"/kept/width", Type::u16, {"[kept]", "cells", "of the answer"}},
    {"/kept/grid", Type::i8, {"[kept cell]", "colour", "kept answers, one after the other"}},
    {"/phase/task", Type::u32, {"[phase]", "row of /tasks", "2^32-1: of the rank"}},
    {"/phase/phase", Type::u8, {"[phase]", "code", phase_meaning}},
    {"/phase/wall_ns", Type::i64, {"[phase]", "ns", "wall clock"}},
    {"/phase/cpu_ns", Type::i64, {"[phase]", "ns", "CPU time"}},
    {"/answered/engine", Type::u8, {"[answered]", "code", engine_meaning}},
    {"/answered/why", Type::text, {"[answered]", "none", "as in sweep.h5"}},
    {"/answered/pairs", Type::u64, {"[answered]", "pairs", "of the unit"}},
};

constexpr std::string_view format_names[] = {"battalion manifest", "battalion segment",
                                             "battalion sweep"};
constexpr std::string_view kind_names[] = {"manifest", "segment", "aggregated results file"};

}  // namespace

const Field& field(std::string_view path) {
  const auto* const found = std::find_if(std::begin(fields), std::end(fields),
                                         [&](const Field& f) { return f.path == path; });
  if (found == std::end(fields)) throw ContractError(fmt::format("{} is not in the schema", path));
  return *found;
}

void mark(h5::File& file, FileKind kind) {
  file.set("/", "format", format_names[static_cast<int>(kind)]);
  file.set("/", "schema_version", schema_version);
}

void check_mark(const h5::File& file, FileKind kind) {
  const std::string_view wanted = kind_names[static_cast<int>(kind)];
  if (!file.has_attribute("/", "format") ||
      file.text("/", "format") != format_names[static_cast<int>(kind)]) {
    fail_store(
        "{}: is no {} of Battalion (its root attribute `format` does not say so); give another "
        "file",
        file.name(), wanted);
  }
  const auto version = file.number<std::uint32_t>("/", "schema_version");
  if (version > schema_version) {
    fail_store(
        "{}: was written by a newer Battalion (schema {}, this one reads up to {}); use that one",
        file.name(), version, schema_version);
  }
}

}  // namespace battalion::store
