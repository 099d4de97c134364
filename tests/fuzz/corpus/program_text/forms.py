def solve_a(I: Grid) -> Grid:
    """doc"""
    x1 = x2 = (1, -2), (), (0x1F,); pass
    f: Any = compose(rot90, lbind(add, 1_0))
    return f(I)  # turned

def solve_b(I): return branch(equality(ONE, -1), I, (I,
  None))
