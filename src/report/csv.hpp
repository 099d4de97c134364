#pragma once
// Comma-separated values as RFC 4180 has them, for spreadsheets and data frames.

#include <fmt/format.h>

#include <filesystem>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>

#include "report/text_file.hpp"

namespace battalion::report {

/// A text as a field: quoted where it must be. A spreadsheet takes what begins with = + - @ (in full width too,
/// blanks before it or not) for a formula and may run it: an apostrophe goes in front.
std::string csv_text(std::string_view text);

/// A table in a file of its own: complete under its name, or absent. Numbers have a point and no grouping.
class CsvTable {
 public:
  /// Writes the header. Throws StoreError.
  CsvTable(const std::filesystem::path& file, std::initializer_list<std::string_view> columns);

  /// One field a column, in their order.
  template <class... Fields>
  void row(const Fields&... fields) {
    (add(fields), ...);
    end_line();
  }
  /// Throws StoreError (disk full).
  void finish() { file_.finish(); }

 private:
  template <class Field>
  void add(const Field& field) {
    if (fields_++ > 0) line_ += ',';
    if constexpr (std::is_same_v<Field, bool>) {
      line_ += field ? '1' : '0';
    } else if constexpr (std::is_arithmetic_v<Field>) {
      fmt::format_to(std::back_inserter(line_), "{}", field);
    } else {
      line_ += csv_text(field);
    }
  }
  void end_line();

  TextFile file_;
  std::size_t columns_;
  std::size_t fields_ = 0;  ///< of the line at hand
  std::string line_;
};

}  // namespace battalion::report
