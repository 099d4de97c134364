#include "comm/exchanges.hpp"

#include <chrono>
#include <cstring>
#include <deque>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

#include "sched/coordinator.hpp"
#include "sched/protocol.hpp"

namespace battalion::comm {
namespace {

namespace wire = sched::wire;

void require(bool ok, const std::string& what) {
  if (!ok) throw std::runtime_error(what);
}

Message receive(Communicator& c) {
  while (true) {
    if (auto m = c.try_receive()) return std::move(*m);
    std::this_thread::yield();
  }
}

/// All ranks have come here: the end of one exchange. By broadcasts, for a message could be taken
/// for one of the exchange, or be overtaken by the next exchange's of a third rank.
void meet(Communicator& c) {
  for (int root = 0; root < c.size(); ++root) c.broadcast({}, root);
}

/// Takes from rank 0 what the others sent before they came here.
void drop_leftovers(Communicator& c) {
  constexpr int here = 900;
  c.send(0, here, {});
  for (int heard = 0; c.rank() == 0 && heard < c.size();) {
    if (receive(c).tag == here) ++heard;
  }
}

/// Bytes that tell sender, length and place. A word at a time: sanitizer builds make many megabytes
/// of it.
Bytes pattern(int seed, std::size_t size) {
  std::vector<std::uint64_t> words(size / sizeof(std::uint64_t) + 1);
  std::uint64_t state = static_cast<std::uint64_t>(seed) * 2654435761u + 1;
  for (std::uint64_t& w : words) {
    w = state;
    state = state * 6364136223846793005u + 1442695040888963407u;
  }
  Bytes bytes(size);
  if (size != 0) std::memcpy(bytes.data(), words.data(), size);
  return bytes;
}

}  // namespace

void ping_pong(Communicator& c) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{100'000}}) {
    if (c.rank() == 0) {
      for (int r = 1; r < c.size(); ++r) {
        c.send(r, 5, pattern(r, size));
        const Message m = receive(c);
        require(m.source == r && m.tag == 6 && m.body == pattern(r + 100, size), "wrong pong");
      }
    } else {
      const Message m = receive(c);
      require(m.source == 0 && m.tag == 5 && m.body == pattern(c.rank(), size), "wrong ping");
      c.send(0, 6, pattern(c.rank() + 100, size));
    }
  }
  meet(c);
}

void large_messages(Communicator& c) {
  constexpr std::size_t size = 8u << 20;
  for (int r = 0; r < c.size(); ++r) c.send(r, 1, pattern(c.rank() * 10 + r, size));
  std::set<int> sources;
  for (int i = 0; i < c.size(); ++i) {
    const Message m = receive(c);
    require(m.tag == 1 && m.body == pattern(m.source * 10 + c.rank(), size), "wrong large message");
    sources.insert(m.source);
  }
  require(static_cast<int>(sources.size()) == c.size(), "a rank was not heard");
  meet(c);
}

void ordering(Communicator& c) {
  constexpr int count = 300;
  const auto size = [](int i) { return std::size_t{i % 50 == 7 ? 200'000u : 3u}; };
  for (int i = 0; i < count; ++i) c.send(0, i, pattern(c.rank() + i, size(i)));
  if (c.rank() == 0) {
    std::vector<int> next(static_cast<std::size_t>(c.size()));
    for (int i = 0; i < count * c.size(); ++i) {
      const Message m = receive(c);
      int& expected = next.at(static_cast<std::size_t>(m.source));
      require(m.tag == expected, "a message overtook another");
      require(m.body == pattern(m.source + m.tag, size(m.tag)), "wrong bytes");
      ++expected;
    }
  }
  meet(c);
}

void broadcasts(Communicator& c) {
  for (int root = 0; root < c.size(); ++root) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{17}, (std::size_t{3} << 20) + 1}) {
      const Bytes sent = pattern(root, size);
      // What the others pass in does not matter.
      const Bytes got = c.broadcast(c.rank() == root ? sent : Bytes(5), root);
      require(got == sent, "wrong broadcast");
    }
  }
}

void self_send(Communicator& c) {
  require(!c.try_receive().has_value(), "a message from nowhere");
  for (int i = 0; i < 3; ++i) c.send(c.rank(), i, pattern(i, 10));
  for (int i = 0; i < 3; ++i) {
    const Message m = receive(c);
    require(m.source == c.rank() && m.tag == i && m.body == pattern(i, 10), "wrong self send");
  }
  require(!c.try_receive().has_value(), "a message came twice");
  meet(c);
}

