// A sealed manifest with bytes changed: the seal notices, whatever was changed. HDF5 is not shown the file then.

#include <utility>

#include "sealed.hpp"
#include "store/manifest.hpp"
#include "store/sweep_fixture.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace battalion;
  static const fuzz::TempFolder folder;
  static const std::filesystem::path path = store::manifest_path(folder.path());
  static const std::vector<std::byte> good = [] {
    store::write_manifest(folder.path(), store::testing::made_manifest({}));
    return fuzz::read_file(path);
  }();
  fuzz::Pieces in(data, size);
  const std::vector<std::byte> bytes = fuzz::edited(good, in);
  // The good one takes ten times as long: it is read whole. Once is enough.
  static bool good_is_known = false;
  if (bytes == good && std::exchange(good_is_known, true)) return 0;
  fuzz::write_file(path, bytes.data(), bytes.size());
  const auto why = fuzz::refusal([&] { store::read_manifest(folder.path()); });
  fuzz::require(why.has_value() == (bytes != good), "a damaged manifest is taken, or a good one refused");
  if (why) fuzz::require(why->find("manifest.h5: ") != std::string::npos, "a refusal that names no file");
  return 0;
}
