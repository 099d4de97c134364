#pragma once
// System call filters for untrusted processes, as the kernel takes them.

#include <linux/filter.h>

#include <vector>

namespace battalion::python {

/// For the warm parent and all below it: no sockets, no looking into other processes, nothing that changes the machine. What is refused
/// fails with EPERM. Empty where the machine's system calls are not known here.
std::vector<sock_filter> parent_filter();

/// For children, on top of it: no new processes, no other programs (threads are allowed); and no signals, unless a PID namespace keeps
/// them inside.
std::vector<sock_filter> child_filter(bool own_pids);

/// Whether the kernel takes filters.
bool has_filters();

}  // namespace battalion::python
