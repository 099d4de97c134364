#include "arc/write_task.hpp"

#include <gtest/gtest.h>

#include "arc/read_dataset.hpp"
#include "temp_folder.hpp"

namespace battalion::arc {
namespace {

Task sample_task() {
  Task t{.id = "t", .file = "", .samples = {}, .demo_count = 2};
  t.samples.push_back({Split::demo, 0, Grid{2, 2, {0, 1, 2, 3}}, Grid{1, 1, {9}}});
  t.samples.push_back({Split::demo, 1, Grid{1, 1, {4}}, Grid{1, 2, {5, 6}}});
  t.samples.push_back({Split::test, 0, Grid{1, 1, {7}}, Grid{}});
  return t;
}

TEST(WriteTask, WritesArcText) {
  EXPECT_EQ(write_task(sample_task()),
            "{\"train\": [\n"
            "  {\"input\": [[0, 1], [2, 3]], \"output\": [[9]]},\n"
            "  {\"input\": [[4]], \"output\": [[5, 6]]}],\n"
            " \"test\": [\n"
            "  {\"input\": [[7]]}]}\n");
}

TEST(WriteTask, IsReadBack) {
  const test::TempFolder folder;
  const Dataset data = read_dataset(folder.write("t.json", write_task(sample_task())));
  EXPECT_EQ(data.digest(), Dataset({sample_task()}).digest());
}

}  // namespace
}  // namespace battalion::arc
