#include "store/segment.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <span>
#include <string>

#include "store/sweep_file.hpp"
#include "store/durable.hpp"
#include "store/schema.hpp"
#include "sweep_fixture.hpp"

namespace battalion::store {
namespace {

using namespace testing;

template <class T, class Get>
auto column(const std::vector<T>& rows, Get get) {
  std::vector<decltype(get(rows[0]))> out;
  for (const auto& r : rows) out.push_back(get(r));
  return out;
}

void expect_same(const score::UnitResult& a, const score::UnitResult& b) {
  EXPECT_EQ(a.unit, b.unit);
  EXPECT_EQ(a.task, b.task);
  EXPECT_EQ(a.first_sample, b.first_sample);
  EXPECT_EQ(a.sample_count, b.sample_count);
  EXPECT_EQ(a.programs, b.programs);
  const auto cell = [](const score::Cell& c) {
    return std::tuple(c.outcome, c.cells_right, c.error, c.output_digest);
  };
  EXPECT_EQ(column(a.cells, cell), column(b.cells, cell));
  const auto timing = [](const score::SampleTiming& t) {
    return std::tuple(t.wall_ns, t.cpu_ns, t.queue_ns, t.start_ns);
  };
  EXPECT_EQ(column(a.timings, timing), column(b.timings, timing));
  EXPECT_EQ(a.errors, b.errors);
  const auto kept = [](const score::KeptOutput& k) {
    return std::tuple(k.sample, k.program, k.grid.height, k.grid.width, k.grid.cells);
  };
  auto kept_a = column(a.kept, kept), kept_b = column(b.kept, kept);
  std::sort(kept_a.begin(), kept_a.end());
  EXPECT_EQ(kept_a, kept_b);  // b was read: in order
  const auto phase = [](const score::PhaseTiming& p) {
    return std::tuple(p.task, p.phase, p.wall_ns, p.cpu_ns);
  };
  EXPECT_EQ(column(a.phases, phase), column(b.phases, phase));
  EXPECT_EQ(a.busy_ns, b.busy_ns);
}

TEST(Manifest, RoundTrips) {
  for (const char* pairing : {"own", "cross"}) {
    const TemporaryFolder folder;
    Shape shape;
    shape.pairing = pairing;
    Manifest m = made_manifest(shape);
    m.samples.back().output = {};  // a test without a known answer
    const auto written = write_manifest(folder.path(), m);
    std::uint64_t read = 0;
    EXPECT_EQ(read_manifest(folder.path(), &read), m);
    EXPECT_EQ(read, written);
    EXPECT_EQ(written, digest(m));
    ++m.facts.started_ns;
    EXPECT_NE(written, digest(m));
  }
}

TEST(Manifest, MissingOrCutShortIsOneLine) {
  const TemporaryFolder folder;
  EXPECT_THROW(read_manifest(folder.path()), StoreError);
  write_manifest(folder.path(), made_manifest({}));
  const auto path = manifest_path(folder.path());
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  EXPECT_THROW(read_manifest(folder.path()), StoreError);
}

// Found by fuzzing (manifest_columns): it was taken by who did not ask for the digest, and refused by who did.
TEST(Manifest, WithoutItsDigestIsRefusedWhoeverReadsIt) {
  const TemporaryFolder folder;
  write_manifest(folder.path(), made_manifest({}));
  const auto path = manifest_path(folder.path());
  std::ifstream in(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const auto at = bytes.find("manifest_digest");
  ASSERT_NE(at, std::string::npos);
  bytes[at] = 'n';
  bytes.resize(bytes.size() - 24);  // the seal
  write_sealed(path, std::as_bytes(std::span(bytes)));
  try {
    read_manifest(folder.path());
    FAIL() << "taken";
  } catch (const StoreError& e) {
    EXPECT_NE(std::string(e.what()).find("attribute manifest_digest of / is missing"), std::string::npos) << e.what();
  }
}

class SegmentTest : public ::testing::Test {
 protected:
  SegmentTest() : manifest_(made_manifest({})), digest_(write_manifest(folder_.path(), manifest_)) {
    for (std::uint32_t u = 0; u < manifest_.units.size(); ++u)
      units_.push_back(made_unit(manifest_, u, true));
  }
  TemporaryFolder folder_;
  Manifest manifest_;
  std::uint64_t digest_;
  std::vector<score::UnitResult> units_;
};

TEST_F(SegmentTest, RoundTrips) {
  SegmentWriter writer(folder_.path(), digest_, made_rank(3));
  RankRecord record{5, 1, 2, 3, 4, {{score::no_task, 3, 8, 9}}};
  const auto path = writer.write(units_, record);
  EXPECT_EQ(path.filename(), "rank-0003-000000.h5");
  const auto segment = read_segment(path, digest_);
  EXPECT_EQ(segment.rank, made_rank(3));
  ASSERT_EQ(segment.units.size(), units_.size());
  for (std::size_t i = 0; i < units_.size(); ++i) expect_same(units_[i], segment.units[i]);
  ASSERT_TRUE(segment.record);
  EXPECT_EQ(segment.record->idle_ns, 2);
  ASSERT_EQ(segment.record->phases.size(), 1u);
  EXPECT_EQ(segment.record->phases[0].cpu_ns, 9);
}

TEST_F(SegmentTest, EmptyRoundTrips) {
  SegmentWriter writer(folder_.path(), digest_, made_rank(0));
  const auto segment = read_segment(writer.write({}));
  EXPECT_TRUE(segment.units.empty());
  EXPECT_FALSE(segment.record);
}

TEST_F(SegmentTest, LargeUnitRoundTrips) {
  Shape shape;
  shape.tasks = 1;
  shape.programs = 3000;
  shape.unit_programs = 3000;
  const Manifest m = made_manifest(shape);
  const auto unit = made_unit(m, 0, true);
  const auto path = segments_path(folder_.path()) / "large.h5";
  write_segment(path, 1, made_rank(0), std::span(&unit, 1), std::nullopt);
  expect_same(unit, read_segment(path).units.at(0));
}

TEST_F(SegmentTest, WriterGoesOnAfterWhatIsThere) {
  SegmentWriter(folder_.path(), digest_, made_rank(1)).write(units_);
  SegmentWriter second(folder_.path(), digest_, made_rank(1));
  EXPECT_EQ(second.write(units_).filename(), "rank-0001-000001.h5");
  EXPECT_EQ(second.write(units_).filename(), "rank-0001-000002.h5");
  EXPECT_EQ(SegmentWriter(folder_.path(), digest_, made_rank(0)).write(units_).filename(),
            "rank-0000-000000.h5");
  EXPECT_EQ(list_segments(folder_.path()).size(), 4u);
}

TEST_F(SegmentTest, NamesAreParsedStrictly) {
  EXPECT_EQ(parse_segment_name("rank-12345-1000000.h5"), (SegmentName{12345, 1000000}));
  for (const char* other :
       {".rank-0000-000001.h5.part", "rank-0000-000001.h5.part", "rank-000-000001.h5",
        "rank-0000-00001.h5", "rank-0000000001.h5", "rank--001-000001.h5", "", "rank-.h5"}) {
    EXPECT_FALSE(parse_segment_name(other)) << other;
  }
}

TEST_F(SegmentTest, CutAtAnyLengthIsReported) {
  const auto whole = read_bytes(SegmentWriter(folder_.path(), digest_, made_rank(0)).write(units_));
  const auto path = folder_.path() / "cut.h5";
  for (std::size_t length = 0; length < whole.size();
       length += length < 200 || length + 200 > whole.size() ? 1 : 211) {
    write_bytes(path, std::span(whole).first(length));
    EXPECT_THROW(read_segment(path), StoreError) << length;
  }
}

TEST_F(SegmentTest, AnyFlippedBitIsReported) {
  const auto whole = read_bytes(SegmentWriter(folder_.path(), digest_, made_rank(0)).write(units_));
  const auto path = folder_.path() / "flipped.h5";
  for (std::size_t at = 0; at<whole.size(); at += at + 64> whole.size() ? 1 : 97) {
    auto bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << (at % 8)));
    write_bytes(path, bytes);
    EXPECT_THROW(read_segment(path), StoreError) << at;
  }
}

TEST_F(SegmentTest, OtherFilesAreRefused) {
  const auto path = SegmentWriter(folder_.path(), digest_, made_rank(0)).write(units_);
  EXPECT_NO_THROW(read_segment(path, digest_));
  EXPECT_THROW(read_segment(path, digest_ + 1), StoreError);
  EXPECT_THROW(read_segment(manifest_path(folder_.path())), StoreError);
  EXPECT_THROW(read_segment(folder_.path() / "absent.h5"), StoreError);
}

// A segment under a good seal that says other things than ours do: `change` edits a copy of its columns.
class Forged {
 public:
  explicit Forged(const std::filesystem::path& path) : path_(path), file_(h5::File::create_in_memory(path)) {
    mark(file_, FileKind::segment);
    for (const char* number : {"rank", "number", "has_record"}) file_.set("/", number, std::uint32_t{0});
    for (const char* text : {"host", "device"}) file_.set("/", text, std::string_view("x"));
  }
  Forged& units(std::vector<std::uint32_t> samples, std::vector<std::uint32_t> programs, std::int64_t busy = 0) {
    const std::size_t n = samples.size();
    const std::vector<std::uint32_t> none(n);
    for (const char* name : {"/unit/id", "/unit/task", "/unit/first_sample", "/unit/error_count", "/unit/kept_count", "/unit/phase_count", "/unit/answered_count"}) {
      write_column(file_, name, none, true);
    }
    write_column(file_, "/unit/sample_count", samples, true);
    write_column(file_, "/unit/program_count", programs, true);
    write_column(file_, "/unit/busy_ns", std::vector<std::int64_t>(n, busy), true);
    return *this;
  }
  h5::File& file() { return file_; }
  std::string refusal() {
    write_sealed(path_, file_.image());
    try {
      read_segment(path_);
    } catch (const StoreError& error) {
      return std::string(error.what()).substr(path_.string().size());
    }
    return "none";
  }

