#include <gtest/gtest.h>

#include <random>

#include "store/detail/shuffle.hpp"
#include "store/h5.hpp"
#include "sweep_fixture.hpp"

namespace battalion::store::h5 {
namespace {

using store::testing::TemporaryFolder;

constexpr About about = {"[row]", "ns", "for this test"};

/// Numbers of which many come again, singly and in runs, from near and from far.
template <class T>
std::vector<T> drawn(std::size_t count, std::uint64_t kinds, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<T> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = static_cast<T>(0x9e3779b97f4a7c15u * (random() % kinds));
    if (i > 0 && random() % 8 == 0) values[i] = values[i - 1];
  }
  return values;
}

template <class T>
void round_trip(Packing packing, const Extents& extents, const Extents& chunk, std::uint64_t kinds) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.h5";
  const auto data = drawn<T>(extents[0] * extents[1], kinds, 7);
  Layout layout;
  layout.chunk = chunk;
  layout.packing = packing;
  layout.fill = 3;
  {
    auto file = File::create(path);
    auto set = file.create_dataset("/m", type_of<T>(), extents, layout, about);
    for (std::uint64_t r = 0; r < extents[0]; r += chunk[0]) {
      const std::uint64_t rows = std::min(chunk[0], extents[0] - r);
      set.write(Extents{r, 0}, Extents{rows, extents[1]}, data.data() + r * extents[1]);
    }
    file.close();
  }
  const auto file = File::open(path);
  const auto set = file.open_dataset("/m", type_of<T>(), 2, 1);
  std::vector<T> all(data.size());
  set.read(Extents{0, 0}, extents, all.data());
  EXPECT_EQ(all, data);
  // A block that begins and ends within chunks.
  const std::uint64_t rows = extents[0] / 2 + 1, columns = extents[1] / 2 + 1, pitch = columns + 3;
  std::vector<T> block(rows * pitch);
  set.read(Extents{1, 2}, Extents{rows, columns}, block.data(), pitch);
  for (std::uint64_t r = 0; r < rows; ++r) {
    for (std::uint64_t c = 0; c < columns; ++c) ASSERT_EQ(block[r * pitch + c], data[(r + 1) * extents[1] + c + 2]);
  }
}

TEST(Packing, ChunksOfEveryKindRoundTrip) {
  for (const std::uint64_t kinds : {1, 5, 300, 1 << 20}) {
    round_trip<std::uint64_t>(Packing::plain, {100, 333}, {64, 128}, kinds);
    round_trip<std::uint64_t>(Packing::shuffled, {100, 333}, {64, 128}, kinds);
    round_trip<std::uint32_t>(Packing::shuffled, {100, 333}, {64, 333}, kinds);
    round_trip<std::uint16_t>(Packing::shuffled, {128, 256}, {64, 128}, kinds);
    round_trip<std::uint16_t>(Packing::plain, {128, 256}, {64, 128}, kinds);
    round_trip<std::uint8_t>(Packing::shuffled, {100, 333}, {7, 50}, kinds);
    // So small that HDF5's own filters unpack them.
    round_trip<std::uint64_t>(Packing::plain, {40, 50}, {16, 25}, kinds);
    round_trip<std::uint64_t>(Packing::shuffled, {40, 50}, {40, 50}, kinds);
    round_trip<std::uint16_t>(Packing::shuffled, {40, 50}, {16, 25}, kinds);
    round_trip<std::uint8_t>(Packing::plain, {40, 50}, {16, 25}, kinds);
    round_trip<std::uint64_t>(Packing::none, {100, 333}, {64, 128}, kinds);
  }
}

TEST(Packing, WhatWasNeverWrittenIsFill) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.h5";
  Layout layout;
  layout.chunk = {64, 128};
  layout.fill = 9;
  const auto data = drawn<std::uint32_t>(64 * 128, 5, 1);
  {
    auto file = File::create(path);
    auto set = file.create_dataset("/m", Type::u32, {100, 300}, layout, about);
    set.write(Extents{0, 128}, Extents{64, 128}, data.data());
    file.close();
  }
  const auto file = File::open(path);
  std::vector<std::uint32_t> row(300);
  file.open_dataset("/m", Type::u32, 2).read(Extents{63, 0}, Extents{1, 300}, row.data());
  for (std::uint64_t c = 0; c < 300; ++c) ASSERT_EQ(row[c], c < 128 || c >= 256 ? 9 : data[63 * 128 + c - 128]);
}

// Chunks that deflate makes no smaller stay as they are.
TEST(Packing, DrawnNumbersTakeNoMoreThanTheyAre) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.h5";
  std::mt19937_64 random(3);
  std::vector<std::uint64_t> data(100000);
  for (auto& d : data) d = random();
  for (const Packing packing : {Packing::plain, Packing::shuffled, Packing::none}) {
    auto layout = column_layout(data.size());
    layout.packing = packing;
    {
      auto file = File::create(path);
      file.write("/d", std::span<const std::uint64_t>(data), layout, about);
      file.close();
    }
    EXPECT_EQ(File::open(path).read<std::uint64_t>("/d"), data);
    EXPECT_LT(std::filesystem::file_size(path), 2 * 65536 * 8 + 16384);
  }
}

TEST(Packing, ShuffleAndBack) {
  const auto values = drawn<std::uint64_t>(1000, 1 << 30, 2);
  const auto bytes = std::as_bytes(std::span(values));
  std::vector<std::byte> planes(bytes.size()), back(bytes.size());
  for (const std::size_t element : {1, 2, 4, 8}) {
    store::detail::shuffle(bytes, element, planes);
    EXPECT_EQ(planes[1], bytes[element]);
    store::detail::unshuffle(planes, element, back);
    EXPECT_TRUE(std::equal(back.begin(), back.end(), bytes.begin()));
  }
}

}  // namespace
}  // namespace battalion::store::h5
