"""Text that is accepted, though solvers are seldom written so.

Annotations, docstrings, nested calls, keyword arguments, literals, comments, names of one's own.
"""
from dsl import *
from constants import *


def solve_odd_text_mirror(I: Grid) -> Grid:
    """ A docstring,
        of two lines. """
    return vmirror(I)  # no O at all


def solve_odd_text_tile(grid):
    'a docstring in single quotes'
    # a comment between the lines

    twice = hconcat(a=grid, b=grid)

    return vconcat(

        twice,  # a comment inside a call
        twice,
    )


def solve_odd_text_shoot_down(I: 'Grid') -> "Grid":
    ray = rbind(shoot, (1, 0))      # a literal in place of DOWN
    return paint(I, mapply(fork(recolor, color, compose(ray, center)),
                           objects(I, True, False, without_bg=True)))


def solve_odd_text_topmost_square(I):
  x1 = objects(grid=I, univalued=T, diagonal=F, without_bg=T)
  x2 = order(x1, uppermost)
  above = shift(first(x2), (-1, -1)); O = fill(I, 2, shift(above, UNITY))
  return O


def solve_odd_text_count_to_bar(I):
    x1 = size(objects(I, T, F, T))
    x1 = astuple(1, x1)
    O = canvas(leastcolor(I), x1)
    return O
