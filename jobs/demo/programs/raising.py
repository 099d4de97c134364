# Programs that raise: on every sample, or on some. The kind is recorded with the outcome `error`.


# ValueError: the largest of nothing.
def solve_value_recolor_largest(I):
    x1 = objects(I, T, F, T)
    x2 = sizefilter(x1, ZERO)
    x3 = argmax(x2, size)
    O = fill(I, TWO, x3)
    return O


# StopIteration: no shape is one cell, so none can be taken out.
def solve_stop_crop_object(I):
    x1 = objects(I, F, F, T)
    x2 = matcher(size, ONE)
    x3 = extract(x1, x2)
    O = subgrid(x3, I)
    return O


# IndexError: a half has fewer columns than the whole.
def solve_index_both_halves(I):
    x1 = lefthalf(I)
    x2 = cellwise(I, x1, ZERO)
    O = replace(x2, ONE, TWO)
    return O


# ZeroDivisionError.
def solve_zero_upscale_by_colors(I):
    x1 = numcolors(I)
    x2 = decrement(x1)
    x3 = subtract(x2, x2)
    x4 = divide(x1, x3)
    O = upscale(I, x4)
    return O


# TypeError: a function is no grid.
def solve_type_tile(I):
    x1 = compose(vmirror, hmirror)
    O = hconcat(I, x1)
    return O


# AttributeError: a set cannot count.
def solve_attribute_odd_panel(I):
    x1 = hsplit(I, THREE)
    x2 = merge(x1)
    x3 = asobject(x2)
    O = leastcommon(x3)
    return O


# RecursionError: a power counts down to one, and from zero never gets there.
def solve_recursion_mirror(I):
    x1 = power(vmirror, ZERO)
    O = x1(I)
    return O


# A line that the answer does not need raises all the same.
def solve_unused_mirror(I):
    x1 = divide(ONE, ZERO)
    O = vmirror(I)
    return O


# Right where there are four shapes or more; elsewhere nothing is left to take the first of: StopIteration.
def solve_sometimes_count_to_bar(I):
    x1 = objects(I, T, F, T)
    x2 = size(x1)
    x3 = interval(THREE, x2, ONE)
    x4 = first(x3)
    x5 = subtract(x4, TWO)
    x6 = leastcolor(I)
    x7 = astuple(x5, x2)
    O = canvas(x6, x7)
    return O
