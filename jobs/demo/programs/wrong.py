# Programs that answer, and answer wrongly: another rule, a near miss that leaves a few cells wrong, or something
# that is no grid at all.


def solve_wrong_mirror(I):
    O = hmirror(I)
    return O


def solve_wrong_tile(I):
    x1 = vmirror(I)
    x2 = hconcat(I, x1)
    O = vconcat(x2, x2)
    return O


def solve_wrong_gravity(I):
    x1 = rot90(I)
    x2 = rbind(order, sign)
    x3 = apply(x2, x1)
    O = rot270(x3)
    return O


def solve_wrong_sort_rows(I):
    O = hmirror(I)
    return O


def solve_wrong_odd_panel(I):
    x1 = hsplit(I, THREE)
    O = mostcommon(x1)
    return O


# Lets the stones fall, but sorts them by colour on the way.
def solve_near_gravity(I):
    x1 = rot270(I)
    x2 = rbind(order, identity)
    x3 = apply(x2, x1)
    O = rot90(x3)
    return O


# Finds the shape, takes the wrong colour: all cells but the shape's are right.
def solve_near_recolor_largest(I):
    x1 = objects(I, T, F, T)
    x2 = argmax(x1, size)
    O = fill(I, THREE, x2)
    return O


# Takes the rarest colour for noise: right where the noise has a colour of its own.
def solve_near_denoise(I):
    x1 = leastcolor(I)
    x2 = ofcolor(I, x1)
    O = cover(I, x2)
    return O


# Draws the rim of each shape instead of the frame around it.
def solve_near_draw_frame(I):
    x1 = objects(I, T, F, T)
    x2 = mapply(box, x1)
    O = fill(I, THREE, x2)
    return O


# Doubles always: right where there are two colours.
def solve_near_upscale_by_colors(I):
    O = upscale(I, TWO)
    return O


# Starts each ray a cell too far up and to the left.
def solve_near_shoot_down(I):
    x1 = objects(I, T, F, T)
    x2 = rbind(shoot, DOWN)
    x3 = chain(x2, decrement, center)
    x4 = fork(recolor, color, x3)
    x5 = mapply(x4, x1)
    O = paint(I, x5)
    return O


# Forgets one of the two directions.
def solve_near_switch_colors(I):
    x1 = palette(I)
    x2 = maximum(x1)
    x3 = minimum(x1)
    O = replace(I, x2, x3)
    return O


# Counts to five only: right on every demo, wrong on the test.
def solve_overfit_count_to_bar(I):
    x1 = objects(I, T, F, T)
    x2 = size(x1)
    x3 = leastcolor(I)
    x4 = astuple(ONE, FIVE)
    x5 = canvas(x3, x4)
    x6 = astuple(ONE, x2)
    O = crop(x5, ORIGIN, x6)
    return O


# A number is no grid.
def solve_number_count_to_bar(I):
    x1 = objects(I, T, F, T)
    O = size(x1)
    return O


# Rows of unlike length are no grid.
def solve_ragged_sort_rows(I):
    x1 = lbind(remove, ZERO)
    O = apply(x1, I)
    return O


# Neither is a set, however right its cells.
def solve_set_mirror(I):
    x1 = vmirror(I)
    O = asobject(x1)
    return O
