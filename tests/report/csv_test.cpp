#include "report/csv.hpp"

#include <gtest/gtest.h>

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
