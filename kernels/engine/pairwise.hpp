// What a loop over all pairs of patches asks of them, told of all pairs: whether they share rows or columns.

#if defined(BATTALION_KERNELS_ENGINE_PAIRWISE_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef BATTALION_KERNELS_ENGINE_PAIRWISE_HPP
#undef BATTALION_KERNELS_ENGINE_PAIRWISE_HPP
#else
#define BATTALION_KERNELS_ENGINE_PAIRWISE_HPP
#endif

#include "kernels/engine/frame.hpp"
#include "kernels/engine/loop.hpp"
#include "kernels/sliceable.hpp"

BATTALION_BEGIN_LEVEL
namespace battalion::kernels::BATTALION_LEVEL {

/// The rows and columns that a patch has places in: bit k of `rows` is row top + k.
struct LinesHeld {
  std::uint32_t rows, columns;
  std::int32_t top, left;
};

/// Of a container's patches, in scratch; null where one is not all in its window, or for want of room. cells: all told.
BATTALION_OP LinesHeld* lines_held(Scratch& s, const Items& items, std::uint64_t& cells) {
  auto* held = s.take<LinesHeld>(static_cast<std::size_t>(items.size));
  if (held == nullptr) return nullptr;
  for (int k = 0; k < items.size; ++k) {
    const Indices& places = *static_cast<const Indices*>(items.at(k));  // an object begins with its places
    if (places.more != 0) return nullptr;
    const Lanes mask = Lanes::load(places.rows);
    held[k] = {mask.rows(), mask.columns(), places.top, places.left};
    cells += static_cast<std::uint64_t>(mask.count());
  }
  return held;
}

/// The k-th instruction of a body, of two patches or of what instructions before it gave: their numbers.
struct PairTest {
  enum class What : std::uint8_t { rows, columns, both, either, equal, flip } what;
  std::uint8_t a, b;
};
/// The body as tests; how many, or 0 where it has others.
BATTALION_OP int tests_of(const CodeView& code, const Loop& l, PairTest* out) {
  const int n = static_cast<int>(l.end - l.body) - 1;
  for (int k = 0; k < n; ++k) {
    const Instruction& i = code.instructions[l.body + static_cast<std::uint32_t>(k)];
    if (i.code >= signature_count) return 0;
    const auto s = static_cast<Signature>(i.code);
    if (shares_rows(s) || shares_columns(s)) {
      const bool in_order = i.a == l.parameters[0] && i.b == l.parameters[1];
      if (!in_order && (i.a != l.parameters[1] || i.b != l.parameters[0])) return 0;
      out[k] = {shares_rows(s) ? PairTest::What::rows : PairTest::What::columns, 0, 0};
      continue;
    }
    const auto number = [&](Register r) {
      for (int m = k; m-- > 0;) {
        if (code.instructions[l.body + static_cast<std::uint32_t>(m)].out == r) return m;
      }
      return -1;
    };
    const int a = number(i.a), b = s == Signature::flip_Bool ? a : number(i.b);
    if (a < 0 || b < 0) return 0;
    PairTest::What what;
    switch (s) {
      case Signature::both_Bool_Bool: what = PairTest::What::both; break;
      case Signature::either_Bool_Bool: what = PairTest::What::either; break;
      case Signature::equality_Bool_Bool: what = PairTest::What::equal; break;
      case Signature::flip_Bool: what = PairTest::What::flip; break;
      default: return 0;
    }
    out[k] = {what, static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b)};
  }
  return n > 0 && code.instructions[l.end - 2].out == l.result_register ? n : 0;
}
/// Of x with each of y[0 ... count): truths, 0 or 1. All windows begin at one place where `aligned`.
BATTALION_OP void ask_all(const PairTest* tests, int n, const LinesHeld& x, const LinesHeld* y, int count, bool aligned, Int* truths) {
  constexpr int at_once = 16;
  for (int from = 0; from < count; from += at_once) {
    const int m = count - from < at_once ? count - from : at_once;
    std::uint32_t held[at_once] = {};  // bit k: test k
    for (int k = 0; k < n; ++k) {
      const PairTest& t = tests[k];
      for (int b = 0; b < m; ++b) {
        const LinesHeld& z = y[from + b];
        std::uint32_t now = 0;
        switch (t.what) {
          case PairTest::What::rows: now = aligned ? (x.rows & z.rows) != 0 : op::share(x.rows, x.top, z.rows, z.top); break;
          case PairTest::What::columns: now = aligned ? (x.columns & z.columns) != 0 : op::share(x.columns, x.left, z.columns, z.left); break;
          case PairTest::What::both: now = held[b] >> t.a & held[b] >> t.b; break;
          case PairTest::What::either: now = held[b] >> t.a | held[b] >> t.b; break;
          case PairTest::What::equal: now = ~(held[b] >> t.a ^ held[b] >> t.b); break;
          case PairTest::What::flip: now = ~(held[b] >> t.a); break;
        }
        held[b] |= (now & 1) << k;
      }
    }
    for (int b = 0; b < m; ++b) truths[from + b] = held[b] >> (n - 1) & 1;
  }
}

/// Does the loop, whose rounds give truths, for all pairs at once; or nothing, where `done` stays false.
BATTALION_APART Status pairs_at_once(Frame& f, const CodeView& code, const Loop& l, bool& done) {
  const Scratch before = f.scratch;
  PairTest tests[most_pair_tests];
  const int n = tests_of(code, l, tests);
  if (n == 0) return {};
  Items items[2];
  std::uint64_t cells[2] = {0, 0};
  LinesHeld* held[2];
  for (int c = 0; c < 2; ++c) {
    BATTALION_TRY(settle(f.scratch, l.over[c], f.registers[l.containers[c]]));
    BATTALION_TRY(walk(f.scratch, l.over[c], f.registers[l.containers[c]], items[c]));
    held[c] = lines_held(f.scratch, items[c], cells[c]);
    if (held[c] == nullptr) {
      f.scratch.back_to(before);
      return {};
    }
  }
  const Int rounds = Int{items[0].size} * items[1].size;
  if (rounds > most_rounds) return Punt::scratch;
  auto* made = f.scratch.take<Ints>(1);
  Int* truths = f.scratch.take<Int>(static_cast<std::size_t>(rounds));
  if (made == nullptr || truths == nullptr) return Punt::scratch;
  bool aligned = rounds > 0;
  for (int c = 0; c < 2; ++c) {
    for (int k = 0; k < items[c].size; ++k) aligned = aligned && held[c][k].top == held[0][0].top && held[c][k].left == held[0][0].left;
  }
  for (int a = 0; a < items[0].size; ++a) {
    ask_all(tests, n, held[0][a], held[1], items[1].size, aligned, truths + Int{a} * items[1].size);
  }
  *made = {truths, static_cast<std::int32_t>(rounds)};
  f.registers[l.out] = made;
  // As the loop would be charged at most: each test looks at both patches.
  f.go_rounds(code, l, static_cast<std::uint64_t>(rounds));
  f.cells += cell_units_of_most * static_cast<std::uint64_t>(n) * (cells[0] * static_cast<std::uint64_t>(items[1].size) +
                                                                   cells[1] * static_cast<std::uint64_t>(items[0].size));
  done = true;
  return {};
}

}  // namespace battalion::kernels::BATTALION_LEVEL
BATTALION_END_LEVEL

#endif
