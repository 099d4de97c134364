# Right as well, by another way: equal answers from programs that differ in what they compute.


def solve_v2_mirror(I):
    x1 = rot180(I)
    O = hmirror(x1)
    return O


def solve_v2_recolor_largest(I):
    x1 = objects(I, T, F, T)
    x2 = valmax(x1, size)
    x3 = sizefilter(x1, x2)
    x4 = merge(x3)
    x5 = recolor(TWO, x4)
    O = paint(I, x5)
    return O


def solve_v2_crop_object(I):
    x1 = ofcolor(I, ZERO)
    x2 = asindices(I)
    x3 = difference(x2, x1)
    O = subgrid(x3, I)
    return O


def solve_v2_connect_points(I):
    x1 = palette(I)
    x2 = remove(ZERO, x1)
    x3 = lbind(ofcolor, I)
    x4 = compose(first, x3)
    x5 = compose(last, x3)
    x6 = fork(connect, x4, x5)
    x7 = fork(recolor, identity, x6)
    x8 = mapply(x7, x2)
    O = paint(I, x8)
    return O


def solve_v2_tile(I):
    x1 = astuple(I, I)
    x2 = merge(x1)
    x3 = dmirror(x2)
    x4 = repeat(x3, TWO)
    x5 = merge(x4)
    O = dmirror(x5)
    return O


def solve_v2_fill_boxes(I):
    x1 = objects(I, T, F, F)
    x2 = colorfilter(x1, ZERO)
    x3 = rbind(bordering, I)
    x4 = compose(flip, x3)
    x5 = mfilter(x2, x4)
    O = fill(I, FOUR, x5)
    return O


def solve_v2_gravity(I):
    x1 = dmirror(I)
    x2 = lbind(remove, ZERO)
    x3 = apply(x2, x1)
    x4 = matcher(identity, ZERO)
    x5 = rbind(sfilter, x4)
    x6 = apply(x5, x1)
    x7 = papply(combine, x6, x3)
    O = dmirror(x7)
    return O


def solve_v2_sort_rows(I):
    O = order(I, identity)
    return O
