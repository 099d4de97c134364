// Nanoseconds an operation takes: the bit-plane engine at every level that this machine has, and the interpreter, on
// the same drawn arguments.
//
//   kernels_bench [--json] [--all] [--only PRIMITIVE] [--draws N] [--arguments FILE]
//
// Arguments are those of the tests (tests/kernels/draw.hpp, tame): grids of 1x1 to 30x30, most of them below 13x13.
// Draws that the engine punts, or where the operation raises, are left out. Per draw the least of five times counts, so
// that busy neighbours show less. A row an operation: a typical choice, or all.

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/call.hpp"
#include "dsl/error.hpp"
#include "dsl/value_json.hpp"
#include "kernels/draw.hpp"
#include "kernels/level_set.hpp"

namespace {

using namespace battalion;
using namespace battalion::kernels;

constexpr Signature typical[] = {
    Signature::hmirror_Grid,
    Signature::rot90_Grid,
    Signature::dmirror_Object,
    Signature::hconcat_Grid_Grid,
    Signature::upscale_Grid_Int,
    Signature::downscale_Grid_Int,
    Signature::crop_Grid_Pair_Pair,
    Signature::subgrid_Object_Grid,
    Signature::replace_Grid_Int_Int,
    Signature::fill_Grid_Int_Indices,
    Signature::paint_Grid_Object,
    Signature::underfill_Grid_Int_Indices,
    Signature::cellwise_Grid_Grid_Int,
    Signature::compress_Grid,
    Signature::ofcolor_Grid_Int,
    Signature::mostcolor_Grid,
    Signature::palette_Grid,
    Signature::palette_Object,
    Signature::color_Object,
    Signature::size_Object,
    Signature::ulcorner_Indices,
    Signature::center_Object,
    Signature::shift_Object_Pair,
    Signature::normalize_Object,
    Signature::toindices_Object,
    Signature::delta_Indices,
    Signature::outbox_Object,
    Signature::shoot_Pair_Pair,
    Signature::combine_Indices_Indices,
    Signature::difference_Indices_Indices,
    Signature::merge_ObjectSet,
    Signature::manhattan_Object_Object,
    Signature::gravitate_Object_Object,
    Signature::occurrences_Grid_Object,
    Signature::hperiod_Object,
    Signature::objects_Grid_Bool_Bool_Bool,
    Signature::partition_Grid,
    Signature::frontiers_Grid,
    Signature::colorfilter_ObjectSet_Int,
    Signature::equality_Grid_Grid,
};

std::string text_of(const SignatureInfo& what) {
  std::string text = what.primitive;
  for (int k = 0; k < what.arity; ++k) {
    text += k == 0 ? '(' : ',';
    text += name(what.arguments[static_cast<std::size_t>(k)]);
  }
  return text + ')';
}

dsl::Primitive primitive_of(const SignatureInfo& what) {
  std::string_view name = what.primitive;
  if (name.ends_with('_')) name.remove_suffix(1);  // double_ and switch_: their names are keywords
  return dsl::find_primitive(name).value();
}

/// Bytes of a value of this kind; 0 where they are another number each time.
std::size_t bytes_of(Kind kind) {
  switch (kind) {
    case Kind::Grid: return sizeof(Grid);
    case Kind::Indices: return sizeof(Indices);
    case Kind::Object: return sizeof(Object);
    case Kind::Int:
    case Kind::Pair:
    case Kind::Bool: return sizeof(std::int64_t);
    default: return 0;
  }
}

/// What an operation reads and writes at least; 0 where that is not known.
std::size_t least_bytes(const SignatureInfo& what) {
  std::size_t all = bytes_of(what.result);
  if (all == 0) return 0;
  for (int k = 0; k < what.arity; ++k) {
    const std::size_t bytes = bytes_of(what.arguments[static_cast<std::size_t>(k)]);
    if (bytes == 0) return 0;
    all += bytes;
  }
  return all;
}

/// The least time of five runs of `repeats` calls, in ns a call.
template <class Fn>
double least_ns(int repeats, const Fn& fn) {
  double least = 1e18;
  for (int run = 0; run < 5; ++run) {
    const auto start = std::chrono::steady_clock::now();
    for (int k = 0; k < repeats; ++k) fn();
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    least = std::min(least, took.count() / repeats);
  }
  return least;
}

/// Bytes read and written a nanosecond by copying what stays in the first cache.
double copied_a_ns() {
  constexpr std::size_t size = 4096;
  alignas(64) static unsigned char from[size], to[size];
  return 2 * size / least_ns(10'000, [] {
           std::memcpy(to, from, size);
           asm volatile("" : : "r"(to), "r"(from) : "memory");
         });
}

struct Row {
  std::vector<double> level_ns;  ///< [level]
  double interpreter_ns = 0;
  int draws = 0;
};

