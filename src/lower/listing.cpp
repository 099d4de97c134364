#include "lower/listing.hpp"

#include <fmt/format.h>

#include <utility>

namespace battalion::lower {
namespace {

class Lister {
 public:
  explicit Lister(Lowering& lowering) : code_(lowering.code()), types_(lowering.types()) {}

  void put(ValueId id, int indent) {
    const Node& n = code_.nodes[id.index];
    text_ += fmt::format("{:{}}v{} = {}", "", indent, id.index, what(n));
    if (!n.args.empty()) {
      const char* before = "(";
      for (const ValueId a : n.args) text_ += fmt::format("{}v{}", std::exchange(before, ", "), a.index);
      text_ += ')';
    }
    text_ += fmt::format(" : {}\n", types_.name(n.type));
    for (const RegionId r : n.regions) put(code_.regions[r.index], indent + 2);
  }
  std::string take() { return std::move(text_); }

 private:
  static std::string what(const Node& n) {
    switch (n.is) {
      case Node::Is::input: return "input";
      case Node::Is::integer: return fmt::format("{}", n.number);
      case Node::Is::boolean: return n.number != 0 ? "True" : "False";
      case Node::Is::none: return "None";
      case Node::Is::parameter: return "parameter";
      case Node::Is::tuple: return "tuple";
      case Node::Is::convert: return "convert";
      case Node::Is::truth: return "truth";
      case Node::Is::check: return "check power";
      case Node::Is::primitive: return std::string(dsl::info(n.primitive).name);
      case Node::Is::note_order: return "by the order of a set";
      case Node::Is::again: return n.number > 0 ? "once more" : "end of once more";
      case Node::Is::set_walk: return n.number > 0 ? "for each of a set" : "end of the set";
      case Node::Is::product: return n.number != 0 ? "side by side" : "product";
      case Node::Is::over_product: return fmt::format("loop {} over {}", dsl::info(n.primitive).name, n.number != 0 ? "pairs" : "product");
      case Node::Is::loop: return fmt::format("loop {}", dsl::info(n.primitive).name);
      case Node::Is::pair_cells: return "cells paired";
      case Node::Is::highest: return n.number < 0 ? "lower of cells" : "higher of cells";
      case Node::Is::rows_by_columns: return "rows by columns";
      case Node::Is::count_lines: return "count of lines";
      case Node::Is::line_kinds: return "kinds of lines";
      case Node::Is::unite_lines: return "union of lines";
      case Node::Is::repeat: return "repeat";
      case Node::Is::choose: return "choose";
    }
    return "?";
  }
  void put(const Region& r, int indent) {
    text_ += fmt::format("{:{}}[", "", indent);
    const char* between = "";
    for (const ValueId p : r.parameters) {
      text_ += fmt::format("{}v{} : {}", std::exchange(between, ", "), p.index, types_.name(code_.nodes[p.index].type));
    }
    text_ += "]\n";
    for (const ValueId v : r.nodes) put(v, indent);
    text_ += fmt::format("{:{}}= v{}\n", "", indent, r.result.index);
  }

  const Code& code_;
  Types& types_;
  std::string text_;
};

}  // namespace

std::string listing(Lowering& lowering) {
  Lister lister(lowering);
  for (const Fragment& f : lowering.fragments()) {
    for (const ValueId v : f.nodes) lister.put(v, 0);
  }
  return lister.take();
}

}  // namespace battalion::lower
