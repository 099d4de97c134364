#pragma once

#include <string>

#include "report/style.hpp"
#include "report/summary.hpp"

namespace battalion::report {

/// For people; its layout may change. At most about 92 columns.
std::string to_text(const Summary& summary, const Style& style);

}  // namespace battalion::report
