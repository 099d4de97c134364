#include "report/csv.hpp"

#include "base/contract.hpp"

namespace battalion::report {

namespace {

bool is_formula(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return false;
  text.remove_prefix(first);
  // The same characters in full width, which some spreadsheets take alike: U+FF1D, FF0B, FF0D, FF20.
  for (const std::string_view sign : {"=", "+", "-", "@", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"}) {
    if (text.starts_with(sign)) return true;
  }
  return false;
}

}  // namespace

std::string csv_text(std::string_view text) {
  std::string field = is_formula(text) ? "'" : "";
  field += text;
  const bool plain = field.find_first_of("\",;\r\n\t") == field.npos &&
                     !field.starts_with(' ') && !field.ends_with(' ');
  if (plain) return field;
  std::string quoted = "\"";
  for (const char c : field) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

CsvTable::CsvTable(const std::filesystem::path& file,
                   std::initializer_list<std::string_view> columns)
    : file_(file), columns_(columns.size()) {
  for (const std::string_view c : columns) add(c);
  end_line();
}

void CsvTable::end_line() {
  if (fields_ != columns_) throw ContractError("a row of CSV does not fit its header");
  line_ += "\r\n";
  file_.put(line_);
  line_.clear();
  fields_ = 0;
}

}  // namespace battalion::report
