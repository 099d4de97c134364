#pragma once
// Seconds as people read them.

#include <string>

namespace battalion::app {

/// Of any size, three digits or so: `12 us`, `3.4 ms`, `5.6 s`, `7.8 min`, `9.1 h`.
std::string seconds_text(double seconds);

}  // namespace battalion::app
