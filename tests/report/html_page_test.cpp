#include "report/html/page.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <random>

#include "report/html/json.hpp"
#include "report/html/page_data.hpp"
#include "report/summary.hpp"
#include "report/summary_json.hpp"
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

/// Texts of pieces that mean something to HTML, JSON, JavaScript, or to whoever reads UTF-8.
class Hostile {
 public:
  explicit Hostile(unsigned seed) : random_(seed) {}
  std::string text() {
    using namespace std::string_view_literals;
    static constexpr std::string_view pieces[] = {
        "</script>"sv, "</SCRIPT\t>"sv, "<script>"sv, "<!--"sv, "-->"sv, "]]>"sv, "<img src=x onerror=alert(1)>"sv, "&lt;"sv, "&#60;"sv, "\""sv,
        "'"sv, "`${x}`"sv, "\\"sv, "\\u003c/script>"sv, "%DATA%"sv, "%NONCE%"sv, "\0"sv, "\n"sv, "\r"sv, "\x7f"sv, "\x1b[31m"sv,
        "\xe2\x80\xa8"sv, "\xe2\x80\xa9"sv, "\xe2\x80\xae"sv, "\xef\xbb\xbf"sv, "\xff\xfe"sv, "\xc3"sv, "\xc0\xbc"sv, "\xed\xa0\x80"sv,
        "\xf0\x9f\x98\x80"sv, "{"sv, "}"sv, ","sv, "__proto__"sv, "=cmd()"sv, "a"sv, " "sv};
    std::string all;
    for (auto n = random_() % 8; n > 0; --n) all += pieces[random_() % std::size(pieces)];
    return all;
  }

 private:
  std::mt19937 random_;
};

TEST(HtmlPageOfAnything, IsOnePageOfOneJsonText) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    Hostile drawn(seed);
    store::Manifest m = made::made_manifest({.tasks = 2, .demos = 1, .programs = 3});
    for (store::TaskRow& t : m.tasks) t.id += drawn.text(), t.file = drawn.text();
    for (store::ProgramRow& p : m.programs) {
      for (std::string* text : {&p.name, &p.file, &p.source, &p.lowered, &p.warning, &p.check.message}) *text = drawn.text();
    }
    for (std::string* text : {&m.problems[0].file, &m.problems[0].message, &m.problems[0].program}) *text = drawn.text();
    m.facts.hosts = {drawn.text(), drawn.text()};
    m.facts.configuration = {{"tasks", drawn.text()}, {"x" + drawn.text(), drawn.text()}};
    for (std::string* text : {&m.facts.battalion_version, &m.facts.battalion_commit}) *text = drawn.text();
    const made::TemporaryFolder folder;
    const auto digest = store::write_manifest(folder.path(), m);
    std::vector<score::UnitResult> units;
    for (std::uint32_t u = 0; u < m.units.size(); ++u) {
      units.push_back(made::made_unit(m, u, true));
      for (score::ErrorKind& e : units.back().errors) e = {drawn.text(), drawn.text()};
      units.back().answered.push_back({score::Engine::interpreter, drawn.text(), 1});
    }
    store::SegmentWriter(folder.path(), digest, {0, drawn.text(), drawn.text()}).write(units);
    const store::SweepFile sweep(store::aggregate(folder.path()).file);

    const std::string page = page_text(sweep);
    std::string lower = page;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    ASSERT_EQ(count(lower, "<script"), 2u) << seed;
    ASSERT_EQ(count(lower, "</script"), 2u) << seed;
    ASSERT_EQ(count(lower, "<!--"), 0u) << seed;
    ASSERT_EQ(count(lower, "<img"), 0u) << seed;
    const std::size_t from = page.find('{', page.find("id=\"data\"")), end = page.find("</script", from);
    const std::string data = page.substr(from, end - from);
    // So that no U+2028, NUL or byte order mark, and no second meaning of a byte, can be in it.
    ASSERT_TRUE(std::all_of(data.begin(), data.end(), [](char c) { return (c >= ' ' && c < 127) || c == '\n'; })) << seed;
    ASSERT_EQ(data.find_first_of("<>&"), data.npos) << seed;
    const Json json = Json::parse(data, nullptr, false);
    ASSERT_FALSE(json.is_discarded()) << seed;
    ASSERT_EQ(json["tasks"]["rows"].size(), 2u);
    EXPECT_EQ(json["tasks"]["rows"][0]["id"], shown(sweep.tasks()[0].id)) << seed;
    ASSERT_EQ(json["programs"]["rows"].size(), 3u);
    for (std::size_t p = 0; p < 3; ++p) EXPECT_EQ(json["programs"]["rows"][p]["name"], shown(sweep.programs()[p].name)) << seed;
    EXPECT_FALSE(Json::parse(to_json(summarize(sweep)), nullptr, false).is_discarded()) << seed;
  }
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
