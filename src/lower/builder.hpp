#pragma once
// Writes nodes into the region at hand. Throws Refused where types do not fit.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernels/engine/code.hpp"
#include "lower/code.hpp"
#include "lower/refused.hpp"
#include "lower/staged.hpp"

namespace battalion::lower {

/// What apply(function, container) of known functions gave: by the value's number.
struct Applied {
  Staged function;
  ValueId container;
};
using AppliedTable = std::map<std::uint32_t, Applied>;

class Builder {
 public:
  Builder(Code& code, Types& types, AppliedTable& applied) : code_(code), types_(types), applied_(applied) {}

  void note_applied(ValueId v, const Staged& function, ValueId container) { applied_[v.index] = {function, container}; }
  const Applied* applied(ValueId v) const {
    const auto found = applied_.find(v.index);
    return found == applied_.end() ? nullptr : &found->second;
  }
  const Node& node(ValueId v) const { return code_.nodes[v.index]; }

  Type type(ValueId v) const { return code_.nodes[v.index].type; }
  /// Of a literal.
  std::optional<std::int64_t> known_integer(ValueId v) const {
    const Node& n = code_.nodes[v.index];
    return n.is == Node::Is::integer ? std::optional(n.number) : std::nullopt;
  }
  /// Of interval(a, b, c) of literals: its numbers, unless they are more than `most`.
  std::optional<std::vector<std::int64_t>> known_interval(ValueId v, std::size_t most) const;
  /// Of initset(v): v.
  std::optional<ValueId> element_of_set_of_one(ValueId set) const {
    const Node& n = code_.nodes[set.index];
    const bool one = n.is == Node::Is::primitive && n.primitive == dsl::Primitive::initset;
    return one ? std::optional(n.args[0]) : std::nullopt;
  }
  Types& types() { return types_; }
  const Types& types() const { return types_; }
  const Region& region_at(RegionId r) const { return code_.regions[r.index]; }

  ValueId emit(Node node);
  /// A call written out. Functions of functions of functions can be short and mean code without end: refuses what takes
  /// too many calls or nodes, or goes too deep.
  class Call {
   public:
    explicit Call(Builder& b) : builder_(b) { builder_.spend(), builder_.enter(); }
    ~Call() { --builder_.depth_; }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

   private:
    Builder& builder_;
  };
  ValueId integer(std::int64_t n);
  ValueId primitive(dsl::Primitive p, Type result, std::vector<ValueId> args);
  /// args of one type, or two of any.
  Type tuple_type(std::span<const ValueId> args);
  ValueId tuple(std::span<const ValueId> args);
  /// args of one type.
  ValueId set(std::span<const ValueId> args);

  /// The value as one of this type, by a node of its own where its type is another one; `what` needs it.
  ValueId as(Type wanted, ValueId v, std::string_view what);
  ValueId as(Kind wanted, ValueId v, std::string_view what) { return as(Types::of(wanted), v, what); }
  ValueId truth(ValueId v);
  /// Whether as() would succeed.
  bool fits(Type wanted, ValueId v) const;
  /// Whether it is a tuple whose elements make a patch of this type: as good as one where it is only walked. (One that
  /// holds a place twice would count it twice: it leaves the representation.) walked() makes that patch.
  bool walks_as(Type wanted, ValueId v) const;
  ValueId walked(Type wanted, ValueId v, kernels::Taken taken = kernels::Taken::counted) {
    return convert(wanted, v, taken);
  }

  /// A type that can hold what either can.
  Type join(Type a, Type b, std::string_view what);
  bool joins(Type a, Type b);

  /// Nodes emitted meanwhile go to a new region. `body` gets its parameters and returns its result.
  template <class Body>
  RegionId region(std::span<const Type> parameters, const Body& body) {
    const RegionId id = open(parameters);
    const ValueId result = body(std::span<const ValueId>(parameters_of(id)));
    close(id, result);
    return id;
  }

  /// Goes on with the region: what `more` makes of its result is the result.
  template <class More>
  void extend(RegionId id, const More& more) {
    open_.push_back(id);
    const ValueId v = more(result(id));
    close(id, v);
  }
  /// Makes the region's result one of this type.
  void result_as(RegionId id, Type wanted, std::string_view what);
  /// Makes the region's result, a tuple, the patch of its elements, which go into a set.
  void result_into_set(RegionId id, Type wanted);
  ValueId result(RegionId id) const { return code_.regions[id.index].result; }

  /// Nodes emitted in no region since the last call, in order.
  std::vector<ValueId> take_top() { return std::exchange(top_, {}); }

 private:
  void spend();
  void enter();
  ValueId convert(Type wanted, ValueId v, kernels::Taken taken = kernels::Taken::counted);
  RegionId open(std::span<const Type> parameters);
  void close(RegionId id, ValueId result);
  std::vector<ValueId> parameters_of(RegionId id) const { return code_.regions[id.index].parameters; }

  Code& code_;
  Types& types_;
  AppliedTable& applied_;
  std::vector<RegionId> open_;
  std::vector<ValueId> top_;
  int spent_ = 0;
  int depth_ = 0;
};

}  // namespace battalion::lower
