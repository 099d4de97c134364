#pragma once
// From files to programs in Python: one a file, or one a line of JSON. Their text is read, and compiled only where it is run.

#include <string_view>

#include "dsl/read_programs.hpp"

namespace battalion::python {

/// Whether a text is one of these, rather than the DSL's: lines of JSON, or one that defines `entry` at its top level.
bool is_python(const dsl::SourceFile& source, std::string_view entry);

/// A .py file is one program, named as the file; its line is that of `entry`. A line of JSON is {"task": ID, "name": NAME, "code": TEXT},
/// of which the code alone is needed, and is named NAME_ID. Never throws for what the text says: problems are listed.
dsl::ProgramSet parse_programs(const dsl::SourceFile& source, std::string_view entry);

/// The program that a text is.
dsl::Program make_program(std::string name, std::string file, std::uint32_t line, std::string source, std::string_view entry);

}  // namespace battalion::python
