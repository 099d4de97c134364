#pragma once
// The text of harness.py, which CMake puts into the binary.

namespace battalion::python {

extern const char* const harness;

}  // namespace battalion::python
