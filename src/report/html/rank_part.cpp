#include "report/html/rank_part.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "report/html/named.hpp"

namespace battalion::report::html {
namespace {

constexpr double second = 1e-9;

/// What a rank did when, as its samples tell.
struct Trace {
  std::vector<double> busy;  ///< [moment] ns
  std::int64_t last_end = 0;
  SampleId last_sample;
};

class Timeline {
 public:
  Timeline(const store::SweepFile& sweep, const Summary& summary, std::size_t moments)
      : sweep_(sweep), timings_(sweep.sample_timings()), moments_(moments) {
    from_ = sweep.facts().started_ns;
    to_ = std::max(sweep.finished_ns(), from_);
    for (const store::SweepRank& r : summary.ranks) {
      if (possible(r.finish_ns)) to_ = std::max(to_, r.finish_ns);
    }
    for (std::size_t s = 0; s < timings_.rank.size(); ++s) {
      if (timings_.rank[s] < 0 || !possible(timings_.start_ns[s])) continue;
      // Clocks of other hosts may be wrong: what lies before the start counts as at the start.
      add(traces_[timings_.rank[s]], s);
    }
  }

  double seconds_to() const { return static_cast<double>(to_ - from_) * second; }
  /// Seconds since the start; none where that is not known.
  Json since_start(std::int64_t at) const {
    return possible(at) ? Json(static_cast<double>(at - from_) * second) : Json(nullptr);
  }
  std::int64_t last_end(std::uint32_t rank) const {
    const auto found = traces_.find(static_cast<std::int32_t>(rank));
    return found == traces_.end() ? 0 : found->second.last_end;
  }
  void put(Json& row, std::uint32_t rank) const {
    const auto found = traces_.find(static_cast<std::int32_t>(rank));
    if (found == traces_.end()) return;
    const Trace& trace = found->second;
    const double moment = length();
    row["busy_at"] = Json::array();
    for (const double ns : trace.busy) {
      row["busy_at"].push_back(std::lround(100 * std::min(ns / moment, 1.0)));
    }
    row["last"] = sample_json(sweep_, trace.last_sample);
    row["last"]["end"] = since_start(trace.last_end);
  }

 private:
  /// Else the file is damaged, and sums with it would overflow.
  static bool possible(std::int64_t at) { return at > 0 && at < std::int64_t{1} << 62; }
  double length() const {
    return std::max(static_cast<double>(to_ - from_) / static_cast<double>(moments_), 1.0);
  }

  void add(Trace& trace, std::size_t sample) {
    trace.busy.resize(moments_);
    const std::int64_t start = timings_.start_ns[sample];
    const std::int64_t end = start + timings_.wall_ns[sample];
    if (end > trace.last_end) {
      trace.last_end = end;
      trace.last_sample = SampleId(static_cast<std::uint32_t>(sample));
    }
    const double most = static_cast<double>(moments_);
    const double a = std::clamp(static_cast<double>(start - from_) / length(), 0.0, most);
    const double b = std::clamp(static_cast<double>(end - from_) / length(), a, most);
    for (auto m = static_cast<std::size_t>(a); m < moments_ && static_cast<double>(m) < b; ++m) {
      const double left = std::max(a, static_cast<double>(m));
      const double right = std::min(b, static_cast<double>(m + 1));
      trace.busy[m] += (right - left) * length();
    }
  }

  const store::SweepFile& sweep_;
  store::SampleTimings timings_;
  std::size_t moments_;
  std::int64_t from_ = 0, to_ = 0;
  std::map<std::int32_t, Trace> traces_;
};

}  // namespace

Json ranks_json(const store::SweepFile& sweep, const Summary& summary, const PageLimits& limits) {
  const Timeline timeline(sweep, summary, limits.moments);
  std::vector<const store::SweepRank*> ranks;
  for (const store::SweepRank& r : summary.ranks) ranks.push_back(&r);
  std::stable_sort(ranks.begin(), ranks.end(), [&](const auto* a, const auto* b) {
    return timeline.last_end(a->rank) > timeline.last_end(b->rank);
  });
  const std::size_t left_out = ranks.size() - std::min(ranks.size(), limits.ranks);
  ranks.resize(ranks.size() - left_out);
  std::sort(ranks.begin(), ranks.end(),
            [](const auto* a, const auto* b) { return a->rank < b->rank; });
  Json rows = Json::array();
  for (const store::SweepRank* r : ranks) {
    Json row = {
        {"rank", r->rank},
        {"host", shown(r->host)},
        {"device", shown(r->device)},
        {"units", r->units},
        {"busy", static_cast<double>(r->busy_ns) * second},
        {"idle", r->idle_ns < 0 ? Json(nullptr) : Json(static_cast<double>(r->idle_ns) * second)},
        {"start", timeline.since_start(r->start_ns)},
        {"finish", timeline.since_start(r->finish_ns)}};
    timeline.put(row, r->rank);
    rows.push_back(std::move(row));
  }
  return {{"to", timeline.seconds_to()}, {"rows", std::move(rows)}, {"left_out", left_out}};
}

}  // namespace battalion::report::html
