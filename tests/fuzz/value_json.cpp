// A value as text (`battalion eval --input`): what is taken is written as text that reads as the same value.

#include "dsl/compare.hpp"
#include "dsl/error.hpp"
#include "dsl/value_json.hpp"
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace battalion;
  static dsl::Context ctx(dsl::SetOrder::cpython);
  ctx.reset(ctx.home);
  fuzz::refusal([&] {
    const std::string once = dsl::to_json(dsl::from_json(ctx, fuzz::text_of(data, size)));
    fuzz::require(dsl::to_json(dsl::from_json(ctx, once)) == once, "a value that was written reads as another");
  });
  return 0;
}
