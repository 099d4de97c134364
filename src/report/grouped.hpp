#pragma once

#include <cstdint>
#include <string>

namespace battalion::report {

/// 1234567 as "1,234,567".
std::string grouped(std::uint64_t n);

}  // namespace battalion::report