 private:
  std::filesystem::path path_;
  h5::File file_;
};

TEST_F(SegmentTest, AClaimThatTheFileCannotHoldTakesNoMemory) {
  for (const std::uint64_t rows : {std::uint64_t{1} << 35, std::uint64_t{1} << 60}) {
    Forged forged(folder_.path() / "claim.h5");
    h5::Layout layout;
    layout.chunk = {1024};
    forged.file().create_dataset("/unit/id", h5::Type::u32, {rows}, layout, {});
    EXPECT_EQ(forged.refusal(), fmt::format(": /unit/id claims {} elements (its file holds far fewer); the file is damaged", rows));
  }
}

TEST_F(SegmentTest, CountsThatOverflowAreDamage) {
  // The pairs of the two add up to 0 in 64 bits.
  const std::uint32_t half = 1u << 31;
  Forged forged(folder_.path() / "overflow.h5");
  forged.units({half, half, half, half}, {half, half, half, half});
  EXPECT_EQ(forged.refusal(), ": is damaged (its units have more pairs than can be)");
}

TEST_F(SegmentTest, TimesThatNoSweepTakesAreDamage) {
  for (const std::int64_t busy : {INT64_MAX, INT64_MIN}) {
    Forged forged(folder_.path() / "time.h5");
    forged.units({0}, {0}, busy);
    EXPECT_EQ(forged.refusal(), ": a time is out of range; the file is damaged");
  }
}

// A limit on the size of files stands in for a full disk: writing fails half way in the same
// manner.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    old_handler_ = ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &old_);
    rlimit now = old_;
    now.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    ::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_{};
  void (*old_handler_)(int);
};

