#include "sched/protocol.hpp"

#include <fmt/format.h>

#include "base/contract.hpp"

namespace battalion::sched::wire {
namespace {

// One function a message lists its fields, for both directions: `io` is a Writer or a Reader.
template <class IO>
void fields(IO& io, Ready& m) {
  io(m.slots);
}
template <class IO>
void fields(IO& io, Assign& m) {
  io(m.unit.value);
}
template <class IO>
void fields(IO& io, Done& m) {
  io(m.unit.value);
  io(m.outcomes);
  io(m.set_order_dependent);
  io(m.busy_ns);
}
template <class IO>
void fields(IO& io, Progress& m) {
  io(m.outcomes);
}
template <class IO>
void fields(IO& io, Failed& m) {
  io(m.rank);
  io(m.message);
}
template <class IO>
void fields(IO&, Finish&) {}
template <class IO>
void fields(IO& io, Farewell& m) {
  io(m.units);
  io(m.unwritten);
  io(m.busy_ns);
  io(m.idle_ns);
}
template <class IO>
void fields(IO& io, Stop& m) {
  io(m.reason);
}
template <class IO>
void fields(IO&, Halt&) {}
template <class IO>
void fields(IO& io, Release& m) {
  io(m.exit_code);
  io(m.alone);
}
template <class IO>
void fields(IO&, Beat&) {}
template <class IO>
void fields(IO&, Written&) {}
template <class IO>
void fields(IO&, Recall&) {}

struct Writer {
  Packer out;
  // Not inlined, or GCC 12 takes the growing vectors for overflows.
  template <class T>
  [[gnu::noinline]] void operator()(const T& v) {
    out.put(v);
  }
};

struct Reader {
  Unpacker in;
  template <class T>
  void operator()(T& v) {
    v = in.get<T>();
  }
};

template <class M>
M read(const Bytes& body) {
  Reader reader{Unpacker(body)};
  M m;
  fields(reader, m);
  if (!reader.in.done()) throw ContractError("bytes left over");
  return m;
}

}  // namespace

Bytes pack(const Message& message) {
  Writer writer;
  std::visit([&](auto copy) { fields(writer, copy); }, message);
  return writer.out.take();
}

int tag_of(const Message& message) {
  return std::visit([](const auto& m) { return static_cast<int>(m.tag); }, message);
}

Message unpack(int tag, const Bytes& body) {
  try {
    switch (static_cast<Tag>(tag)) {
      case Tag::ready:
        return read<Ready>(body);
      case Tag::assign:
        return read<Assign>(body);
      case Tag::done:
        return read<Done>(body);
      case Tag::progress:
        return read<Progress>(body);
      case Tag::failed:
        return read<Failed>(body);
      case Tag::finish:
        return read<Finish>(body);
      case Tag::farewell:
        return read<Farewell>(body);
      case Tag::stop:
        return read<Stop>(body);
      case Tag::halt:
        return read<Halt>(body);
      case Tag::release:
        return read<Release>(body);
      case Tag::beat:
        return read<Beat>(body);
      case Tag::written:
        return read<Written>(body);
      case Tag::recall:
        return read<Recall>(body);
    }
  } catch (const ContractError& e) {
    throw ProtocolError(fmt::format("message of {} bytes with tag {} cannot be read ({})",
                                    body.size(), tag, e.what()));
  }
  throw ProtocolError(fmt::format("message with unknown tag {} ({} bytes)", tag, body.size()));
}

}  // namespace battalion::sched::wire
