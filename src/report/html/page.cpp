#include "report/html/page.hpp"

#include <fmt/format.h>

#include "base/fnv.hpp"
#include "report/html/assets.hpp"
#include "report/html/page_data.hpp"
#include "store/durable.hpp"

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
  std::string page;
  std::string_view rest = page_html;
  // One pass over the template: what is put in is never looked at again.
  for (;;) {
    const std::size_t open = rest.find('%');
    const std::size_t close = open == rest.npos ? open : rest.find('%', open + 1);
    page += rest.substr(0, open);
    if (close == rest.npos) return page;
    const std::string_view name = rest.substr(open + 1, close - open - 1);
    if (name == "NONCE") page += nonce;
    else if (name == "STYLE") page += page_style;
    else if (name == "SCRIPT") page += page_script;
    else if (name == "DATA") page += data;
    else BATTALION_EXPECT(!"a place in page.html that nothing fills");
    rest.remove_prefix(close + 1);
  }
}

std::size_t write_page(const store::SweepFile& sweep, const std::filesystem::path& path) {
  const std::string page = page_text(sweep);
  store::write_plain(path, std::as_bytes(std::span(page)));
  return page.size();
}

}  // namespace battalion::report::html
