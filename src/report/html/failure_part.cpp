#include "report/html/failure_part.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "report/bands.hpp"
#include "report/html/named.hpp"

namespace battalion::report::html {
namespace {

struct Kind {
  std::string name;
  std::uint64_t count = 0;
  std::vector<std::uint32_t> messages;  ///< rows of /errors, most frequent first
};

/// Most frequent first.
std::vector<Kind> by_kind(const std::vector<store::SweepError>& errors) {
  std::map<std::string, Kind> kinds;
  for (std::uint32_t e = 0; e < errors.size(); ++e) {
    if (errors[e].count == 0) continue;  // as in the summary
    Kind& kind = kinds[errors[e].kind];
    kind.name = errors[e].kind;
    kind.count += errors[e].count;
    kind.messages.push_back(e);
  }
  std::vector<Kind> sorted;
  for (auto& [name, kind] : kinds) {
    std::stable_sort(kind.messages.begin(), kind.messages.end(),
                     [&](auto a, auto b) { return errors[a].count > errors[b].count; });
    sorted.push_back(std::move(kind));
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Kind& a, const Kind& b) { return a.count > b.count; });
  return sorted;
}

struct Pair {
  std::uint64_t sample, program;
};

/// Looks for pairs that ended in the wanted errors, and no further than it must.
class Examples {
 public:
  Examples(const store::SweepFile& sweep, std::size_t each) : sweep_(sweep), each_(each) {}

  void want(std::uint32_t error, std::uint64_t count) {
    const std::size_t most = std::min<std::uint64_t>(each_, count);
    if (most > 0) found_[error + 1].most = most;
    missing_ += most;
  }
  void search() {
    const std::uint64_t samples = sweep_.samples().size();
    const std::uint64_t programs = sweep_.programs().size();
    for (std::uint64_t s = 0; s < samples; s += store::band_samples) {
      for (std::uint64_t p = 0; p < programs && missing_ > 0; p += store::band_programs) {
        look({s, std::min(store::band_samples, samples - s), p, std::min(store::band_programs, programs - p)});
      }
    }
  }
  const std::vector<Pair>& of(std::uint32_t error) { return found_[error + 1].pairs; }

 private:
  struct Found {
    std::size_t most = 0;
    std::vector<Pair> pairs;
  };
  void look(const store::Rectangle& part) {
    const auto numbers = sweep_.error_numbers(part);
    for (std::size_t i = 0; i < numbers.size() && missing_ > 0; ++i) {
      if (numbers[i] == 0) continue;
      const auto wanted = found_.find(numbers[i]);
      if (wanted == found_.end() || wanted->second.pairs.size() >= wanted->second.most) continue;
      const std::uint64_t program = part.first_program + i % part.programs;
      auto& pairs = wanted->second.pairs;
      const bool known = std::any_of(pairs.begin(), pairs.end(),
                                     [&](const Pair& p) { return p.program == program; });
      if (known) continue;  // one of a program is enough
      pairs.push_back({part.first_sample + i / part.programs, program});
      --missing_;
    }
  }

  const store::SweepFile& sweep_;
  std::size_t each_;
  std::size_t missing_ = 0;
  std::map<std::uint32_t, Found> found_;  ///< by number as in /scores/error
};

Json pair_json(const store::SweepFile& sweep, const Pair& pair) {
  Json json = sample_json(sweep, SampleId(static_cast<std::uint32_t>(pair.sample)));
  json["program"] = program_json(sweep, ProgramId(static_cast<std::uint32_t>(pair.program)));
  return json;
}

}  // namespace

Json failures_json(const store::SweepFile& sweep, const PageLimits& limits) {
  const auto errors = sweep.errors();
  auto kinds = by_kind(errors);
  const std::size_t kinds_shown = std::min(kinds.size(), limits.error_kinds);
  Examples examples(sweep, limits.examples);
  for (std::size_t k = 0; k < kinds_shown; ++k) {
    const auto& messages = kinds[k].messages;
    for (std::size_t m = 0; m < std::min(messages.size(), limits.messages); ++m) {
      examples.want(messages[m], errors[messages[m]].count);
    }
  }
  examples.search();
  Json rows = Json::array();
  for (std::size_t k = 0; k < kinds_shown; ++k) {
    const Kind& kind = kinds[k];
    const std::size_t messages = std::min(kind.messages.size(), limits.messages);
    Json row = {{"kind", shown(kind.name)},
                {"count", kind.count},
                {"messages", Json::array()},
                {"messages_left_out", kind.messages.size() - messages}};
    for (std::size_t m = 0; m < messages; ++m) {
      const std::uint32_t error = kind.messages[m];
      Json message = {{"message", shown(errors[error].message)},
                      {"count", errors[error].count},
                      {"examples", Json::array()}};
      for (const Pair& p : examples.of(error)) message["examples"].push_back(pair_json(sweep, p));
      row["messages"].push_back(std::move(message));
    }
    rows.push_back(std::move(row));
  }
  return {{"kinds", std::move(rows)}, {"kinds_left_out", kinds.size() - kinds_shown}};
}

Json problems_json(const store::SweepFile& sweep, const PageLimits& limits) {
  Json rows = Json::array();
  const std::size_t shown_problems = std::min(sweep.problems().size(), limits.problems);
  for (std::size_t i = 0; i < shown_problems; ++i) {
    const store::ProblemRow& p = sweep.problems()[i];
    rows.push_back({{"file", shown(p.file)},
                    {"line", p.line},
                    {"column", p.column},
                    {"message", shown(p.message)},
                    {"program", shown(p.program)}});
  }
  return {{"rows", std::move(rows)}, {"left_out", sweep.problems().size() - shown_problems}};
}

}  // namespace battalion::report::html
