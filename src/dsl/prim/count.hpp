#pragma once
// The most and the least common of many.

#include "dsl/context.hpp"
#include "dsl/value.hpp"

namespace battalion::dsl::prim {

/// Of a container's elements; of equals in count the first that walking set(container) meets.
Value commonest_element(Context& ctx, Value container, bool most);
/// Of the colours of a grid or patch (the first half of each element of a set).
Value commonest_colour(Context& ctx, Value element, bool most);

}  // namespace battalion::dsl::prim
