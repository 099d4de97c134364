#pragma once
// The messages between the ranks and rank 0. Plain values; pack() and unpack() turn them into bytes
// and back. They travel on any communicator under tag_of(message).

#include <array>
#include <cstdint>
#include <string>
#include <variant>

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "sched/protocol_error.hpp"

namespace battalion::sched::wire {

/// Outcomes by code, as score::Outcome counts them (this layer does not know their names).
inline constexpr std::size_t outcome_codes = 8;
using OutcomeCounts = std::array<std::uint64_t, outcome_codes>;

enum class Tag : int {
  ready = 1,
  assign = 2,
  done = 3,
  progress = 4,
  failed = 5,
  finish = 6,
  farewell = 7,
  stop = 8,
  halt = 9,
  release = 10,
  beat = 11,
  written = 12,
  recall = 13,
};

/// Rank -> 0, once: up, and able to hold `slots` units.
struct Ready {
  static constexpr Tag tag = Tag::ready;
  std::uint32_t slots = 1;
  bool operator==(const Ready&) const = default;
};
/// 0 -> rank: score this unit of the plan.
struct Assign {
  static constexpr Tag tag = Tag::assign;
  UnitId unit;
  bool operator==(const Assign&) const = default;
};
/// Rank -> 0: the unit is scored and its results are in the rank's keeping. The counts are those
/// that no Progress has carried yet.
struct Done {
  static constexpr Tag tag = Tag::done;
  UnitId unit;
  OutcomeCounts outcomes{};
  std::uint64_t set_order_dependent =
      0;                     ///< evaluations with the set-order flag, in the whole unit
  std::int64_t busy_ns = 0;  ///< wall time that the rank spent on the unit
  bool operator==(const Done&) const = default;
};
/// Rank -> 0, within a unit: outcomes since the last Progress or Done.
struct Progress {
  static constexpr Tag tag = Tag::progress;
  OutcomeCounts outcomes{};
  bool operator==(const Progress&) const = default;
};
/// Rank -> 0: rank `rank` cannot go on. 0 -> all: the job is over for that reason.
struct Failed {
  static constexpr Tag tag = Tag::failed;
  std::int32_t rank = 0;
  std::string message;
  bool operator==(const Failed&) const = default;
};
/// 0 -> rank, once: nothing is left; answer with Farewell.
struct Finish {
  static constexpr Tag tag = Tag::finish;
  bool operator==(const Finish&) const = default;
};
/// Rank -> 0, its last message: what it did.
struct Farewell {
  static constexpr Tag tag = Tag::farewell;
  std::uint32_t units = 0;
  std::uint32_t unwritten = 0;  ///< of these, reported Done and never written
  std::int64_t busy_ns = 0;
  std::int64_t idle_ns = 0;
  bool operator==(const Farewell&) const = default;
};
/// Rank -> 0: the sweep has to stop.
struct Stop {
  static constexpr Tag tag = Tag::stop;
  std::string reason;  ///< as in "stopped by <reason>"
  bool operator==(const Stop&) const = default;
};
/// 0 -> rank, once: begin nothing new, write what there is, answer with Farewell.
struct Halt {
  static constexpr Tag tag = Tag::halt;
  bool operator==(const Halt&) const = default;
};
/// 0 -> rank, when all have said Farewell or are lost, or when rank 0 gives up: leave, with this exit code.
struct Release {
  static constexpr Tag tag = Tag::release;
  std::int32_t exit_code = 0;
  std::uint8_t alone = 0;  ///< 1: without waiting for the others, for not all will come
  bool operator==(const Release&) const = default;
};
/// Either way, now and then: alive.
struct Beat {
  static constexpr Tag tag = Tag::beat;
  bool operator==(const Beat&) const = default;
};
/// Rank -> 0: all units that this rank has reported Done are on disk.
struct Written {
  static constexpr Tag tag = Tag::written;
  bool operator==(const Written&) const = default;
};
/// 0 -> rank, heard of again after it was lost: drop what is not begun, others were given it.
struct Recall {
  static constexpr Tag tag = Tag::recall;
  bool operator==(const Recall&) const = default;
};

using Message = std::variant<Ready, Assign, Done, Progress, Failed, Finish, Farewell, Stop, Halt, Release, Beat,
                             Written, Recall>;

Bytes pack(const Message& message);
/// Throws ProtocolError for an unknown tag and for bytes that are not exactly such a message.
Message unpack(int tag, const Bytes& body);

/// The tag under which a message travels, as communicators want it.
int tag_of(const Message& message);

}  // namespace battalion::sched::wire
