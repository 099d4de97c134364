#include "report/selection.hpp"

#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <vector>

#include "base/printable.hpp"

namespace battalion::report {
namespace {

std::uint64_t demo_cells(const store::SweepFile& sweep, const store::TaskRow& task) {
  std::uint64_t cells = 0;
  for (const auto& s : sweep.samples().subspan(task.first_sample, task.demo_count)) {
    cells += std::uint64_t{s.output.height} * s.output.width;
  }
  return cells;
}

std::string standing(const store::SweepFile& sweep, TaskId id, std::size_t place,
                     const Candidate& c) {
  const store::TaskRow& task = sweep.tasks()[id.value];
  const std::uint64_t cells = demo_cells(sweep, task);
  const double share =
      cells == 0 ? 0 : static_cast<double>(c.demos.cells_right) / static_cast<double>(cells);
  return fmt::format("# {}, choice {}: {} of {} demos exact, {:.1f} % of their cells\n",
                     printable(task.id), place + 1, c.demos.exact, task.demo_count, 100 * share);
}

/// The text under another name, where this one is another's already.
std::string renamed(std::string source, const std::string& name, std::set<std::string>& taken,
                    bool reserved) {
  if (!reserved && taken.insert(name).second) return source;
  std::string other;
  for (int copy = 2; other.empty() || !taken.insert(other).second; ++copy) {
    other = fmt::format("other{}_{}", copy, name);
  }
  const std::size_t at = source.find(name, 3);  // behind `def`
  if (at != source.npos) source.replace(at, name.size(), other);
  return source;
}

}  // namespace

Selection make_selection(const store::SweepFile& sweep, const Choices& choices,
                         const std::function<bool(std::string_view)>& reserved) {
  const bool cross = sweep.facts().pairing == "cross";
  std::vector<ProgramId> programs;                // in the order of their first task
  std::map<std::uint64_t, std::size_t> place_of;  // by digest under cross, else by number
  std::vector<std::string> comments;              // [programs]
  Selection selection;
  for (std::uint32_t t = 0; t < choices.by_task.size(); ++t) {
    const auto chosen = choices.by_task[t].chosen();
    selection.tasks += chosen.empty() ? 0 : 1;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const std::uint64_t key = cross ? chosen[i].canonical_digest : chosen[i].program.value;
      const auto [at, first] = place_of.emplace(key, programs.size());
      if (first) {
        programs.push_back(chosen[i].program);
        comments.emplace_back();
      }
      comments[at->second] += standing(sweep, TaskId(t), i, chosen[i]);
    }
  }
  selection.programs = programs.size();
  constexpr std::string_view header = "# Chosen by `battalion select`, by demo results alone.\n";
  if (programs.empty()) selection.text = header;
  std::set<std::string> taken;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const store::ProgramRow& row = sweep.programs()[programs[i].value];
    if (!row.entry.empty()) {
      const nlohmann::ordered_json line = {{"name", row.name}, {"code", sweep.source(programs[i])}, {"chosen", comments[i]}};
      selection.lines += line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
      continue;
    }
    if (selection.text.empty()) selection.text = header;
    std::string source = renamed(sweep.source(programs[i]), row.name, taken, reserved(row.name));
    while (source.ends_with('\n')) source.pop_back();
    fmt::format_to(std::back_inserter(selection.text), "\n\n{}# from {}:{}\n{}\n", comments[i],
                   printable(row.file), row.line, source);
  }
  return selection;
}

}  // namespace battalion::report