Row measure(Signature operation, int draws, std::FILE* arguments) {
  const SignatureInfo& what = info(operation);
  const dsl::Primitive primitive = primitive_of(what);
  Drawer drawer(2026);
  dsl::Context ctx(dsl::SetOrder::canonical);
  std::vector<unsigned char> memory(std::size_t{4} << 20);
  alignas(64) unsigned char out[sizeof(Object)];
  Row row;
  row.level_ns.assign(levels().size(), 0);
  for (int n = 0; n < 20 * draws && row.draws < draws; ++n) {
    ctx.reset(dsl::Home::own);
    ctx.in_order = false;
    const auto args = drawer.arguments(ctx, operation, true);
    const void* pointers[4] = {};
    dsl::Value values[4];
    for (std::size_t k = 0; k < args.size(); ++k) {
      pointers[k] = args[k].value;
      values[k] = args[k].dsl;
    }
    Scratch whole{memory.data(), memory.data() + memory.size()};
    whole.at +=
        (Scratch::alignment - reinterpret_cast<std::uintptr_t>(whole.at) % Scratch::alignment) % Scratch::alignment;
    Scratch scratch = whole;
    if (!levels()[0].call(operation, scratch, pointers, out).ok()) continue;
    const auto mark = ctx.arena(dsl::Home::own).mark();
    try {
      dsl::code(primitive)(ctx, values);
    } catch (const dsl::Raised&) {
      break;  // a pair that stands for a set of one place: the interpreter has no such form
    }
    row.interpreter_ns += least_ns(20, [&] {
      dsl::code(primitive)(ctx, values);
      ctx.arena(dsl::Home::own).rewind(mark);
    });
    for (std::size_t k = 0; k < levels().size(); ++k) {
      row.level_ns[k] += least_ns(100, [&] {
        scratch = whole;
        levels()[k].call(operation, scratch, pointers, out);
      });
    }
    ++row.draws;
    if (arguments != nullptr) {
      std::string texts;
      for (std::size_t k = 0; k < args.size(); ++k) texts += (k == 0 ? "" : ",") + dsl::to_json(values[k]);
      fmt::print(arguments, "{{\"operation\":\"{}\",\"primitive\":\"{}\",\"args\":[{}]}}\n", text_of(what), dsl::info(primitive).name, texts);
    }
  }
  for (double& ns : row.level_ns) ns /= std::max(row.draws, 1);
  row.interpreter_ns /= std::max(row.draws, 1);
  return row;
}

}  // namespace

int main(int argc, char** argv) {
  bool json = false, all = false;
  std::string only;
  std::FILE* arguments = nullptr;
  int draws = 100;
  for (int k = 1; k < argc; ++k) {
    if (std::strcmp(argv[k], "--json") == 0) {
      json = true;
    } else if (std::strcmp(argv[k], "--all") == 0) {
      all = true;
    } else if (std::strcmp(argv[k], "--only") == 0 && k + 1 < argc) {
      only = argv[++k];
    } else if (std::strcmp(argv[k], "--draws") == 0 && k + 1 < argc && (draws = std::atoi(argv[k + 1])) > 0) {
      ++k;
    } else if (std::strcmp(argv[k], "--arguments") == 0 && k + 1 < argc) {
      arguments = std::fopen(argv[++k], "w");
      if (arguments == nullptr) {
        fmt::print(stderr, "kernels_bench: {} cannot be written ({}) name another file\n", argv[k], std::strerror(errno));
        return 2;
      }
    } else {
      fmt::print(stderr,
                 "kernels_bench: '{}' is no option, or its value is missing or no positive number (there are --json,"
                 " --all, --only PRIMITIVE, --draws N, --arguments FILE)\n",
                 argv[k]);
      return 2;
    }
  }
  std::vector<Signature> chosen(std::begin(typical), std::end(typical));
  if (all || !only.empty()) {
    chosen.clear();
    for (int k = 0; k < signature_count; ++k) {
      if (only.empty() || only == signatures[k].primitive) chosen.push_back(static_cast<Signature>(k));
    }
  }
  if (!json) {
    fmt::print("{:<36} {:>6}", "operation, ns a call", "draws");
    for (const Level& level : levels()) fmt::print(" {:>8}", level.name);
    fmt::print(" {:>8} {:>11} {:>7}\n", "floor", "interpreter", "ratio");
  }
  const double copied = copied_a_ns();
  for (Signature operation : chosen) {
    const Row row = measure(operation, draws, arguments);
    const double floor = static_cast<double>(least_bytes(info(operation))) / copied;
    if (json) {
      fmt::print("{{\"operation\":\"{}\",\"draws\":{}", text_of(info(operation)), row.draws);
      for (std::size_t k = 0; k < levels().size(); ++k)
        fmt::print(",\"{}_ns\":{:.1f}", levels()[k].name, row.level_ns[k]);
      if (floor > 0) fmt::print(",\"floor_ns\":{:.1f}", floor);
      fmt::print(",\"interpreter_ns\":{:.1f}}}\n", row.interpreter_ns);
    } else {
      fmt::print("{:<36} {:>6}", text_of(info(operation)), row.draws);
      for (double ns : row.level_ns) fmt::print(" {:>8.1f}", ns);
      fmt::print(" {:>8}", floor > 0 ? fmt::format("{:.1f}", floor) : "");
      fmt::print(" {:>11.1f} {:>7.1f}\n", row.interpreter_ns, row.interpreter_ns / row.level_ns[0]);
    }
  }
  if (arguments != nullptr && std::fclose(arguments) != 0) {
    fmt::print(stderr, "kernels_bench: the arguments could not be written ({}) make room\n", std::strerror(errno));
    return 1;
  }
  return 0;
}
