#include "score/program_images.hpp"

#include <utility>

#include "arc/scoring.hpp"
#include "lower/planes.hpp"

namespace battalion::score {

ProgramImages::ProgramImages(std::span<const dsl::Program> programs) {
  const ProgramId only(0);
  for (std::size_t k = 0; k < programs.size(); ++k) {
    auto program = std::make_unique<Program>(programs.subspan(k, 1));
    if (!program->lowered.why_not(only).empty()) {
      image_of_.push_back(none);
      continue;
    }
    const lower::Bytecode& code = program->lowered.code();
    for (const auto& c : code.constants()) {
      const bool is_bool = c.kind == kernels::Kind::Bool;
      program->constants.push_back({is_bool ? kernels::Int{c.boolean ? 1 : 0} : c.integer, c.at});
    }
    for (const LoweredBattery::Step& s : program->lowered.walk(only)) program->steps.push_back({s.from, s.to});
    const LoweredBattery::Answer answer = program->lowered.answer(only);
    image_of_.push_back(static_cast<std::uint32_t>(images_.size()));
    images_.push_back({.code = code.spans(),
                       .constants = program->constants,
                       .inputs = code.inputs(),
                       .steps = program->steps,
                       .memory = kernels::most_memory_to_begin(program->graph.walk(only).size()),
                       .register_count = code.register_count(),
                       .answer = answer.at,
                       .answer_kind = answer.kind});
    programs_.push_back(std::move(program));
  }
}

kernels::PairSample to_pair_sample(const arc::Sample& sample) {
  kernels::PairSample out{};
  out.fits = lower::to_planes(sample.input, out.input);
  out.is_judged = sample.output.height > 0;
  out.expected_fits = out.is_judged && lower::to_planes(sample.output, out.expected);
  out.input_digest = arc::digest(sample.input);
  if (out.expected_fits) out.expected_digest = arc::digest(sample.output);
  return out;
}

}  // namespace battalion::score
