#include "dsl/interpret.hpp"

#include <vector>

#include "dsl/call.hpp"
#include "dsl/tuple.hpp"

namespace battalion::dsl {

namespace {

class Metering {
 public:
  explicit Metering(Budget& budget) : before_(metered) { metered = &budget; }
  ~Metering() { metered = before_; }
  Metering(const Metering&) = delete;
  Metering& operator=(const Metering&) = delete;

 private:
  Budget* before_;
};

}  // namespace

Value evaluate(Context& ctx, OpKind kind, Primitive primitive, std::int64_t number, std::span<const Value> args) {
  const Metering metering(ctx.budget);
  switch (kind) {
    case OpKind::primitive: ctx.tick(1); return code(primitive)(ctx, args.data());
    case OpKind::call: return call(ctx, args[0], args.subspan(1));
    case OpKind::integer: return make_integer(ctx, number);
    case OpKind::boolean: return Value::boolean(number != 0);
    case OpKind::function: return Value::primitive(primitive);
    case OpKind::tuple: return new_tuple(ctx, args);
    case OpKind::input:
    case OpKind::foreign:  // never asked for: another engine answers
    case OpKind::none: break;
  }
  return Value::none();
}

Value run(Context& ctx, const Program& program, Value input) {
  std::vector<Value> values;
  std::vector<Value> args;
  values.reserve(program.ops.size());
  for (const Op& op : program.ops) {
    args.clear();
    for (std::uint32_t a : op.args) args.push_back(values[a]);
    ctx.in_order = false;
    ctx.depth = 0;
    values.push_back(op.kind == OpKind::input ? input : evaluate(ctx, op.kind, op.primitive, op.number, args));
  }
  return values[program.result];
}

}  // namespace battalion::dsl
