#include "report/html/page.hpp"

#include <gtest/gtest.h>

#include "report/html/json.hpp"
#include "report/html/page_data.hpp"
#include "store/sweep_fixture.hpp"

namespace battalion::report::html {
namespace {

namespace made = store::testing;

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += what.size()) ++n;
  return n;
}

constexpr const char* hostile = "</script><script>alert('&')</script><!--";

/// Names, files and texts that would like to be elements.
store::Manifest hostile_manifest() {
  store::Manifest m = made::made_manifest({.tasks = 2, .programs = 3});
  for (store::TaskRow& t : m.tasks) t.id += hostile;
  for (store::ProgramRow& p : m.programs) {
    p.name = p.file = p.source = p.lowered = p.warning = hostile;
  }
  m.problems[0].message = m.problems[0].file = hostile;
  m.facts.hosts = {hostile};
  m.facts.configuration = {{hostile, hostile}};
  return m;
}

class HtmlPage : public testing::Test {
 protected:
  HtmlPage() {
    made::write_made_sweep(folder.path(), hostile_manifest(), 1, 9, true);
    file = store::aggregate(folder.path()).file;
  }
  made::TemporaryFolder folder;
  std::filesystem::path file;
};

TEST_F(HtmlPage, HostileNamesAreDataAndNothingElse) {
  const store::SweepFile sweep(file);
  const std::string page = page_text(sweep);
  EXPECT_EQ(count(page, "<script"), 2u);  // the data and the page's own
  EXPECT_EQ(count(page, "</script"), 2u);
  EXPECT_EQ(count(page, "<!--"), 0u);
  EXPECT_EQ(count(page, "alert('\\u0026')"), count(page, "alert("));
  const std::size_t from = page.find('{', page.find("id=\"data\""));
  const auto data = Json::parse(page.substr(from, page.find("</script", from) - from));
  EXPECT_EQ(data["tasks"]["rows"][0]["id"], std::string("task0000") + hostile);
  EXPECT_EQ(data["programs"]["rows"][2]["name"], hostile);
}

TEST_F(HtmlPage, AsksForNothingFromOutside) {
  const std::string page = page_text(store::SweepFile(file));
  EXPECT_NE(page.find("default-src 'none'"), page.npos);
  EXPECT_EQ(count(page, "http:"), 1u);  // the name of SVG's elements
  EXPECT_EQ(count(page, "https:"), 0u);
  EXPECT_EQ(count(page, " src="), 0u);
  EXPECT_EQ(count(page, "%NONCE%"), 0u);
}

TEST_F(HtmlPage, IsTheSameEachTime) {
  const store::SweepFile sweep(file);
  EXPECT_EQ(page_text(sweep), page_text(sweep));
}

TEST_F(HtmlPage, IsWrittenWholeOrNotAtAll) {
  const store::SweepFile sweep(file);
  const auto out = folder.path() / "page.html";
  for (int again = 0; again < 2; ++again) {
    const std::size_t bytes = write_page(sweep, out);
    EXPECT_EQ(bytes, std::filesystem::file_size(out));
  }
  const auto made_bytes = made::read_bytes(out);
  EXPECT_EQ(std::string(made_bytes.begin(), made_bytes.end()), page_text(sweep));
  EXPECT_THROW(write_page(sweep, folder.path()), store::StoreError);
  EXPECT_THROW(write_page(sweep, folder.path() / "missing/page.html"), store::StoreError);
  EXPECT_THROW(write_page(sweep, "/dev/full"), store::StoreError);
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_FALSE(entry.path().filename().string().ends_with(".part"));
  }
}

TEST(HtmlJson, GridsAreDigitsWhereTheyCanBe) {
  EXPECT_EQ(grid_json({1, 3, {0, 9, 4}}).dump(), R"([1,3,"094"])");
  EXPECT_EQ(grid_json({2, 1, {-1, 10}}).dump(), "[2,1,[-1,10]]");
}

TEST(HtmlJson, TextIsAsciiWithoutHtml) {
  const Json json = {{"<a & b>", "\xe2\x80\xae \xc3\xa9 </script>"}};
  const std::string text = script_text(json);
  EXPECT_EQ(text.find_first_of("<>&"), text.npos);
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 127; }));
  EXPECT_EQ(Json::parse(text), json);
}

TEST(HtmlJson, WhatTurnsTheDirectionOfWritingIsSpelledOut) {
  EXPECT_EQ(shown("a\xe2\x80\xae"
                  "b\n"),
            "a\\u202eb\\n");
  EXPECT_EQ(shown_lines("x = 1\n\ty"), "x = 1\n\\ty\n");
  EXPECT_LE(shown(std::string(5000, 'x')).size(), 210u);
}

}  // namespace
}  // namespace battalion::report::html
