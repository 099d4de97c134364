# Programs whose answers hang on the order in which a set is walked, because of a tie. The outcome carries a flag,
# so that luck can be told from being right; `--set-order` says which order a sweep uses.


# Both colours are equally common. CPython's table yields 8 and 9 before smaller numbers, so under `cpython` this
# is exact on every sample; in canonical order the smaller number comes first, and it is wrong on every one.
def solve_lucky_upper_color(I):
    x1 = mostcolor(I)
    x2 = shape(I)
    O = canvas(x1, x2)
    return O


# The other way round: exact in canonical order alone.
def solve_unlucky_upper_color(I):
    x1 = mostcolor(I)
    x2 = palette(I)
    x3 = other(x2, x1)
    x4 = shape(I)
    O = canvas(x3, x4)
    return O


# All squares have one size: in canonical order the first in scan order wins, which is right; in CPython's order
# any may.
def solve_scan_topmost_square(I):
    x1 = objects(I, T, F, T)
    x2 = argmax(x1, size)
    O = fill(I, TWO, x2)
    return O
