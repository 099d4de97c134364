# Each pair is one program written twice: names, nesting, order of lines and keyword arguments differ, what is
# computed does not. Both of a pair get the same canonical digest and are evaluated once a sample.


def solve_plain_draw_frame(I):
    x1 = objects(I, T, F, T)
    x2 = apply(backdrop, x1)
    x3 = mapply(outbox, x2)
    O = fill(I, THREE, x3)
    return O


def solve_dense_draw_frame(grid):
    return fill(patch=mapply(outbox, apply(container=objects(grid, True, without_bg=True, diagonal=False),
                                           function=backdrop)),
                grid=grid, value=3)


def solve_plain_both_halves(I):
    x1 = lefthalf(I)
    x2 = righthalf(I)
    x3 = ofcolor(x1, ONE)
    x4 = ofcolor(x2, ONE)
    x5 = intersection(x3, x4)
    x6 = shape(x1)
    x7 = canvas(ZERO, x6)
    O = fill(x7, TWO, x5)
    return O


def solve_dense_both_halves(I):
    right = righthalf(I)
    left = lefthalf(I)
    ground = canvas(dimensions=shape(left), value=0)
    return fill(ground, 2, intersection(b=ofcolor(right, 1), a=ofcolor(left, 1)))
