// What handing out a unit costs rank 0: coordinator, messages and MPI, without any scoring.
//
//   mpirun -n 2 build/tests/bench/hand_out [--json] [--units N] [--ahead N]
//
// Every rank but the first reports each unit that it is given as done at once; rank 0 does nothing but hand out, and never
// rests. One row: microseconds, messages and bytes a unit, and the microseconds of a message that rank 0 takes or sends.
// `battalion plan` has the latter as --handling. With as many ranks as cores, no rank waits for a core.

#include <fmt/format.h>

#include <cstdlib>
#include <string_view>

#include "base/clock.hpp"
#include "base/contract.hpp"
#include "comm/mpi.hpp"
#include "sched/coordinator.hpp"
#include "sched/protocol.hpp"

namespace {

using namespace battalion;
namespace wire = sched::wire;

struct Count {
  std::uint64_t messages = 0, bytes = 0;
};

void say(comm::Communicator& comm, int to, const wire::Message& m, Count& count) {
  Bytes body = wire::pack(m);
  ++count.messages;
  count.bytes += body.size();
  comm.send(to, wire::tag_of(m), std::move(body));
}

/// Takes part until it is told that nothing is left.
void take_units(comm::Communicator& comm, std::uint32_t ahead) {
  Count count;
  say(comm, 0, wire::Ready{ahead}, count);
  for (;;) {
    const auto raw = comm.try_receive();
    if (!raw) continue;
    const wire::Message m = wire::unpack(raw->tag, raw->body);
    if (std::holds_alternative<wire::Finish>(m)) return;
    say(comm, 0, wire::Done{.unit = std::get<wire::Assign>(m).unit}, count);
  }
}

Count hand_out(comm::Communicator& comm, std::uint32_t units, std::uint32_t ahead) {
  sched::Coordinator coordinator(units, comm.size(), ahead);
  Count count;
  const auto carry_out = [&](const sched::Actions& actions) {
    for (const sched::Action& action : actions) {
      if (const auto* a = std::get_if<sched::Assign>(&action)) say(comm, a->rank, wire::Assign{a->unit}, count);
      if (const auto* f = std::get_if<sched::Finish>(&action); f != nullptr && f->rank != 0) say(comm, f->rank, wire::Finish{}, count);
    }
  };
  while (coordinator.progress().done < units) {
    const auto raw = comm.try_receive();
    if (!raw) continue;
    ++count.messages;
    count.bytes += raw->body.size();
    const wire::Message m = wire::unpack(raw->tag, raw->body);
    if (const auto* ready = std::get_if<wire::Ready>(&m)) carry_out(coordinator.ready(raw->source, ready->slots));
    if (const auto* done = std::get_if<wire::Done>(&m)) carry_out(coordinator.done(raw->source, done->unit));
  }
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  bool json = false;
  std::uint32_t units = 200'000, ahead = 64;
  for (int k = 1; k < argc; ++k) {
    const std::string_view word = argv[k];
    const bool more = k + 1 < argc;
    if (word == "--json") {
      json = true;
    } else if (word == "--units" && more) {
      units = static_cast<std::uint32_t>(std::strtoul(argv[++k], nullptr, 10));
    } else if (word == "--ahead" && more) {
      ahead = static_cast<std::uint32_t>(std::strtoul(argv[++k], nullptr, 10));
    } else {
      fmt::print(stderr, "hand_out: '{}' is no option, or its value is missing (see the head of tests/bench/hand_out.cpp)\n", word);
      return 2;
    }
  }
  const auto comm = battalion::comm::connect();
  if (comm->size() < 2 || units == 0 || ahead == 0) {
    if (comm->rank() == 0) fmt::print(stderr, "hand_out: nobody to hand out to, or nothing (two ranks and a unit are needed) start it with mpirun -n 2\n");
    comm->finish();
    return 2;
  }
  if (comm->rank() == 0) {
    const std::int64_t start = wall_ns();
    const Count count = hand_out(*comm, units, ahead);
    const double us = static_cast<double>(wall_ns() - start) / 1e3;
    const double n = units, messages = static_cast<double>(count.messages);
    if (json) {
      fmt::print("{{\"ranks\":{},\"units\":{},\"ahead\":{},\"us_a_unit\":{:.3f},\"us_a_message\":{:.3f},\"messages_a_unit\":{:.3f},\"bytes_a_unit\":{:.1f}}}\n",
                 comm->size(), units, ahead, us / n, us / messages, messages / n, static_cast<double>(count.bytes) / n);
    } else {
      fmt::print("{} ranks, {} units, {} held ahead: {:.2f} us a unit, {:.2f} us a message, {:.2f} messages and {:.0f} bytes a unit\n",
                 comm->size(), units, ahead, us / n, us / messages, messages / n, static_cast<double>(count.bytes) / n);
    }
  } else {
    take_units(*comm, ahead);
  }
  comm->finish();
  return 0;
}
