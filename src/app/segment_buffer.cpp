#include "app/segment_buffer.hpp"

#include <utility>

namespace battalion::app {
namespace {

std::size_t bytes_of(const score::UnitResult& r) {
  std::size_t bytes = sizeof r + r.cells.size() * sizeof(score::Cell) +
                      r.timings.size() * sizeof(score::SampleTiming) +
                      r.programs.size() * sizeof(ProgramId);
  for (const score::KeptOutput& k : r.kept) bytes += sizeof k + k.grid.cells.size();
  return bytes;
}

}  // namespace

void SegmentBuffer::add(score::UnitResult result, std::int64_t now_ns) {
  if (results_.empty()) oldest_ns_ = now_ns;
  bytes_ += bytes_of(result);
  results_.push_back(std::move(result));
}

bool SegmentBuffer::due(std::int64_t now_ns) const {
  return !results_.empty() && (bytes_ >= batch_.bytes || now_ns - oldest_ns_ >= batch_.age_ns);
}

void SegmentBuffer::flush(const store::RankRecord& account) {
  write_(results_, account);
  results_.clear();
  bytes_ = 0;
}

}  // namespace battalion::app
