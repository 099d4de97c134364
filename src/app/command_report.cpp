#include <cstdio>
#include <filesystem>

#include "app/arguments.hpp"
#include "app/commands.hpp"
#include "app/help.hpp"
#include "app/options.hpp"
#include "base/printable.hpp"
#include "comm/launched.hpp"
#include "report/grouped.hpp"
#include "report/html/page.hpp"
#include "report/summary.hpp"
#include "report/summary_json.hpp"
#include "report/summary_text.hpp"
#include "store/sweep_file.hpp"

namespace battalion::app {
namespace {

struct ReportRequest {
  bool json = false;
  std::string html;
};

CommandSpec spec_for(ReportRequest& r) {
  return {.name = "report",
          .about = "prints the summary of a sweep, or writes it as a page for a browser",
          .usage = "FILE [--json | --html OUT.html]",
          .words = {.value = "FILE", .help = "a sweep.h5"},
          .options = {command_switch("json", "one JSON object, for tools", r.json),
                      command_text("html", "OUT.html", "write one page that needs nothing else, for a browser",
                                   r.html, false)}};
}

/// Says where it is.
void write_html(const store::SweepFile& sweep, const std::string& file, const std::string& out) {
  std::error_code ignored;
  if (std::filesystem::equivalent(file, out, ignored)) {
    fail_input("{}: would be replaced (it is the sweep itself) give --html another name", printable(out));
  }
  const std::size_t bytes = report::html::write_page(sweep, out);
  fmt::print("{}: {} bytes; open it in a browser\n", printable(out), report::grouped(bytes));
}

}  // namespace

CommandSpec report_command_spec() {
  ReportRequest request;
  CommandSpec spec = spec_for(request);
  spec.options.clear();  // they refer to what ends here
  return spec;
}

int run_report(const std::vector<std::string>& args) {
  ReportRequest request;
  const CommandSpec spec = spec_for(request);
  const Arguments arguments = read_arguments(spec, args);
  if (arguments.find("help") != nullptr) {
    fmt::print("{}", help_text(spec));
    return 0;
  }
  check_required(spec, arguments);
  apply_arguments(spec.options, arguments);
  if (request.json && !request.html.empty()) {
    fail_input("--json and --html are both given (a report is one of them) leave one out");
  }
  const store::SweepFile file(arguments.words[0]);
  if (arguments.find("html") != nullptr) {
    write_html(file, arguments.words[0], request.html);
    return 0;
  }
  const report::Summary summary = report::summarize(file);
  if (request.json) {
    fmt::print("{}\n", report::to_json(summary));
  } else {
    fmt::print("{}", report::to_text(summary, report::style_of(stdout, comm::launched_by_mpi())));
  }
  return 0;
}

}  // namespace battalion::app
