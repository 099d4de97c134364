#include "dsl/value_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/contract.hpp"
#include "base/text_place.hpp"
#include "dsl/compare.hpp"
#include "dsl/set.hpp"
#include "dsl/tuple.hpp"

namespace battalion::dsl {
namespace {

using nlohmann::json;

void write_int(std::string& out, std::int64_t n) { out += std::to_string(n); }

void write(std::string& out, Value v);

/// A value that shares its parts may be written in exponentially many bytes: whoever set a budget pays for them.
void pay(std::uint64_t elements) {
  if (metered == nullptr) return;
  metered->tick(elements);
  metered->charge(2 * elements);
}

template <class Range, class Write>
void write_list(std::string& out, const Range& range, const Write& item) {
  out += '[';
  bool first = true;
  for (const auto& v : range) {
    if (!first) out += ',';
    first = false;
    item(v);
  }
  out += ']';
}

void write_cells(std::string& out, const std::int8_t* cells, std::uint32_t n) {
  pay(n);
  write_list(out, std::span<const std::int8_t>(cells, n), [&](std::int8_t c) { write_int(out, c); });
}

void write_tuple(std::string& out, Value v) {
  switch (v.tag()) {
    case Tag::pair: out += fmt::format("[{},{}]", v.pair_i(), v.pair_j()); break;
    case Tag::cell: out += fmt::format("[{},[{},{}]]", v.cell_v(), v.cell_i(), v.cell_j()); break;
    case Tag::row: write_cells(out, v.row().cells, v.row().size); break;
    case Tag::grid: {
      const GridObj& g = v.grid();
      out += '[';
      for (std::uint32_t i = 0; i < g.height; ++i) {
        if (i != 0) out += ',';
        write_cells(out, g.cells + std::size_t{i} * g.width, g.width);
      }
      out += ']';
      break;
    }
    default:
      write_list(out, std::span<const Value>(v.tuple().items, v.tuple().size), [&](Value e) { write(out, e); });
  }
}

void write(std::string& out, Value v) {
  pay(1);
  if (v.is(Tag::none)) {
    out += "null";
  } else if (v.is(Tag::boolean)) {
    out += v.as_bool() ? "true" : "false";
  } else if (v.is_int()) {
    write_int(out, v.as_int());
  } else if (v.is_tuple()) {
    write_tuple(out, v);
  } else if (v.is_set()) {
    std::vector<Value> items(v.set().items, v.set().items + v.set().size);
    std::sort(items.begin(), items.end(), [](Value a, Value b) { return canonical(a, b) < 0; });
    out += "{\"set\":";
    write_list(out, items, [&](Value e) { write(out, e); });
    out += '}';
  } else {
    const auto name = v.is(Tag::primitive) ? info(v.as_primitive()).name : std::string_view("<closure>");
    out += fmt::format("{{\"fn\":\"{}\"}}", name);
  }
}

/// Values nest no deeper than max_nesting; text that does must not take the stack.
Value read(Context& ctx, const json& j, int depth = 0) {
  if (depth > max_nesting) fail_input("a value nested too deep (at most {} levels are held) write a flatter one", max_nesting);
  if (j.is_null()) return Value::none();
  if (j.is_boolean()) return Value::boolean(j.get<bool>());
  if (j.is_number_integer()) {
    if (j.is_number_unsigned() && j.get<std::uint64_t>() > INT64_MAX) fail_input("an integer is out of range (values are 64 bits wide) write a smaller one");
    return make_integer(ctx, j.get<std::int64_t>());
  }
  if (j.is_array()) {
    std::vector<Value> items;
    for (const json& e : j) items.push_back(read(ctx, e, depth + 1));
    return new_tuple(ctx, items);
  }
  if (j.is_object() && j.size() == 1 && j.contains("set") && j["set"].is_array()) {
    std::vector<Value> items;
    for (const json& e : j["set"]) items.push_back(read(ctx, e, depth + 1));
    return set_of(ctx, items);
  }
  if (j.is_object() && j.size() == 1 && j.contains("fn") && j["fn"].is_string()) {
    const auto name = j["fn"].get<std::string>();
    if (const auto p = find_primitive(name)) return Value::primitive(*p);
    fail_input("unknown function '{}' (it is no primitive of the DSL) name one", name);
  }
  fail_input("{} is no value (write a tuple as an array, a set as {{\"set\": [...]}}, a function as {{\"fn\": name}})",
             j.is_structured() ? "an object" : j.dump());
}

}  // namespace

std::string to_json(Value v) {
  std::string out;
  write(out, v);
  return out;
}

Value from_json(Context& ctx, std::string_view text) {
  json j;
  try {
    j = json::parse(text);
  } catch (const json::parse_error& e) {
    fail_input("{}: not JSON (a value is expected) correct it", text_place(text, e.byte == 0 ? 0 : e.byte - 1));
  } catch (const json::exception&) {
    fail_input("a number is out of range (values are integers of 64 bits) write a smaller one");
  }
  try {
    return read(ctx, j);
  } catch (const Raised& r) {
    fail_input("the value cannot be held ({}) write another", r.message);
  }
}

}  // namespace battalion::dsl
