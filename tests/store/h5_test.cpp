#include "store/h5.hpp"

#include <gtest/gtest.h>

#include "store/detail/h5_call.hpp"
#include "sweep_fixture.hpp"

namespace battalion::store::h5 {
namespace {

using store::testing::TemporaryFolder;

constexpr About about = {"[row]", "ns", "for this test"};

TEST(H5, ColumnsAndTextsRoundTrip) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.h5";
  const std::vector<std::int64_t> numbers = {-1, 0, std::int64_t{1} << 62};
  const std::vector<std::string> texts = {"", "one", "z\xc3\xbcrich\n", std::string(100000, 'x')};
  {
    auto file = File::create(path);
    file.write("/deep/down/numbers", std::span<const std::int64_t>(numbers), column_layout(3),
               about);
    file.write("/empty", std::span<const std::int64_t>(), column_layout(0), about);
    file.write_text("/texts", texts, column_layout(4), about);
    file.write_text("/no_texts", {}, column_layout(0), about);
    file.set("/", "text", std::string_view("hello"));
    file.set("/texts", "texts", std::span<const std::string>(texts));
    file.set("/", "none", std::span<const std::string>());
    file.set("/", "number", std::uint64_t{1} << 63);
    file.close();
  }
  const auto file = File::open(path);
  EXPECT_EQ(file.read<std::int64_t>("/deep/down/numbers"), numbers);
  EXPECT_TRUE(file.read<std::int64_t>("/empty").empty());
  EXPECT_EQ(file.read_text("/texts"), texts);
  EXPECT_TRUE(file.read_text("/no_texts").empty());
  EXPECT_EQ(file.text("/", "text"), "hello");
  EXPECT_EQ(file.texts("/texts", "texts"), texts);
  EXPECT_TRUE(file.texts("/", "none").empty());
  EXPECT_EQ(file.number<std::uint64_t>("/", "number"), std::uint64_t{1} << 63);
  EXPECT_EQ(file.text("/texts", "unit"), "ns");
  EXPECT_EQ(file.text("/texts", "shape"), "[row]");
}

TEST(H5, ManyTextsCrossTheBatch) {
  const TemporaryFolder folder;
  std::vector<std::string> texts;
  for (int i = 0; i < 70000; ++i) texts.push_back(std::to_string(i));
  auto file = File::create(folder.path() / "a.h5");
  file.write_text("/t", texts, column_layout(texts.size()), about);
  EXPECT_EQ(file.read_text("/t"), texts);
}

TEST(H5, BlocksOfAMatrix) {
  const TemporaryFolder folder;
  auto file = File::create(folder.path() / "a.h5");
  Layout layout;
  layout.chunk = {2, 2};
  layout.fill = 7;
  auto set = file.create_dataset("/m", Type::u8, {3, 5}, layout, about);
  const std::vector<std::uint8_t> block = {1, 2, 99, 3, 4, 99};  // two columns of rows three wide
  set.write(Extents{1, 2}, Extents{2, 2}, block.data(), 3);
  std::vector<std::uint8_t> all(15);
  file.open_dataset("/m", Type::u8, 2).read(Extents{0, 0}, Extents{3, 5}, all.data());
  EXPECT_EQ(all, (std::vector<std::uint8_t>{7, 7, 7, 7, 7, 7, 7, 1, 2, 7, 7, 7, 3, 4, 7}));
  EXPECT_THROW(set.read(Extents{0, 4}, Extents{1, 2}, all.data()), ContractError);
}

TEST(H5, AppendGrows) {
  const TemporaryFolder folder;
  auto file = File::create(folder.path() / "a.h5");
  Layout layout;
  layout.chunk = {4};
  layout.growing = true;
  auto set = file.create_dataset("/g", Type::u32, {0}, layout, about);
  const std::vector<std::uint32_t> some = {1, 2, 3};
  set.append<std::uint32_t>(some);
  set.append<std::uint32_t>(some);
  EXPECT_EQ(file.read<std::uint32_t>("/g"), (std::vector<std::uint32_t>{1, 2, 3, 1, 2, 3}));
}

std::string message(const std::function<void()>& action) {
  try {
    action();
  } catch (const StoreError& e) {
    return e.what();
  }
  return "nothing was thrown";
}

TEST(H5, ErrorsAreOneLineThatNamesFileAndObject) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.h5";
  auto file = File::create(path);
  const std::vector<std::uint32_t> some = {1, 2, 3};
  file.write("/some", std::span<const std::uint32_t>(some), column_layout(3), about);
  for (const auto& text : {
           message([&] { file.read<std::int64_t>("/some"); }),
           message([&] { file.read<std::uint32_t>("/other/deep"); }),
           message([&] { file.read_text("/some"); }),
           message([&] { file.open_dataset("/some", Type::u32, 2); }),
           message([&] { file.read<std::uint32_t>("/some", 4); }),
           message([&] { file.text("/some", "absent"); }),
           message([&] { file.number<std::uint32_t>("/some", "unit"); }),
           message([&] {
             file.write("/some", std::span<const std::uint32_t>(some), column_layout(3), about);
           }),
       }) {
    EXPECT_TRUE(text.starts_with(path.string() + ": ")) << text;
    EXPECT_EQ(text.find('\n'), std::string::npos) << text;
    EXPECT_TRUE(text.find("/some") != std::string::npos ||
                text.find("/other/deep") != std::string::npos)
        << text;
  }
  EXPECT_NE(message([&] { File::open(folder.path()); }).find("no such file"), std::string::npos);
  EXPECT_NE(message([&] { File::create("/nonexistent/a.h5"); }).find("No such file or directory"),
            std::string::npos);
}

TEST(H5, TextIsMadeValid) {
  EXPECT_EQ(detail::utf8("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"),
            "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
  EXPECT_EQ(detail::utf8(std::string_view("a\0b", 3)),
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(detail::utf8("\xff"), "\xef\xbf\xbd");
  EXPECT_EQ(detail::utf8("\xc3"), "\xef\xbf\xbd");                                  // cut short
  EXPECT_EQ(detail::utf8("\xc0\x80"), "\xef\xbf\xbd\xef\xbf\xbd");                  // overlong
  EXPECT_EQ(detail::utf8("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");  // surrogate
}

}  // namespace
}  // namespace battalion::store::h5
