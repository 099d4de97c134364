# This program cannot be read: the sweep says where and why, counts it, leaves it out and goes on
# (`--strict` makes it fatal; `battalion check` only reads).


def solve_typo_mirror(I):
    O = vmirorr(I)
    return O
