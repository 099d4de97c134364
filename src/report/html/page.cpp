#include "report/html/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/fnv.hpp"
#include "report/html/assets.hpp"
#include "report/html/page_data.hpp"
#include "report/text_file.hpp"

namespace battalion::report::html {
namespace {

/// Only elements that carry it run or style anything (Content-Security-Policy): were a name ever to
/// get into the page as an element, it would do nothing.
std::string nonce_of(std::string_view data) {
  Fnv64 sum;
  for (const char c : data) sum.byte(static_cast<std::uint8_t>(c));
  return fmt::format("{:016x}", sum.value());
}

}  // namespace

std::string page_text(const store::SweepFile& sweep, const PageLimits& limits) {
  const std::string data = script_text(page_data(sweep, limits));
  const std::string nonce = nonce_of(data);
  const std::pair<std::string_view, std::string_view> places[] = {
      {"NONCE", nonce}, {"STYLE", page_style}, {"SCRIPT", page_script}, {"DATA", data}};
  std::string page;
  std::string_view rest = page_html;
  // One pass over the template: what is put in is never looked at again.
  for (;;) {
    const std::size_t open = rest.find('%');
    const std::size_t close = open == rest.npos ? open : rest.find('%', open + 1);
    page += rest.substr(0, open);
    if (close == rest.npos) return page;
    const std::string_view name = rest.substr(open + 1, close - open - 1);
    const auto* const place = std::find_if(std::begin(places), std::end(places),
                                           [&](const auto& p) { return p.first == name; });
    BATTALION_EXPECT(place != std::end(places));
    page += place->second;
    rest.remove_prefix(close + 1);
  }
}

std::size_t write_page(const store::SweepFile& sweep, const std::filesystem::path& path) {
  const std::string page = page_text(sweep);
  write_text(path, page);
  return page.size();
}

}  // namespace battalion::report::html
