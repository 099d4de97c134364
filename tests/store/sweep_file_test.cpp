#include "store/sweep_file.hpp"

#include <gtest/gtest.h>

#include "sweep_fixture.hpp"

namespace battalion::store {
namespace {

using namespace testing;
using score::Outcome;

class SweepFileTest : public ::testing::Test {
 protected:
  SweepFileTest() : manifest_(made_manifest({})) {
    write_made_sweep(folder_.path(), manifest_, 2, 2);
    path_ = aggregate(folder_.path()).file;
  }
  std::string refusal() {
    try {
      const SweepFile file(path_);
    } catch (const InputError& e) {
      return e.what();
    }
    return "";
  }
  TemporaryFolder folder_;
  Manifest manifest_;
  std::filesystem::path path_;
};

TEST_F(SweepFileTest, TablesAreThoseOfTheManifest) {
  const SweepFile file(path_);
  EXPECT_TRUE(std::equal(file.tasks().begin(), file.tasks().end(), manifest_.tasks.begin(),
                         manifest_.tasks.end()));
  EXPECT_EQ(file.problems(), manifest_.problems);
  for (std::uint32_t s = 0; s < manifest_.samples.size(); ++s) {
    EXPECT_EQ(file.input(SampleId(s)), manifest_.samples[s].input);
    EXPECT_EQ(file.output(SampleId(s)), manifest_.samples[s].output);
    EXPECT_EQ(file.samples()[s].output.height, manifest_.samples[s].output.height);
  }
  for (std::uint32_t p = 0; p < manifest_.programs.size(); ++p) {
    auto row = file.programs()[p];
    row.source = file.source(ProgramId(p));
    EXPECT_EQ(row, manifest_.programs[p]);
    EXPECT_EQ(file.source_bytes().at(p), row.source.size());
  }
}

TEST_F(SweepFileTest, CountsBySplitTaskAndProgram) {
  const SweepFile file(path_);
  const auto all = file.count(), demo = file.count(arc::Split::demo),
             test = file.count(arc::Split::test);
  EXPECT_EQ(all.all.evaluations(), manifest_.samples.size() * manifest_.programs.size());
  EXPECT_EQ(demo.all.evaluations() + test.all.evaluations(), all.all.evaluations());
  OutcomeCounts of_program_3, of_task_1, of_tests;
  for (std::uint32_t s = 0; s < manifest_.samples.size(); ++s) {
    for (std::uint32_t p = 0; p < manifest_.programs.size(); ++p) {
      const auto outcome = made_result(s, p).cell.outcome;
      if (p == 3) of_program_3.add(outcome);
      if (manifest_.samples[s].task == TaskId(1)) of_task_1.add(outcome);
      if (manifest_.samples[s].split == arc::Split::test) of_tests.add(outcome);
    }
  }
  EXPECT_EQ(all.by_program[3], of_program_3);
  EXPECT_EQ(all.by_task[1], of_task_1);
  EXPECT_EQ(test.all, of_tests);
}

TEST_F(SweepFileTest, RectanglesAreParts) {
  const SweepFile file(path_);
  const auto part = file.outcomes({2, 3, 1, 4});
  for (std::uint32_t s = 0; s < 3; ++s) {
    for (std::uint32_t p = 0; p < 4; ++p) {
      EXPECT_EQ(part[s * 4 + p], made_result(2 + s, 1 + p).cell.outcome);
    }
  }
}

TEST_F(SweepFileTest, CutShortIsRefused) {
  const auto whole = read_bytes(path_);
  for (std::size_t length = 0; length < whole.size(); length += 1 + whole.size() / 60) {
    write_bytes(path_, std::span(whole).first(length));
    const auto text = refusal();
    EXPECT_TRUE(text.starts_with(path_.string())) << length << ' ' << text;
    EXPECT_EQ(text.find('\n'), std::string::npos) << text;
  }
}

TEST_F(SweepFileTest, ForeignFilesAreRefused) {
  path_ = manifest_path(folder_.path());
  EXPECT_NE(refusal().find("no aggregated results file"), std::string::npos) << refusal();
  path_ = folder_.path() / "text.h5";
  write_bytes(path_, std::string("not HDF5 at all"));
  EXPECT_NE(refusal().find("cannot be read as HDF5"), std::string::npos) << refusal();
  path_ = folder_.path() / "other.h5";
  h5::File::create(path_).close();
  EXPECT_NE(refusal().find("no aggregated results file"), std::string::npos) << refusal();
  path_ = folder_.path() / "absent.h5";
  EXPECT_NE(refusal().find("no such file"), std::string::npos) << refusal();
}

TEST_F(SweepFileTest, NewerAndIncompleteFilesAreRefused) {
  path_ = folder_.path() / "newer.h5";
  auto newer = h5::File::create(path_);
  newer.set("/", "format", std::string_view("battalion sweep"));
  newer.set("/", "schema_version", schema_version + 1);
  newer.close();
  EXPECT_NE(refusal().find("newer Battalion"), std::string::npos) << refusal();
  path_ = folder_.path() / "incomplete.h5";
  auto incomplete = h5::File::create(path_);
  mark(incomplete, FileKind::sweep);
  incomplete.close();
  EXPECT_NE(refusal().find("is missing"), std::string::npos) << refusal();
}

}  // namespace
}  // namespace battalion::store
