// The table of operations against the interpreter's: nothing left out, nothing twice, errors numbered alike.

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "dsl/error.hpp"
#include "dsl/primitive.hpp"
#include "kernels/draw.hpp"
#include "kernels/level_set.hpp"

namespace battalion::kernels {
namespace {

TEST(Table, EveryPrimitiveIsAnOperationOrTheEngines) {
  std::set<std::string> operations, engine;
  for (const SignatureInfo& s : signatures) operations.insert(s.primitive);
#define ENGINE_PRIMITIVE(id, reason) EXPECT_TRUE(engine.insert(#id).second) << #id;
#include "kernels/engine_primitives.def"
#undef ENGINE_PRIMITIVE
#define PRIMITIVE(id, name, arity, parameters) EXPECT_EQ(operations.count(#id) + engine.count(#id), 1u) << #id;
#include "dsl/primitives.def"
#undef PRIMITIVE
  EXPECT_EQ(operations.size() + engine.size(), static_cast<std::size_t>(dsl::primitive_count));
}

TEST(Table, NoSignatureIsThereTwice) {
  std::set<std::string> met;
  for (const SignatureInfo& s : signatures) {
    std::string text = s.primitive;
    for (int k = 0; k < s.arity; ++k) text += std::string(",") + name(s.arguments[static_cast<std::size_t>(k)]);
    EXPECT_TRUE(met.insert(text).second) << text;
  }
}

TEST(Table, ErrorsAreOfTheInterpretersKinds) {
  std::set<std::string_view> kinds;
  for (int k = 0; k <= static_cast<int>(dsl::ErrorCode::integer_overflow); ++k) {
    kinds.insert(dsl::name(static_cast<dsl::ErrorCode>(k)));
  }
#define ERROR(id, exception, what) EXPECT_TRUE(kinds.contains(text(Error::id).kind)) << #id;
#include "kernels/errors.def"
#undef ERROR
}

TEST(Table, EveryPuntHasAName) {
  std::set<std::string> names;
  for (int k = 0; k < static_cast<int>(Punt::count_); ++k) names.insert(name(static_cast<Punt>(k)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(Punt::count_));
}

/// With too little scratch an operation punts for that, or ends as it does with plenty.
TEST(Scratch, RunningOutIsAPunt) {
  dsl::Context ctx(dsl::SetOrder::canonical);
  std::vector<unsigned char> memory(std::size_t{4} << 20);
  unsigned char* start = memory.data();
  start += (Scratch::alignment - reinterpret_cast<std::uintptr_t>(start) % Scratch::alignment) % Scratch::alignment;
  alignas(64) unsigned char out[sizeof(Object)];
  int ran_out = 0;
  for (int at = 0; at < signature_count; ++at) {
    const auto operation = static_cast<Signature>(at);
    Drawer drawer(static_cast<std::uint64_t>(at) + 77);
    for (int n = 0; n < 10; ++n) {
      ctx.reset(dsl::Home::own);
      const auto args = drawer.arguments(ctx, operation, n % 2 == 0);
      const void* pointers[4] = {};
      for (std::size_t k = 0; k < args.size(); ++k) pointers[k] = args[k].value;
      for (const Level& level : levels()) {
        Scratch plenty{start, memory.data() + memory.size()};
        const Status wanted = level.call(operation, plenty, pointers, out);
        for (std::size_t room : {0, 32, 256, 2048}) {
          Scratch little{start, start + room};
          const Status status = level.call(operation, little, pointers, out);
          if (status.kind() == Status::Kind::punts && status.punt() == Punt::scratch) {
            ++ran_out;
          } else {
            EXPECT_EQ(status.kind(), wanted.kind()) << info(operation).primitive;
          }
          EXPECT_LE(little.at, little.end);
        }
      }
    }
  }
  EXPECT_GT(ran_out, 1000);
}

}  // namespace
}  // namespace battalion::kernels
