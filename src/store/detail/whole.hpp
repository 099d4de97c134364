#pragma once
// What the sweeps of one or several folders are together.

#include <cstdint>
#include <span>
#include <vector>

#include "store/merge.hpp"

namespace battalion::store::detail {

/// Where a part's tasks, samples, programs, units and ranks are in the whole.
struct PartPlace {
  std::vector<TaskId> task;            ///< [task of the part] in the whole
  std::vector<std::uint32_t> from;     ///< [task of the part] its first sample in the part
  std::vector<std::uint32_t> to;       ///< and in the whole
  std::vector<std::uint32_t> program;  ///< [program of the part] in the whole; empty: the same number
  bool ascending = true;               ///< whether later programs of the part are later ones of the whole
  std::uint32_t first_unit = 0;

  std::uint32_t sample(TaskId of, std::uint32_t s) const { return s - from[of.value] + to[of.value]; }
  std::uint32_t program_in_whole(std::uint32_t p) const { return program.empty() ? p : program[p]; }
};

struct PlannedUnit {
  std::uint32_t part = 0;
  TaskId part_task;  ///< as its part numbers it
  UnitRow row;       ///< task and samples of the whole, programs as positions in the part's list of the task
};

struct Whole {
  std::span<const PartSweep> parts;
  Manifest manifest;  ///< without the rows of its programs and without units
  std::vector<PlannedUnit> units;
  std::vector<PartPlace> places;  ///< [part]
  /// Where programs differ between parts: the part that a program's row is of, the first equal program (as in
  /// /programs/duplicate_of). Both are empty where all parts have the programs of the first.
  std::vector<std::uint32_t> row_of;
  std::vector<std::int32_t> duplicate_of;

  /// The i-th program of a unit, as the whole numbers it.
  std::uint32_t program(const PlannedUnit& u, std::uint64_t i) const {
    return places[u.part].program_in_whole(parts[u.part].manifest.program_at(u.part_task, u.row.first_program + i));
  }
};

/// `parts` must outlive it. Throws StoreError for a task that is another in another part.
Whole united(std::span<const PartSweep> parts);

/// Pairs of the whole whose program and task are together in no part.
std::uint64_t unplanned_pairs(const Whole& whole);

/// /programs, a column at a time, from the parts' manifests. Returns the digest over all names and sources.
std::uint64_t write_programs(h5::File& file, const Whole& whole);

}  // namespace battalion::store::detail
