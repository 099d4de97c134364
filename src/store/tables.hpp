#pragma once
// The tables that the manifest and sweep.h5 share, to and from an open file.

#include "store/manifest.hpp"

namespace battalion::store {

/// Times are added up later: one that no sweep takes is damage, and could overflow. Throws StoreError for it.
void check_time(const h5::File& file, std::int64_t ns);

/// Root attributes (battalion_version, configuration, ...) and the attributes of /configuration.
void write_facts(h5::File& file, const SweepFacts& facts);
SweepFacts read_facts(const h5::File& file);

/// /tasks, /samples, /programs, /problems.
void write_tables(h5::File& file, const Manifest& manifest);
/// The same without /programs.
void write_tables_without_programs(h5::File& file, const Manifest& manifest);

std::vector<TaskRow> read_tasks(const h5::File& file);
std::vector<ProblemRow> read_problems(const h5::File& file);
/// Without grids, only shapes are read: a grid's cells stay empty.
std::vector<SampleRow> read_samples(const h5::File& file, bool grids);
std::vector<ProgramRow> read_programs(const h5::File& file, bool sources);

}  // namespace battalion::store
