// What rank 0 tells the others at the start, and a dataset's bytes. A message that is damaged is a bug or a
// mismatch of builds: an exception that says so, never a crash, and never more memory than its bytes allow.

#include "app/job.hpp"
#include "arc/pack.hpp"
#include "fuzz.hpp"

namespace battalion {
namespace {

/// Whether `read` takes its bytes.
template <class Read>
bool taken(const Read& read) {
  try {
    read();
    return true;
  } catch (const ContractError& error) {
    fuzz::require_line(error.what());
  } catch (const InputError& error) {
    fuzz::require_line(error.what());
  }
  return false;
}

}  // namespace
}  // namespace battalion

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace battalion;
  Bytes bytes(size);
  if (size > 0) std::memcpy(bytes.data(), data, size);
  taken([&] {
    const app::Briefing briefing = app::unpack_briefing(bytes);
    const Bytes packed = app::pack(briefing);
    fuzz::require(app::pack(app::unpack_briefing(packed)) == packed, "a briefing does not travel");
  });
  taken([&] {
    const arc::Dataset dataset = arc::unpack(bytes);
    fuzz::require(arc::unpack(arc::pack(dataset)).digest() == dataset.digest(), "a dataset does not travel");
    for (std::uint32_t s = 0; s < dataset.sample_count(); ++s) dataset.sample(SampleId(s));
  });
  return 0;
}
