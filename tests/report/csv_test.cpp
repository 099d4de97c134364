#include "report/csv.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "base/contract.hpp"
#include "app/run_command.hpp"

namespace battalion::report {
namespace {

TEST(CsvText, QuotesWhatMustBeQuoted) {
  EXPECT_EQ(csv_text("plain"), "plain");
  EXPECT_EQ(csv_text(""), "");
  EXPECT_EQ(csv_text("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_text("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_text("two\r\nlines"), "\"two\r\nlines\"");
  EXPECT_EQ(csv_text(" blank"), "\" blank\"");
}

TEST(CsvText, NoFormulaRuns) {
  EXPECT_EQ(csv_text("=cmd()"), "'=cmd()");
  EXPECT_EQ(csv_text("+1"), "'+1");
  EXPECT_EQ(csv_text("-1"), "'-1");
  EXPECT_EQ(csv_text("@sum(a)"), "'@sum(a)");
  EXPECT_EQ(csv_text("\t=1,2"), "\"'\t=1,2\"");
  EXPECT_EQ(csv_text(" =HYPERLINK(\"x\")"), "\"' =HYPERLINK(\"\"x\"\")\"");
  EXPECT_EQ(csv_text("a=b"), "a=b");
}

TEST(CsvText, ComesBackAsItWasAndNeverAsAFormula) {
  std::mt19937 random(1);
  const std::vector<std::string> pieces = {"=", "+", "-", "@", "\t", "\r", "\n", " ", ",", ";", "\"", "'", "a", "|cmd", "\xef\xbc\x9d", "\xe2\x80\xa8"};
  for (int k = 0; k < 5000; ++k) {
    std::string text;
    for (auto n = random() % 6; n > 0; --n) text += pieces[random() % pieces.size()];
    const std::string field = csv_text(text);
    std::string read = field;
    if (field.starts_with('"')) {
      ASSERT_TRUE(field.size() >= 2 && field.ends_with('"')) << field;
      read.clear();
      for (std::size_t i = 1; i + 1 < field.size(); ++i) {
        if (field[i] == '"') {
          ++i;
          ASSERT_TRUE(i + 1 < field.size() && field[i] == '"') << field;
        }
        read += field[i];
      }
    } else {
      ASSERT_EQ(field.find_first_of("\",;\r\n\t"), field.npos) << field;
    }
    const std::size_t first = read.find_first_not_of(" \t\r\n");
    ASSERT_TRUE(first == read.npos || (std::string("=+-@").find(read[first]) == std::string::npos && read.substr(first, 3) != "\xef\xbc\x9d")) << field;
    ASSERT_TRUE(read == text || read == "'" + text) << field;
  }
}

TEST(CsvTable, IsWholeOrAbsent) {
  const battalion::test::TempFolder folder;
  const std::string path = folder / "t.csv";
  {
    CsvTable cut(path, {"a", "b"});
    cut.row(1, 2);
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  CsvTable table(path, {"a", "b", "c"});
  table.row(std::string(), -1, 0.25);
  table.row("x", true, std::uint64_t{1} << 63);
  EXPECT_THROW(table.row("short"), ContractError);
  table.finish();
  EXPECT_EQ(battalion::test::content_of(path), "a,b,c\r\n,-1,0.25\r\nx,1,9223372036854775808\r\n");
}

}  // namespace
}  // namespace battalion::report
