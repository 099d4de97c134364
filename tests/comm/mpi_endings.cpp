// One rank of a job that ends in the way its argument names; run by mpi_endings.sh.

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>

#include "comm/mpi.hpp"

namespace {

using battalion::Bytes;
using battalion::comm::Communicator;

int run(const std::string& ending) {
  const auto comm = battalion::comm::connect();
  const int next = (comm->rank() + 1) % comm->size();
  if (ending == "finish" || ending == "return") {
    // Nobody asks for these: finish must not wait for ever for their receivers.
    comm->send(next, 1, Bytes(4u << 20));
    if (ending == "finish") comm->finish();
    return 0;
  }
  if (comm->rank() == 1) {
    if (ending == "abort") {
      std::fputs("rank 1: out of disk\n", stderr);
      comm->abort(3);
    }
    comm->send(next, 1, Bytes(4u << 20));  // still under way when the exception comes
    throw std::runtime_error("rank 1: out of disk");
  }
  while (true) {  // waits for what will never be sent
    comm->try_receive();
    std::this_thread::yield();
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc > 1 ? argv[1] : "");
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    battalion::comm::abort_mpi(3);
    return 3;
  }
}
