#include "app/seconds_text.hpp"

#include <fmt/format.h>

namespace battalion::app {

std::string seconds_text(double s) {
  if (s < 1e-3) return fmt::format("{:.0f} us", s * 1e6);
  if (s < 1) return fmt::format("{:.1f} ms", s * 1e3);
  if (s < 600) return fmt::format("{:.1f} s", s);
  if (s < 36'000) return fmt::format("{:.1f} min", s / 60);
  return fmt::format("{:.1f} h", s / 3'600);
}

}  // namespace battalion::app
