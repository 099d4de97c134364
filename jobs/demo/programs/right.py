# One right program for every task of the demo. The text is that of arc-dsl (michaelhodel/arc-dsl): straight-line
# functions over its primitives and constants. It is parsed, never executed.


def solve_mirror(I):
    O = vmirror(I)
    return O


def solve_recolor_largest(I):
    x1 = objects(I, T, F, T)
    x2 = argmax(x1, size)
    O = fill(I, TWO, x2)
    return O


def solve_crop_object(I):
    x1 = objects(I, F, F, T)
    x2 = first(x1)
    O = subgrid(x2, I)
    return O


def solve_upscale_by_colors(I):
    x1 = numcolors(I)
    O = upscale(I, x1)
    return O


def solve_gravity(I):
    x1 = rot270(I)
    x2 = rbind(order, sign)
    x3 = apply(x2, x1)
    O = rot90(x3)
    return O


def solve_connect_points(I):
    x1 = fgpartition(I)
    x2 = fork(recolor, color, backdrop)
    x3 = mapply(x2, x1)
    O = paint(I, x3)
    return O


def solve_denoise(I):
    x1 = objects(I, T, T, T)
    x2 = sizefilter(x1, ONE)
    x3 = merge(x2)
    O = cover(I, x3)
    return O


def solve_tile(I):
    x1 = hconcat(I, I)
    O = vconcat(x1, x1)
    return O


def solve_complete_symmetry(I):
    x1 = ofcolor(I, ZERO)
    x2 = vmirror(I)
    x3 = toobject(x1, x2)
    O = paint(I, x3)
    return O


def solve_draw_frame(I):
    x1 = objects(I, T, F, T)
    x2 = mapply(outbox, x1)
    O = fill(I, THREE, x2)
    return O


def solve_count_to_bar(I):
    x1 = objects(I, T, F, T)
    x2 = size(x1)
    x3 = leastcolor(I)
    x4 = astuple(ONE, x2)
    O = canvas(x3, x4)
    return O


def solve_shoot_down(I):
    x1 = objects(I, T, F, T)
    x2 = rbind(shoot, DOWN)
    x3 = compose(x2, center)
    x4 = fork(recolor, color, x3)
    x5 = mapply(x4, x1)
    O = paint(I, x5)
    return O


def solve_fill_boxes(I):
    x1 = objects(I, T, F, T)
    x2 = mapply(delta, x1)
    O = fill(I, FOUR, x2)
    return O


def solve_switch_colors(I):
    x1 = mostcolor(I)
    x2 = leastcolor(I)
    O = switch(I, x1, x2)
    return O


def solve_odd_panel(I):
    x1 = hsplit(I, THREE)
    O = leastcommon(x1)
    return O


def solve_sort_rows(I):
    x1 = lbind(remove, ZERO)
    x2 = compose(size, x1)
    O = order(I, x2)
    return O


def solve_both_halves(I):
    x1 = lefthalf(I)
    x2 = righthalf(I)
    x3 = cellwise(x1, x2, ZERO)
    O = replace(x3, ONE, TWO)
    return O


def solve_upper_color(I):
    x1 = index(I, ORIGIN)
    x2 = shape(I)
    O = canvas(x1, x2)
    return O


def solve_topmost_square(I):
    x1 = objects(I, T, F, T)
    x2 = argmin(x1, uppermost)
    O = fill(I, TWO, x2)
    return O
