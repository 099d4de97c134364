#pragma once
// A sweep on fake ranks with a scorer of the test's own, in a folder of the test's own.

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "app/run_command.hpp"
#include "app/small_sweep.hpp"
#include "app/sweep.hpp"
#include "comm/fake.hpp"
#include "store/sweep_file.hpp"

namespace battalion::test {

using app::Job;
using app::ScoreUnit;
using app::TellOverdue;

/// Every pair has an answer that depends on the pair alone.
inline score::UnitResult invented(const Job& job, const score::UnitSpec& unit,
                           const score::Scorer::Progress& progress) {
  score::UnitResult r;
  r.unit = unit.unit;
  r.task = unit.task;
  r.first_sample = SampleId(job.dataset.first_sample(unit.task).value + unit.first_sample);
  r.sample_count = unit.sample_count;
  r.programs = unit.programs;
  for (std::uint32_t s = 0; s < unit.sample_count; ++s) {
    std::array<std::uint64_t, score::outcome_count> counts{};
    for (const ProgramId p : unit.programs) {
      score::Cell cell;
      cell.outcome = static_cast<std::uint8_t>((r.first_sample.value + s) * 7 + p.value) % 2 + 1;
      cell.output_digest = (r.first_sample.value + s) * 1000 + p.value;
      ++counts[cell.outcome];
      r.cells.push_back(cell);
    }
    r.timings.push_back({.wall_ns = 5, .cpu_ns = 4, .queue_ns = 0, .start_ns = 1});
    if (progress) progress(counts);
  }
  r.busy_ns = 10;
  return r;
}

struct Matrix {
  std::vector<std::uint8_t> outcomes;
  std::vector<std::uint64_t> digests;
  bool operator==(const Matrix&) const = default;
};

inline Matrix read_matrix(const std::string& file) {
  const store::SweepFile sweep(file);
  const store::Rectangle all{0, sweep.samples().size(), 0, sweep.programs().size()};
  return {sweep.outcomes(all), sweep.output_digests(all)};
}

class FakeSweep : public testing::Test {
 protected:
  FakeSweep() {
    services.make_scorer = [this](const Job& job, const TellOverdue&, const exec::Cancellation&) -> ScoreUnit {
      return [this, &job](const score::UnitSpec& unit, const score::Scorer::Progress& progress) {
        {
          const std::lock_guard lock(mutex);
          scored.insert(unit.unit);
        }
        return invented(job, unit, progress);
      };
    };
    // Threads are the ranks here, and HDF5 is for one thread at a time.
    const auto open = app::real_services().open_segments;
    services.open_segments = [this, open](const auto& out, std::uint64_t digest, const auto& rank) {
      const std::lock_guard lock(hdf5);
      return [this, write = open(out, digest, rank)](std::span<const score::UnitResult> units,
                                                     const store::RankRecord& account) {
        const std::lock_guard inner(hdf5);
        if (!unit_a_segment) return write(units, account);
        for (std::size_t i = 0; i < units.size(); ++i) write(units.subspan(i, 1), account);
        if (units.empty()) write(units, account);
      };
    };
    services.say = [this](std::string_view text) {
      const std::lock_guard lock(mutex);
      said += text;
      ended = ended || text.find("does not come back") != std::string_view::npos;
    };
    services.lock = {.beat = std::chrono::milliseconds(5), .watch = std::chrono::milliseconds(100)};
    services.print = [this](std::string_view text) {
      const std::lock_guard lock(mutex);
      printed += text;
    };
  }

  std::vector<std::string> args(const std::string& out) {
    return {"--tasks",   tasks,   "--programs", programs, "--out",      out,
            "--pairing", "cross", "--validate", "text",   "--progress", "none"};
  }

  /// [rank] what sweep() returned; -1 where the job was aborted under it.
  std::vector<int> run(int ranks, const std::vector<std::string>& arguments,
                       comm::FakeOptions options = {}) {
    comm::FakeWorld world(ranks, options);
    std::vector<int> codes(static_cast<std::size_t>(ranks), -2);
    std::vector<std::thread> threads;
    for (int rank = 0; rank < ranks; ++rank) {
      threads.emplace_back([&, rank] {
        int& code = codes[static_cast<std::size_t>(rank)];
        try {
          code = app::sweep(world.at(rank), arguments, services);
        } catch (const comm::JobAborted& aborted) {
          EXPECT_EQ(aborted.exit_code, 1);
          code = -1;
        }
      });
    }
    for (std::thread& t : threads) t.join();
    return codes;
  }

  TempFolder folder;
  std::string tasks = write_tasks(folder);
  std::string programs = write_programs(folder);
  app::SweepServices services;
  std::mutex mutex, hdf5;
  std::multiset<UnitId> scored;
  std::string said, printed;
  std::atomic<bool> ended = false;
  bool unit_a_segment = false;
};

}  // namespace battalion::test
