#include <cstdio>
#include <filesystem>

#include "app/arguments.hpp"
#include "app/commands.hpp"
#include "app/help.hpp"
#include "app/options.hpp"
#include "base/contract.hpp"
#include "base/printable.hpp"
#include "comm/launched.hpp"
#include "report/csv_tables.hpp"
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
  std::string csv;
  bool all = false;
};

CommandSpec spec_for(ReportRequest& r) {
  return {.name = "report",
          .about = "prints the summary of a sweep, or writes it in other forms",
          .usage = "FILE [--json | --html OUT.html | --csv DIR [--all]]",
          .words = {.value = "FILE", .help = "a sweep.h5"},
          .options = {command_switch("json", "one JSON object, for tools", r.json),
                      command_text("html", "OUT.html", "write one page that needs nothing else, for a browser",
                                   r.html, false),
                      command_text("csv", "DIR",
                                   "writes tasks.csv, programs.csv, samples.csv and outcomes.csv there, in place of "
                                   "the summary",
                                   r.csv, false),
                      command_switch("all",
                                     "with --csv: in outcomes.csv also wrong answers without a single right cell",
                                     r.all)}};
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

void write_tables(const store::SweepFile& file, const ReportRequest& request) {
  const report::CsvTables rows = report::write_csv(file, request.csv, request.all);
  fmt::print("{}: tasks.csv {}, programs.csv {}, samples.csv {}, outcomes.csv {} rows\n", printable(request.csv),
             rows.tasks, rows.programs, rows.samples, rows.outcomes);
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
  if (request.json + !request.csv.empty() + !request.html.empty() > 1) {
    fail_input("more than one of --json, --html and --csv is given (a report is one of them) leave the others out");
  }
  if (request.all && request.csv.empty()) {
    fail_input("--all is given without --csv (it says what outcomes.csv holds) give --csv DIR, or leave it out");
  }
  const store::SweepFile file(arguments.words[0]);
  if (!request.html.empty()) {
    write_html(file, arguments.words[0], request.html);
    return 0;
  }
  if (!request.csv.empty()) {
    write_tables(file, request);
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
