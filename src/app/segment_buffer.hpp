#pragma once
// Results on their way to disk: kept until a segment is worth writing. Main thread only, as HDF5 is
// not thread-safe.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "score/result.hpp"
#include "store/segment.hpp"

namespace battalion::app {

class SegmentBuffer {
 public:
  /// Writes these results and the rank's account of itself as one segment, complete on return.
  /// Throws where it cannot.
  using Write = std::function<void(std::span<const score::UnitResult>, const store::RankRecord&)>;

  struct Batch {
    std::int64_t age_ns = 0;  ///< of its oldest result: what a kill may cost
    std::size_t bytes = std::size_t{64} << 20;
  };

  SegmentBuffer(Write write, Batch batch) : write_(std::move(write)), batch_(batch) {}

  void add(score::UnitResult result, std::int64_t now_ns);
  bool empty() const { return results_.empty(); }
  std::size_t units() const { return results_.size(); }
  std::size_t bytes() const { return bytes_; }  ///< about
  /// The batch is full or old enough.
  bool due(std::int64_t now_ns) const;
  /// Writes what there is; without results too, for the account. Keeps everything where Write throws.
  void flush(const store::RankRecord& account);

 private:
  Write write_;
  Batch batch_;
  std::vector<score::UnitResult> results_;
  std::size_t bytes_ = 0;
  std::int64_t oldest_ns_ = 0;
};

}  // namespace battalion::app