std::size_t files_in(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

TEST_F(SegmentTest, AWriteThatFailsLeavesNothing) {
  SegmentWriter writer(folder_.path(), digest_, made_rank(0));
  {
    const FileSizeLimit limit(1000);
    EXPECT_THROW(writer.write(units_), StoreError);
  }
  EXPECT_EQ(files_in(segments_path(folder_.path())), 0u);
  EXPECT_EQ(read_segment(writer.write(units_)).units.size(), units_.size());
}

TEST_F(SegmentTest, AnAggregationThatFailsLeavesTheOldFile) {
  SegmentWriter(folder_.path(), digest_, made_rank(0)).write(units_);
  aggregate(folder_.path());
  const auto before = read_bytes(sweep_path(folder_.path()));
  // In a process of its own: what HDF5 holds of a file that it could not close is never freed.
  const pid_t child = ::fork();
  if (child == 0) {
    int refused = 0;
    for (const rlim_t bytes : {0u, 1000u, 20000u}) {
      const FileSizeLimit limit(bytes);
      try {
        aggregate(folder_.path());
      } catch (const StoreError&) {
        ++refused;
      }
    }
    // The library is still of use after that.
    const bool reads = SweepFile(sweep_path(folder_.path())).programs().size() == 7;
    ::_exit(refused == 3 && reads ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(files_in(folder_.path()), 3u);  // manifest.h5, segments, sweep.h5
  EXPECT_EQ(read_bytes(sweep_path(folder_.path())), before);
  EXPECT_NO_THROW(aggregate(folder_.path()));
}

TEST_F(SegmentTest, AFolderThatCannotBeMadeIsOneLine) {
  write_bytes(folder_.path() / "file", {});
  EXPECT_THROW(SegmentWriter(folder_.path() / "file", digest_, made_rank(0)), StoreError);
  EXPECT_THROW(write_manifest(folder_.path() / "file", manifest_), StoreError);
}

}  // namespace
}  // namespace battalion::store
