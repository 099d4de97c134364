#pragma once
// Sets of lines between places, which programs mostly make to unite those that are level or upright: their union is told
// from the places, without any line being made.

#include <optional>
#include <span>

#include "lower/builder.hpp"

namespace battalion::lower {

/// Whether a filter of a product keeps the pairs that agree in row, column or colour, and does nothing else. body: over both
/// parts of a pair, its result a boolean.
std::optional<Join> join_of(const Builder& builder, RegionId body);

/// The lines that the body, over both parts of a pair, draws between the elements of ends; of a product, of the pairs that
/// join tells if it is not null. None where it does anything else.
std::optional<Staged> lines_of(Builder& builder, RegionId body, std::span<const ValueId> ends, const Join* join);

/// Of a body that makes a place of the row of one parameter, a place, and the column of the other: which gives the row.
std::optional<std::size_t> rows_by_columns(const Builder& builder, RegionId body);

/// prapply of connect. None where the arguments are anything else.
std::optional<Staged> stage_lines(Builder& builder, std::span<const Staged> args);

/// What the primitive makes of lines, where they need not be made for it. Throws Refused.
std::optional<Staged> apply_to_lines(Builder& builder, dsl::Primitive p, std::span<const Staged> args);

/// All cells of the lines.
ValueId united(Builder& builder, const Lines& lines);
/// The set that they are.
ValueId made(Builder& builder, const Lines& lines);

}  // namespace battalion::lower
