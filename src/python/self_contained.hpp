#pragma once
// Which programs can change nothing but what is their own, as their text shows.

#include <string_view>

namespace battalion::python {

/// Whether a program, run by an interpreter that has run others like it, meets it as if it were the first, and leaves it so. It takes
/// for granted nothing of what the text means: it looks for all that could reach further (attributes of shared classes that are assigned, names with
/// underscores, getattr and its like, modules but for some members of a few, what runs when it is collected), and whatever it does not
/// know counts as such. A false no costs a process, a false yes would cost the isolation of programs from each other, never that of
/// the machine.
bool is_self_contained(std::string_view text);

}  // namespace battalion::python
