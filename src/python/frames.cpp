#include "python/frames.hpp"

#include <algorithm>
#include <cstring>

namespace battalion::python {
namespace {

/// The largest answer is one of 30x30 cells; a message is cut short by the harness.
constexpr std::uint32_t longest_reply = 4096;
constexpr std::size_t head_bytes = 10;  // kind, flags, CPU time
constexpr std::uint8_t most_colour = 9;

template <class T>
void append_number(T n, std::string& to) {
  for (std::size_t k = 0; k < sizeof n; ++k) to += static_cast<char>(static_cast<std::uint64_t>(n) >> (8 * k));
}

std::uint64_t number(std::string_view bytes) {
  std::uint64_t n = 0;
  for (std::size_t k = bytes.size(); k-- > 0;) n = n << 8 | static_cast<std::uint8_t>(bytes[k]);
  return n;
}

}  // namespace

void append_program(const dsl::Program& program, std::string& to) {
  append_number(static_cast<std::uint32_t>(2 + program.entry.size() + program.source.size()), to);
  to += 'P';
  append_number(static_cast<std::uint8_t>(program.entry.size()), to);
  to += program.entry;
  to += program.source;
}

void append_input(const arc::Grid& grid, std::string& to) {
  append_number(static_cast<std::uint32_t>(5 + grid.cells.size()), to);
  to += 'G';
  append_number(grid.height, to);
  append_number(grid.width, to);
  to.append(reinterpret_cast<const char*>(grid.cells.data()), grid.cells.size());
}

std::optional<arc::Grid> Reply::grid() const {
  if (is != Is::answer || body.size() < 2) return std::nullopt;
  arc::Grid grid;
  grid.height = static_cast<std::uint8_t>(body[0]);
  grid.width = static_cast<std::uint8_t>(body[1]);
  const bool has_sides = grid.height >= 1 && grid.width >= 1 && grid.height <= arc::max_data_side && grid.width <= arc::max_data_side;
  if (!has_sides || body.size() != 2 + std::size_t{grid.height} * grid.width) return std::nullopt;
  grid.cells.assign(body.begin() + 2, body.end());
  const auto is_colour = [](std::int8_t c) { return c >= 0 && c <= most_colour; };
  if (!std::all_of(grid.cells.begin(), grid.cells.end(), is_colour)) return std::nullopt;
  return grid;
}

ReplyReader::Got ReplyReader::next(Reply& reply) {
  if (pending_.size() < 4) return Got::nothing;
  const std::uint64_t length = number(std::string_view(pending_).substr(0, 4));
  if (length < head_bytes || length > longest_reply) return Got::breach;
  if (pending_.size() < 4 + length) return Got::nothing;
  const std::string_view frame = std::string_view(pending_).substr(4, length);
  if (std::string_view("AWEM").find(frame[0]) == std::string_view::npos) return Got::breach;
  reply.is = static_cast<Reply::Is>(frame[0]);
  reply.ends_child = (frame[1] & 1) != 0;
  reply.worn = (frame[1] & 2) != 0;
  reply.cpu_ns = static_cast<std::int64_t>(number(frame.substr(2, 8)));
  reply.body = frame.substr(head_bytes);
  pending_.erase(0, 4 + length);
  return Got::reply;
}

}  // namespace battalion::python
