#pragma once
// What one sweep is told: the whole of its configuration, and nothing else decides what it does.

#include <cstdint>
#include <string>
#include <vector>

#include "app/languages.hpp"
#include "arc/dataset.hpp"
#include "dsl/set_order.hpp"
#include "exec/limits.hpp"
#include "exec/sample_policy.hpp"
#include "score/pairing.hpp"
#include "score/scorer.hpp"

namespace battalion::app {

enum class ProgressMode : std::uint8_t {
  automatic = 0,  ///< live where stderr is a terminal, else plain
  live = 1,       ///< one line, rewritten
  plain = 2,      ///< a line now and then
  none = 3,
};

/// What is done with programs before any is scored.
enum class Validation : std::uint8_t {
  text = 0,   ///< read, resolved, inferred, compared
  speed = 1,  ///< and each is run on the samples of its own task
};

/// What answers pairs; whatever cannot, the interpreter does. The outcomes are the same.
enum class EngineChoice : std::uint8_t {
  automatic = 0,  ///< the fastest that is there
  interpreter = 1,
  lanes = 2,
  cuda = 3,
};

/// options.cpp lists every field once; option parsing, ini files, --help and the dump follow it.
struct Config {
  std::string tasks;
  std::vector<std::string> programs;
  std::string out;  ///< of this part
  arc::Part part;
  score::Pairing pairing = score::Pairing::own;
  LanguageOptions languages;
  exec::Limits limits;
  dsl::SetOrder set_order = dsl::SetOrder::cpython;
  bool early_stop = false;
  score::Keep keep = score::Keep::none;
  EngineChoice engine = EngineChoice::automatic;
  int threads = 1;
  exec::SamplePolicy samples;
  bool strict = false;
  Validation validate = Validation::speed;
  std::int64_t slow_ns = 100'000'000;  ///< CPU time of one sample that validation calls slow; 0: none is
  bool overwrite = false;
  bool resume = false;
  std::int64_t grace_ns = 20'000'000'000;            ///< for units being scored when the sweep is stopped
  std::int64_t write_every_ns = 5'000'000'000;       ///< how old a result gets before it is written
  std::int64_t write_patience_ns = 300'000'000'000;  ///< of a rank that cannot write its results
  bool survive = false;
  std::int64_t heartbeat_ns = 60'000'000'000;  ///< with survive: silence after which a rank counts as lost
  bool dry_run = false;
  ProgressMode progress = ProgressMode::automatic;

  bool operator==(const Config&) const = default;
};

}  // namespace battalion::app
