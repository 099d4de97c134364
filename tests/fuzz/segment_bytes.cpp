// A sealed segment with bytes changed: the seal notices, whatever was changed. HDF5 is not shown the file then.

#include <utility>

#include "sealed.hpp"
#include "store/segment.hpp"
#include "store/sweep_fixture.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace battalion;
  static const fuzz::TempFolder folder;
  static const std::filesystem::path path = folder.path() / "rank-0000-000000.h5";
  static const std::vector<std::byte> good = [] {
    const store::Manifest m = store::testing::made_manifest({});
    const std::vector<score::UnitResult> units = {store::testing::made_unit(m, 0, true)};
    store::write_segment(path, 1, store::testing::made_rank(0), units, std::nullopt);
    return fuzz::read_file(path);
  }();
  fuzz::Pieces in(data, size);
  const std::vector<std::byte> bytes = fuzz::edited(good, in);
  // The good one takes ten times as long: it is read whole. Once is enough.
  static bool good_is_known = false;
  if (bytes == good && std::exchange(good_is_known, true)) return 0;
  fuzz::write_file(path, bytes.data(), bytes.size());
  const auto why = fuzz::refusal([&] { store::read_segment(path, 1); });
  fuzz::require(why.has_value() == (bytes != good), "a damaged segment is taken, or a good one refused");
  if (why) fuzz::require(why->find("rank-0000-000000.h5: ") != std::string::npos, "a refusal that names no file");
  return 0;
}
