// status, as a user meets it.

#include <atomic>
#include <thread>

#include "app/analysed.hpp"
#include "store/folder_lock.hpp"
#include "store/manifest.hpp"

namespace battalion::test {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

class StatusCommand : public Analysed {
 protected:
  StatusCommand() { sweep("out"); }
  json status(const Words& more = {}) const {
    Words words = {"status", out, "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return json::parse(good(words));
  }
  /// The lock of a sweep on another host, at this beat.
  void lock_elsewhere(int beat) const {
    // In place, as the holder writes it.
    std::fstream file(out + "/sweep.lock", std::ios::in | std::ios::out | std::ios::binary);
    if (!file) file.open(out + "/sweep.lock", std::ios::out | std::ios::binary);
    file << "A sweep of Battalion is at work in this folder.\nhost node99\npid 7\nstarted 1\nspace x\njob 12\n"
            "since 2026-11-27 10:00:00 UTC\ntoken 00\nbeat "
         << fmt::format("{:020}\n", beat);
  }
  const std::string out = folder / "out";
};

TEST_F(StatusCommand, OfACompleteSweepIsWhatItsReportSays) {
  const json s = status(), report = json::parse(good({"report", out + "/sweep.h5", "--json"}));
  EXPECT_EQ(s["state"], "complete");
  EXPECT_EQ(s["units_done"], report["units"]);
  EXPECT_EQ(s["evaluated"], report["evaluations"]);
  for (const char* outcome : {"exact", "wrong", "error", "timeout", "memory", "skipped"}) {
    EXPECT_EQ(s["outcomes"][outcome], report["outcomes"][outcome]) << outcome;
  }
  EXPECT_EQ(s["ranks"].size(), 1u);
  EXPECT_EQ(s["seconds_left"], 0);
  const std::string text = good({"status", out});
  EXPECT_TRUE(contains(text, "complete: sweep.h5 has it all\non disk: ")) << text;
  EXPECT_TRUE(contains(text, " 26 evaluations (100 %)")) << text;
}

TEST_F(StatusCommand, TellsWhatIsMissing) {
  fs::remove_all(out + "/segments");
  const json s = status();
  EXPECT_EQ(s["state"], "unfinished");
  EXPECT_EQ(s["units_done"], 0);
  EXPECT_TRUE(s["seconds_left"].is_null());
  EXPECT_TRUE(contains(good({"status", out}), "go on with --resume"));
}

TEST_F(StatusCommand, KnowsTheLivingFromTheDead) {
  {
    const store::FolderLock lock(out, {}, [](auto) {});
    EXPECT_EQ(status()["state"], "at work");
    EXPECT_TRUE(fs::exists(out + "/sweep.lock")) << "whoever looks takes nothing";
  }
  EXPECT_EQ(status()["state"], "complete");
  // Of this host, by a process that is gone: a number that none has.
  std::string text;
  {
    const store::FolderLock lock(out, {}, [](auto) {});
    text = content_of(out + "/sweep.lock");
  }
  const std::size_t pid = text.find("\npid ") + 5;
  text.replace(pid, text.find('\n', pid) - pid, "4999999");
  folder.write("out/sweep.lock", text);
  EXPECT_EQ(status()["state"], "dead");
  fs::remove(out + "/sweep.lock");

  lock_elsewhere(3);
  const json silent = status({"--watch", "30ms"});
  EXPECT_EQ(silent["state"], "silent");
  EXPECT_TRUE(contains(silent["text"], "job 12, process 7 on node99")) << silent;
  std::atomic<bool> end = false;
  std::thread holder([&] {
    for (int beat = 4; !end; ++beat) lock_elsewhere(beat);
  });
  EXPECT_EQ(status({"--watch", "1min"})["state"], "at work");
  end = true;
  holder.join();
}

TEST_F(StatusCommand, OfPartsAddsThemUpAndTellsEach) {
  const auto parts = [&](const Words& more = {}) {
    Words words = {"status", folder / "parts", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return json::parse(good(words));
  };
  sweep("parts", {"--part", "1/3"});
  json s = parts();
  EXPECT_EQ(s["state"], "unfinished");
  EXPECT_EQ(s["text"], "3 parts: 1 complete, 2 not begun");
  ASSERT_EQ(s["parts"].size(), 3u);
  EXPECT_EQ(s["parts"][0]["state"], "complete");
  EXPECT_EQ(s["parts"][1]["state"], "not begun");
  EXPECT_EQ(s["parts"][2]["part"], "3/3");
  EXPECT_TRUE(s["seconds_left"].is_null());
  EXPECT_TRUE(s["parts"][1]["seconds_left"].is_null());
  EXPECT_TRUE(contains(good({"status", folder / "parts"}), "\non disk of 1 of 3 parts: "));

  for (const char* part : {"2/3", "3/3"}) sweep("parts", {"--part", part});
  fs::remove_all(folder / "parts/part-2-of-3/segments");
  {
    const store::FolderLock lock(folder / "parts/part-2-of-3", {}, [](auto) {});
    EXPECT_EQ(parts()["state"], "at work");
    EXPECT_EQ(parts()["parts"][1]["state"], "at work");
  }
  s = parts();
  EXPECT_EQ(s["state"], "unfinished");
  EXPECT_EQ(s["parts"][1]["units_done"], 0);
  EXPECT_LT(s["units_done"], s["units"]);

  sweep("parts", {"--part", "2/3", "--overwrite"});
  s = parts();
  EXPECT_EQ(s["state"], "unfinished");
  EXPECT_TRUE(contains(s["text"], "all 3 parts are scored; `battalion aggregate` makes their sweep.h5")) << s;
  good({"aggregate", folder / "parts"});
  s = parts();
  EXPECT_EQ(s["state"], "complete");
  EXPECT_EQ(s["seconds_left"], 0);
  const json report = json::parse(good({"report", folder / "parts/sweep.h5", "--json"}));
  EXPECT_EQ(s["units_done"], report["units"]);
  EXPECT_EQ(s["evaluated"], report["evaluations"]);
  for (const char* outcome : {"exact", "wrong", "error"}) EXPECT_EQ(s["outcomes"][outcome], report["outcomes"][outcome]) << outcome;
  const std::string text = good({"status", folder / "parts"});
  EXPECT_TRUE(text.starts_with("complete: sweep.h5 has all 3 parts\non disk: ")) << text;
  EXPECT_TRUE(contains(text, "\n      3/3 ")) << text;
}

TEST_F(StatusCommand, RefusesWhatIsNoSweep) {
  EXPECT_TRUE(contains(refused({"status", folder / "missing"}), "holds no sweep"));
  EXPECT_TRUE(contains(refused({"status", tasks}), "holds no sweep"));
  EXPECT_TRUE(contains(refused({"status", out, "--watch", "soon"}), "--watch"));
  fs::create_directory(folder.path() / "begun");
  const store::FolderLock lock(folder.path() / "begun", {}, [](auto) {});
  EXPECT_TRUE(contains(refused({"status", folder / "begun"}), "has no manifest yet"));
}

}  // namespace
}  // namespace battalion::test
