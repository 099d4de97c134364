#pragma once
// The communicator over MPI. <mpi.h> stays in mpi.cpp.

#include <cstddef>
#include <memory>
#include <string>

#include "comm/communicator.hpp"

namespace battalion::comm {

/// Collective over all processes that the launcher started; once a process. Initializes MPI for one
/// thread that calls it: the result must be used and destroyed by the calling thread only. A
/// broadcast travels in pieces of at most `broadcast_chunk` bytes (MPI counts are ints).
///
/// finish() also receives and drops what nobody has asked for, so that no rank waits for a send to
/// it. Destroyed without finish(): finishes, collectively. Destroyed while an exception unwinds:
/// leaves MPI alone, for the other ranks may never come; call abort_mpi() after reporting the
/// exception.
std::unique_ptr<Communicator> start_mpi(std::size_t broadcast_chunk = std::size_t{1} << 30);

/// start_mpi() where a launcher started this process, else Local. Throws InputError where Slurm
/// started several tasks without a PMI (see launch_problem).
std::unique_ptr<Communicator> connect();

/// Ends the job with this exit code where MPI runs in this process, else returns: for the top-level
/// catch, where no communicator is left.
void abort_mpi(int exit_code);

/// One line, e.g. "Open MPI v4.1.4"; MPI need not have been started.
std::string mpi_version();

/// survival_problem() of this process and this MPI.
std::string survival_problem();

/// How dead ranks are noticed: by MPI itself where it was built with ULFM (User Level Failure Mitigation), or not.
std::string fault_tolerance();

}  // namespace battalion::comm
