#include "base/contract.hpp"

#include <gtest/gtest.h>

namespace battalion {
namespace {

int asked = 0;
[[maybe_unused]] bool ask(bool answer) {
  ++asked;
  return answer;
}

#ifdef BATTALION_CONTRACTS
TEST(Contract, ThrowsWhereItIsBrokenAndSaysWhere) {
  EXPECT_THROW(BATTALION_EXPECT(1 + 1 == 3), ContractError);
  EXPECT_THROW(BATTALION_ENSURE(false), ContractError);
  try {
    BATTALION_ASSERT(2 < 1);
    FAIL();
  } catch (const ContractError& e) {
    const std::string text = e.what();
    EXPECT_NE(text.find("contract_test.cpp:"), text.npos) << text;
    EXPECT_NE(text.find("assertion broken: 2 < 1"), text.npos) << text;
  }
}

TEST(Contract, AsksOnceWhereItHolds) {
  asked = 0;
  EXPECT_NO_THROW(BATTALION_EXPECT(ask(true)));
  EXPECT_EQ(asked, 1);
}
#else
TEST(Contract, CostsNothingWhereTurnedOff) {
  asked = 0;
  EXPECT_NO_THROW(BATTALION_EXPECT(ask(false)));
  EXPECT_NO_THROW(BATTALION_ENSURE(ask(false)));
  EXPECT_EQ(asked, 0);
}
#endif

TEST(InputError, HoldsTheLineForTheUser) {
  try {
    fail_input("no {} (it has {} bytes) look again", "grid", 3);
    FAIL();
  } catch (const InputError& e) {
    EXPECT_STREQ(e.what(), "no grid (it has 3 bytes) look again");
  }
}

}  // namespace
}  // namespace battalion
