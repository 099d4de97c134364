#include "store/detail/aggregate_write.hpp"

namespace battalion::store::detail {

namespace {

void write_sample_timings(h5::File& file, const Scan& scan) {
  std::vector<std::int64_t> wall, cpu, queue, start;
  std::vector<std::int32_t> rank, device;
  for (const auto& s : scan.samples) {
    wall.push_back(s.timing.wall_ns);
    cpu.push_back(s.timing.cpu_ns);
    queue.push_back(s.timing.queue_ns);
    start.push_back(s.timing.start_ns);
    rank.push_back(s.rank);
    device.push_back(s.device);
  }
  write_column(file, "/timings/sample/wall_ns", wall);
  write_column(file, "/timings/sample/cpu_ns", cpu);
  write_column(file, "/timings/sample/queue_ns", queue);
  write_column(file, "/timings/sample/start_ns", start);
  write_column(file, "/timings/sample/rank", rank);
  write_column(file, "/timings/sample/device", device);
}

void write_phases(h5::File& file, const Scan& scan) {
  std::vector<std::int32_t> task, rank;
  std::vector<std::uint8_t> phase;
  std::vector<std::int64_t> wall, cpu;
  for (const auto& [key, times] : scan.phases) {
    task.push_back(std::get<0>(key));
    phase.push_back(std::get<1>(key));
    rank.push_back(std::get<2>(key));
    wall.push_back(times.first);
    cpu.push_back(times.second);
  }
  write_column(file, "/timings/phase/task", task);
  write_column(file, "/timings/phase/phase", phase);
  write_column(file, "/timings/phase/rank", rank);
  write_column(file, "/timings/phase/wall_ns", wall);
  write_column(file, "/timings/phase/cpu_ns", cpu);
}

void write_answered(h5::File& file, const Scan& scan) {
  std::vector<std::uint8_t> engine;
  std::vector<std::string> why;
  std::vector<std::uint64_t> pairs;
  for (const auto& [what, count] : scan.answered) {
    engine.push_back(static_cast<std::uint8_t>(what.first));
    why.push_back(what.second);
    pairs.push_back(count);
  }
  write_column(file, "/timings/answered/engine", engine);
  write_column(file, "/timings/answered/why", why);
  write_column(file, "/timings/answered/pairs", pairs);
}

void write_ranks(h5::File& file, const Scan& scan) {
  std::vector<std::uint32_t> rank, units;
  std::vector<std::string> host, device;
  std::vector<std::int64_t> busy, idle, start, finish;
  for (const auto& [number, row] : scan.ranks) {
    rank.push_back(number);
    host.push_back(row.info.host);
    device.push_back(row.info.device);
    units.push_back(row.record.units);
    busy.push_back(row.record.busy_ns);
    idle.push_back(row.recorded ? row.record.idle_ns : -1);
    start.push_back(row.record.start_ns);
    finish.push_back(row.record.finish_ns);
  }
  write_column(file, "/ranks/rank", rank);
  write_column(file, "/ranks/host", host);
  write_column(file, "/ranks/device", device);
  write_column(file, "/ranks/units", units);
  write_column(file, "/ranks/busy_ns", busy);
  write_column(file, "/ranks/idle_ns", idle);
  write_column(file, "/ranks/start_ns", start);
  write_column(file, "/ranks/finish_ns", finish);
}

void write_printed(h5::File& file, const Scan& scan) {
  std::vector<std::uint32_t> sample, program;
  std::vector<std::string> out, err;
  for (const auto& [id, printed] : scan.printed) {
    sample.push_back(printed.sample.value);
    program.push_back(id.value);
    out.push_back(printed.out);
    err.push_back(printed.err);
  }
  write_column(file, "/printed/sample", sample);
  write_column(file, "/printed/program", program);
  write_column(file, "/printed/out", out);
  write_column(file, "/printed/err", err);
}

}  // namespace

void write_small_tables(h5::File& file, const Scan& scan, const std::vector<std::uint64_t>& error_counts) {
  write_sample_timings(file, scan);
  write_phases(file, scan);
  write_answered(file, scan);
  write_ranks(file, scan);
  write_printed(file, scan);
  std::vector<std::string> kind, message;
  for (const auto& e : scan.errors) {
    kind.push_back(e.kind);
    message.push_back(e.message);
  }
  write_column(file, "/errors/kind", kind);
  write_column(file, "/errors/message", message);
  write_column(file, "/errors/count", error_counts);
}

}  // namespace battalion::store::detail