void identities(Communicator& c) {
  require(c.rank() >= 0 && c.rank() < c.size(), "rank out of range");
  require(c.local_rank() >= 0 && c.local_rank() < c.local_size(), "local rank out of range");
  require(c.local_size() <= c.size(), "more ranks on a host than there are");
  require(!c.host().empty(), "no host name");
  c.send(0, c.local_rank(), {});
  if (c.rank() == 0) {
    std::set<int> sources;
    for (int i = 0; i < c.size(); ++i) sources.insert(receive(c).source);
    require(static_cast<int>(sources.size()) == c.size(), "two ranks have one number");
  }
  meet(c);
}

namespace {

void say(Communicator& c, int to, const wire::Message& m) {
  c.send(to, wire::tag_of(m), wire::pack(m));
}

/// Work of an uneven length.
void score(UnitId unit) {
  const auto until =
      std::chrono::steady_clock::now() + std::chrono::microseconds(unit.value % 7 * 50);
  while (std::chrono::steady_clock::now() < until) {
  }
}

struct Sweep {
  std::vector<int> scored;
  std::optional<wire::Failed> heard;
};

Sweep sweep(Communicator& c, std::uint32_t units, int failing) {
  Sweep result;
  std::optional<sched::Coordinator> coordinator;
  if (c.rank() == 0) {
    coordinator.emplace(units, c.size());
    result.scored.resize(units);
  }
  const auto carry_out = [&](const sched::Actions& actions) {
    for (const sched::Action& action : actions) {
      if (const auto* a = std::get_if<sched::Assign>(&action))
        say(c, a->rank, wire::Assign{a->unit});
      if (const auto* f = std::get_if<sched::Finish>(&action)) say(c, f->rank, wire::Finish{});
      if (const auto* f = std::get_if<sched::Abort>(&action)) {
        say(c, f->rank, wire::Failed{f->failed, f->message});
      }
    }
  };
  std::deque<UnitId> queue;
  std::uint32_t mine = 0;
  bool over = false;
  bool mute = false;  // has failed: says nothing more
  int farewells = 0;
  say(c, 0, wire::Ready{2});
  while (!over || (c.rank() == 0 && !result.heard && farewells < c.size())) {
    while (!result.heard) {
      const auto raw = c.try_receive();
      if (!raw) break;
      const wire::Message m = wire::unpack(raw->tag, raw->body);
      if (const auto* ready = std::get_if<wire::Ready>(&m)) {
        carry_out(coordinator->ready(raw->source, ready->slots));
      } else if (const auto* done = std::get_if<wire::Done>(&m)) {
        carry_out(coordinator->done(raw->source, done->unit));
        if (!coordinator->aborted()) ++result.scored.at(done->unit.value);
      } else if (const auto* assign = std::get_if<wire::Assign>(&m)) {
        queue.push_back(assign->unit);
      } else if (std::get_if<wire::Finish>(&m)) {
        require(queue.empty(), "told to finish with units in hand");
        say(c, 0, wire::Farewell{mine, 0, 0, 0});
        over = true;
      } else if (std::get_if<wire::Farewell>(&m)) {
        ++farewells;
      } else if (const auto* failed = std::get_if<wire::Failed>(&m)) {
        if (c.rank() == 0 && !coordinator->aborted()) {
          carry_out(coordinator->failed(raw->source, failed->message));
        } else {
          result.heard = *failed;
          over = true;
        }
      }
    }
    if (over || mute || queue.empty()) {
      std::this_thread::yield();
      continue;
    }
    if (c.rank() == failing) {
      say(c, 0, wire::Failed{c.rank(), "out of disk"});
      mute = true;
      continue;
    }
    score(queue.front());
    say(c, 0, wire::Done{.unit = queue.front()});
    queue.pop_front();
    ++mine;
  }
  return result;
}

}  // namespace

std::vector<int> coordinate(Communicator& c, std::uint32_t units) {
  const Sweep result = sweep(c, units, -1);
  require(!result.heard.has_value(), "a failure out of nowhere");
  meet(c);
  return result.scored;
}

bool coordinate_failure(Communicator& c, std::uint32_t units, int failing) {
  const Sweep result = sweep(c, units, failing);
  drop_leftovers(c);  // units finished before their rank heard of the end
  meet(c);
  return result.heard.has_value() && *result.heard == wire::Failed{failing, "out of disk"};
}

}  // namespace battalion::comm
