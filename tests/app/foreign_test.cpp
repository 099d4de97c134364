// Files that are no sweep, cut short, damaged, or newer: one line of every command that reads one.

#include "app/analysed.hpp"
#include "store/durable.hpp"
#include "store/manifest.hpp"

namespace battalion::test {
namespace {

namespace fs = std::filesystem;

class Foreign : public Analysed {
 protected:
  /// Every way to read FILE.
  std::vector<Words> commands(const std::string& file) const {
    return {{"report", file},
            {"report", file, "--json"},
            {"report", file, "--csv", folder / "tables"},
            {"report", file, "--html", folder / "page.html"},
            {"select", file},
            {"submission", file, "--out", folder / "submission.json"},
            {"diff", file, good_file},
            {"diff", good_file, file}};
  }
  void all_refuse(const std::string& file, const std::string& why) const {
    for (const Words& words : commands(file)) {
      const std::string line = refused(words);
      EXPECT_TRUE(contains(line, file + ": ") && contains(line, why)) << words[0] << ' ' << line;
      EXPECT_FALSE(fs::exists(folder / "tables"));
      EXPECT_FALSE(fs::exists(folder / "page.html"));
      EXPECT_FALSE(fs::exists(folder / "submission.json"));
    }
  }
  std::string made(const std::string& name, std::string_view format, std::uint32_t schema) const {
    auto file = store::h5::File::create(folder / name);
    file.set("/", "format", format);
    file.set("/", "schema_version", schema);
    file.close();
    return folder / name;
  }
  std::string cut(const std::string& name, std::size_t bytes) const {
    return folder.write(name, std::string_view(whole).substr(0, bytes));
  }

  std::string good_file = sweep("out");
  std::string whole = content_of(good_file);
};

TEST_F(Foreign, FilesAreRefused) {
  all_refuse(folder / "missing.h5", "no such file");
  all_refuse(programs, "cannot be read as HDF5");
  all_refuse(folder.write("empty.h5", ""), "cannot be read as HDF5");
  all_refuse(made("other.h5", "another program's", 1), "is no aggregated results file of Battalion");
  all_refuse(folder / "out/manifest.h5", "is no aggregated results file of Battalion");
  all_refuse(tasks, "");
}

TEST_F(Foreign, NewerAndIncompleteFilesAreRefused) {
  all_refuse(made("newer.h5", "battalion sweep", store::schema_version + 1), "was written by a newer Battalion");
  all_refuse(made("incomplete.h5", "battalion sweep", store::schema_version), "is missing");
}

TEST_F(Foreign, FilesCutShortAreRefused) {
  all_refuse(cut("half.h5", whole.size() / 2), "");
  all_refuse(cut("nearly.h5", whole.size() - 1), "");
  for (std::size_t bytes = 1; bytes < whole.size(); bytes += whole.size() / 12) refused({"report", cut("cut.h5", bytes)});
}

TEST_F(Foreign, DamageIsOneLineOrNone) {
  const std::size_t stretch = whole.size() / 15;
  for (std::size_t at = 0; at + stretch <= whole.size(); at += stretch) {
    std::string bytes = whole;
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), stretch, '\xa5');
    const std::string file = folder.write("damaged.h5", bytes);
    for (const Words& words : commands(file)) {
      const Ran ran = run_battalion(words);
      // What a command does not need may be spoilt; and what is no verdict may differ.
      EXPECT_TRUE(ran.exit_code == 0 || ran.exit_code == 2 || (ran.exit_code == 1 && words[0] == "diff"))
          << words[0] << ' ' << at << ' ' << ran.exit_code << ran.err;
      EXPECT_TRUE(ran.exit_code != 2 || lines_in(ran.err) == 1u) << ran.err;
      EXPECT_FALSE(contains(ran.err, "HDF5-DIAG")) << ran.err;
    }
  }
}

TEST_F(Foreign, StatusAndAggregateRefuseManifestsAndCountNoSegmentsLikeThat) {
  const std::string out = folder / "out", manifest = content_of(out + "/manifest.h5");
  const auto both_refuse = [&](std::string_view why) {
    for (const char* const command : {"status", "aggregate"}) {
      const std::string line = refused({command, out});
      EXPECT_TRUE(contains(line, out) && contains(line, std::string(why))) << command << ' ' << line;
    }
    EXPECT_EQ(content_of(good_file), whole) << "a sweep.h5 that is there stays";
  };
  const auto sealed = [](const std::string& path, std::string_view format, std::uint32_t schema) {
    auto file = store::h5::File::create_in_memory(path);
    file.set("/", "format", format);
    file.set("/", "schema_version", schema);
    store::write_sealed(path, file.image());
  };
  folder.write("out/segments/rank-0000-000098.h5", "no HDF5 at all, but long enough to have had a seal");
  sealed(out + "/segments/rank-0000-000099.h5", "battalion segment", store::schema_version + 1);
  const auto status = nlohmann::json::parse(good({"status", out, "--json"}));
  EXPECT_EQ(status["units_done"], status["units"]);
  ASSERT_EQ(status["bad_segments"].size(), 2u);
  EXPECT_TRUE(contains(status["bad_segments"][0], "has no intact seal")) << status;
  EXPECT_TRUE(contains(status["bad_segments"][1], "newer Battalion")) << status;

  const Ran aggregated = run_battalion({"aggregate", out});
  EXPECT_EQ(aggregated.exit_code, 0) << aggregated.err;
  EXPECT_EQ(lines_in(aggregated.err), 2u) << aggregated.err;
  EXPECT_TRUE(contains(aggregated.err, "has no intact seal")) << aggregated.err;
  EXPECT_TRUE(contains(aggregated.err, "newer Battalion")) << aggregated.err;
  folder.write("out/sweep.h5", whole);

  folder.write("out/manifest.h5", manifest.substr(0, manifest.size() / 2));
  both_refuse("manifest.h5: has no intact seal");
  folder.write("out/manifest.h5", "text");
  both_refuse("manifest.h5: has no intact seal");
  folder.write("out/manifest.h5", whole);
  both_refuse("manifest.h5: has no intact seal");
  sealed(out + "/manifest.h5", "another program's", 1);
  both_refuse("is no manifest of Battalion");
  sealed(out + "/manifest.h5", "battalion manifest", store::schema_version);
  both_refuse("is missing");
  sealed(out + "/manifest.h5", "battalion manifest", store::schema_version + 1);
  both_refuse("newer Battalion");
}

}  // namespace
}  // namespace battalion::test
