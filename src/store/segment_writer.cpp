// A rank's segments: which comes next, and merging many small ones into one.

#include <algorithm>

#include "store/durable.hpp"
#include "store/manifest.hpp"
#include "store/segment.hpp"

namespace battalion::store {

namespace {

namespace fs = std::filesystem;

// The number after those that a rank has used; one set aside (NAME.h5.damaged) keeps its number.
std::uint32_t next_number(const fs::path& out, std::uint32_t rank) {
  std::uint32_t next = 0;
  std::error_code error;
  auto entry = fs::directory_iterator(segments_path(out), error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    const auto name = parse_segment_name(file.substr(0, file.find(".h5") + 3));
    if (name && name->rank == rank) next = std::max(next, name->number + 1);
  }
  if (error) {
    fail_store("{}: cannot be listed ({}); check its permissions", segments_path(out).string(),
               error.message());
  }
  return next;
}

}  // namespace

SegmentWriter::SegmentWriter(fs::path out, std::uint64_t manifest_digest, RankInfo rank,
                             Compaction compaction)
    : out_(std::move(out)),
      manifest_digest_(manifest_digest),
      rank_(std::move(rank)),
      compaction_(compaction),
      next_(next_number(out_, rank_.rank)),
      merge_above_(compaction.most) {}

fs::path SegmentWriter::write(std::span<const score::UnitResult> units,
                              const std::optional<RankRecord>& record) {
  Own own = write_next(units, record);
  const fs::path path = own.path;
  if (own.bytes < compaction_.small_bytes) small_.push_back(std::move(own));
  if (small_.size() > merge_above_) {
    // Success ends at one small segment; after a failure as many again may come first.
    merge_above_ = small_.size() + compaction_.most;
    try {
      compact(record);
      merge_above_ = std::max(compaction_.most, small_.size());
    } catch (const StoreError&) {
      // What is written is safe in many files as in one.
    }
  }
  return path;
}

SegmentWriter::~SegmentWriter() { remove_merged(); }

void SegmentWriter::remove_merged() {
  for (const fs::path& path : std::exchange(merged_, {})) {
    std::error_code ignored;  // it is there twice then
    fs::remove(path, ignored);
  }
}

SegmentWriter::Own SegmentWriter::write_next(std::span<const score::UnitResult> units,
                                             const std::optional<RankRecord>& record) {
  for (;;) {
    const auto path = segments_path(out_) / fmt::format("rank-{:04}-{:06}.h5", rank_.rank, next_);
    const bool written = write_segment(path, manifest_digest_, rank_, units, record);
    // Taken: by a rank of this number of a job that was killed and is not quite gone.
    ++next_;
    if (!written) continue;
    std::error_code error;
    const auto bytes = fs::file_size(path, error);
    return {path, error ? compaction_.small_bytes : bytes};
  }
}

// The merged segment is on disk before the first of its parts goes, and those go with the next merge, for who has listed
// them may still want to read them. Meanwhile some units are there twice, which counts once.
void SegmentWriter::compact(const std::optional<RankRecord>& record) {
  std::vector<Own> parts = small_;
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Own& a, const Own& b) { return a.bytes < b.bytes; });
  std::uintmax_t bytes = 0;
  std::size_t count = 0;
  while (count < parts.size() && bytes + parts[count].bytes <= compaction_.small_bytes) {
    bytes += parts[count++].bytes;
  }
  if (count < 2) {
    small_.clear();  // as large as they get
    return;
  }
  parts.resize(count);
  std::vector<score::UnitResult> units;
  std::erase_if(parts, [&](const Own& part) {
    try {
      Segment segment = read_segment(part.path, manifest_digest_);
      std::move(segment.units.begin(), segment.units.end(), std::back_inserter(units));
      return false;
    } catch (const StoreError&) {
      // Damaged since: whoever resumes sees to it.
      std::erase_if(small_, [&](const Own& own) { return own.path == part.path; });
      return true;
    }
  });
  Own merged = write_next(units, record);
  remove_merged();
  for (const Own& part : parts) {
    std::erase_if(small_, [&](const Own& own) { return own.path == part.path; });
    merged_.push_back(part.path);
  }
  if (merged.bytes < compaction_.small_bytes) small_.push_back(std::move(merged));
}

}  // namespace battalion::store
