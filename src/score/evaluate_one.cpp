#include "score/evaluate_one.hpp"

#include <fmt/format.h>

#include "dsl/value_json.hpp"
#include "score/evaluator.hpp"

namespace battalion::score {

Answer evaluate_one(const dsl::Program& program, const std::string& input_json, const exec::Limits& limits,
                    dsl::SetOrder order) {
  const battery::Graph graph({&program, 1});
  Evaluator evaluator(graph, order, limits);
  evaluator.start_sample_with([&](dsl::Context& ctx) { return dsl::from_json(ctx, input_json); });
  const Evaluation e = evaluator.evaluate(ProgramId(0));
  Answer answer;
  answer.set_order_dependent = e.set_order_dependent;
  answer.steps = e.usage.steps;
  answer.cpu_ns = e.usage.cpu_ns;
  switch (e.kind) {
    case Evaluation::Kind::value: answer.json = dsl::to_json(e.value); break;
    case Evaluation::Kind::raised:
      answer.kind = Answer::Kind::error;
      answer.problem = fmt::format("{}: {}", dsl::name(e.raised.code), e.raised.message);
      break;
    case Evaluation::Kind::expired:
      answer.kind = e.limit == dsl::Limit::memory ? Answer::Kind::memory : Answer::Kind::timeout;
      answer.problem = fmt::format("{} limit exceeded", dsl::name(e.limit));
      break;
  }
  return answer;
}

}  // namespace battalion::score
