#include "store/folder_lock.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <optional>
#include <thread>

#include "store/error.hpp"
#include "sweep_fixture.hpp"

namespace battalion::store {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class Lock : public ::testing::Test {
 protected:
  static constexpr LockTerms quick{.beat = 5ms, .watch = 120ms};
  void take(LockTerms terms = quick) {
    const FolderLock lock(folder_.path(), terms, [this](std::string_view text) { said_ += text; });
  }
  /// What a refusal says; empty where the lock could be taken.
  std::string refusal(LockTerms terms = quick) {
    try {
      take(terms);
    } catch (const StoreError& error) {
      return error.what();
    }
    return {};
  }
  std::string text() const {
    const auto bytes = testing::read_bytes(lock_path(folder_.path()));
    return {bytes.begin(), bytes.end()};
  }
  void write(const std::string& text) const {
    testing::write_bytes(lock_path(folder_.path()), std::span(text.data(), text.size()));
  }
  /// The lock's text as a process of another host would have written it.
  std::string foreign() {
    std::string found;
    {
      const FolderLock lock(folder_.path(), quick, [](auto) {});
      found = text();
    }
    const auto at = found.find("\nhost ") + 6;
    return found.replace(at, found.find('\n', at) - at, "node99");
  }

  testing::TemporaryFolder folder_;
  std::string said_;
};

TEST_F(Lock, IsGivenBackAtItsEnd) {
  take();
  EXPECT_FALSE(fs::exists(lock_path(folder_.path())));
  EXPECT_TRUE(fs::is_empty(folder_.path())) << "nothing is left behind";
  EXPECT_EQ(refusal(), "");
  EXPECT_EQ(said_, "");
}

TEST_F(Lock, HeldOnThisHostRefusesAtOnceAndSaysByWhom) {
  const FolderLock held(folder_.path(), quick, [](auto) {});
  const std::string what = refusal({.beat = 5ms, .watch = std::chrono::hours(1)});
  EXPECT_TRUE(what.starts_with(folder_.path().string() + " is in use by another sweep (")) << what;
  EXPECT_NE(what.find(fmt::format("process {} on ", ::getpid())), std::string::npos) << what;
  EXPECT_NE(what.find(" UTC) wait for its end, or give another --out"), std::string::npos) << what;
  EXPECT_FALSE(held.lost());
}

TEST_F(Lock, OfAKilledProcessIsTakenOverAtOnce) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const FolderLock lock(folder_.path(), quick, [](auto) {});
    [[maybe_unused]] const auto told = ::write(ready[1], "x", 1);
    for (;;) ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_NE(refusal(), "");
  ::kill(child, SIGSTOP);
  EXPECT_NE(refusal(), "") << "stopped is not gone";
  ::kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  said_.clear();
  EXPECT_EQ(refusal({.beat = 5ms, .watch = std::chrono::hours(1)}), "");
  EXPECT_NE(said_.find(", which is gone\n"), std::string::npos) << said_;
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(Lock, OfAnotherHostHoldsWhileItGivesSignsOfLife) {
  const std::string other = foreign();
  write(other);
  std::atomic<bool> end = false;
  std::thread holder([&] {
    for (int beat = 0; !end; ++beat) {
      // In place, as a holder does.
      std::fstream file(lock_path(folder_.path()), std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(other.size() - 4));
      file << fmt::format("{:03}", beat % 1000);
      file.close();
      std::this_thread::sleep_for(5ms);
    }
  });
  const std::string what = refusal({.beat = 5ms, .watch = 60s});
  end = true;
  holder.join();
  EXPECT_NE(what.find("on node99 since"), std::string::npos) << what;
  EXPECT_NE(said_.find("waiting 60 s for a sign of life\n"), std::string::npos) << said_;
}

TEST_F(Lock, OfAnotherHostIsTakenOverWithoutSignsOfLife) {
  // Its time is far in the future: clocks are not compared.
  std::string other = foreign();
  other.replace(other.find("\nsince ") + 7, 4, "2999");
  write(other);
  EXPECT_EQ(refusal(), "");
  EXPECT_NE(said_.find("process"), std::string::npos);
  EXPECT_FALSE(fs::exists(lock_path(folder_.path())));
}

TEST_F(Lock, ThatIsEmptyOrNonsenseIsTakenOver) {
  for (const char* nonsense : {"", "x", "\npid \nhost\n"}) {
    write(nonsense);
    EXPECT_EQ(refusal(), "") << nonsense;
  }
}

TEST_F(Lock, KnowsThatItWasTakenOverAndLeavesTheNewOneAlone) {
  std::optional<FolderLock> lock;
  lock.emplace(folder_.path(), quick, [](auto) {});
  const std::string before = text();
  while (text() == before) std::this_thread::yield();  // it gives signs of life
  const std::string other = [&] {
    std::string t = before;
    return t.replace(t.find("\ntoken ") + 7, 4, "zzzz");
  }();
  fs::remove(lock_path(folder_.path()));
  write(other);
  while (!lock->lost()) std::this_thread::yield();
  lock.reset();
  EXPECT_EQ(text(), other);
}

TEST_F(Lock, IsTakenByOneOfMany) {
  write(foreign());  // left behind
  std::atomic<int> holders = 0, most = 0, got = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      try {
        const FolderLock lock(folder_.path(), quick, [](auto) {});
        const int now = ++holders;
        if (now > most) most = now;
        ++got;
        std::this_thread::sleep_for(1ms);
        --holders;
      } catch (const StoreError&) {
      }
    });
  }
  for (auto& t : threads) t.join();
  EXPECT_EQ(most, 1);
  EXPECT_GE(got, 1);
}

TEST_F(Lock, InAFolderThatIsGoneIsOneLine) {
  fs::remove_all(folder_.path());
  EXPECT_NE(refusal().find("sweep.lock: cannot be written ("), std::string::npos);
}

}  // namespace
}  // namespace battalion::store
