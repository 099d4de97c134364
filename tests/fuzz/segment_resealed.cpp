// A segment with bytes changed and a good seal over them, as nothing but intent makes: HDF5 reads it, and we read what
// HDF5 makes of it.

#include "sealed.hpp"
#include "store/segment.hpp"
#include "store/sweep_fixture.hpp"

/// HDF5 leaks on its ways out, and asks for as much memory as a damaged file says, which it survives not getting.
extern "C" const char* __asan_default_options() { return "detect_leaks=0:allocator_may_return_null=1"; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace battalion;
  static const fuzz::TempFolder folder;
  static const std::filesystem::path path = folder.path() / "rank-0000-000000.h5";
  static const std::vector<std::byte> good = [] {
    const store::Manifest m = store::testing::made_manifest({});
    const std::vector<score::UnitResult> units = {store::testing::made_unit(m, 0, true)};
    store::write_segment(path, 1, store::testing::made_rank(0), units, std::nullopt);
    std::vector<std::byte> bytes = fuzz::read_file(path);
    bytes.resize(bytes.size() - fuzz::seal_bytes);
    return bytes;
  }();
  fuzz::Pieces in(data, size);
  store::write_sealed(path, fuzz::edited(good, in));
  fuzz::refusal([&] { store::read_segment(path); });
  return 0;
}
