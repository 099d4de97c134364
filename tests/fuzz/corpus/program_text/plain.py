from dsl import *

def solve_1(I):
    x1 = objects(I, univalued=T, diagonal=F, without_bg=True)
    x2 = first(x1)
    O = fill(I, ONE, x2)
    return O
