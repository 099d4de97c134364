# Programs that only a limit stops.


# Runs for ever, as far as anyone will wait: each line doubles the calls, up to 2^40 of them, and no call
# makes anything. Ends as `timeout`.
def solve_forever_shoot_down(I):
    x1 = compose(decrement, increment)
    x2 = compose(x1, x1)
    x3 = compose(x2, x2)
    x4 = compose(x3, x3)
    x5 = compose(x4, x4)
    x6 = compose(x5, x5)
    x7 = compose(x6, x6)
    x8 = compose(x7, x7)
    x9 = compose(x8, x8)
    x10 = compose(x9, x9)
    x11 = compose(x10, x10)
    x12 = compose(x11, x11)
    x13 = compose(x12, x12)
    x14 = compose(x13, x13)
    x15 = compose(x14, x14)
    x16 = compose(x15, x15)
    x17 = compose(x16, x16)
    x18 = compose(x17, x17)
    x19 = compose(x18, x18)
    x20 = compose(x19, x19)
    x21 = compose(x20, x20)
    x22 = compose(x21, x21)
    x23 = compose(x22, x22)
    x24 = compose(x23, x23)
    x25 = compose(x24, x24)
    x26 = compose(x25, x25)
    x27 = compose(x26, x26)
    x28 = compose(x27, x27)
    x29 = compose(x28, x28)
    x30 = compose(x29, x29)
    x31 = compose(x30, x30)
    x32 = compose(x31, x31)
    x33 = compose(x32, x32)
    x34 = compose(x33, x33)
    x35 = compose(x34, x34)
    x36 = compose(x35, x35)
    x37 = compose(x36, x36)
    x38 = compose(x37, x37)
    x39 = compose(x38, x38)
    x40 = compose(x39, x39)
    x41 = x40(ONE)
    O = canvas(x41, UNITY)
    return O


# Asks for a thousand million copies at once. Ends as `memory`.
def solve_greedy_tile(I):
    x1 = multiply(TEN, TEN)
    x2 = multiply(x1, TEN)
    x3 = multiply(x2, x2)
    x4 = multiply(x3, x2)
    x5 = repeat(I, x4)
    O = first(x5)
    return O


# Grows a hundredfold a line. Ends as `memory`.
def solve_swelling_upscale_by_colors(I):
    x1 = upscale(I, TEN)
    x2 = upscale(x1, TEN)
    x3 = upscale(x2, TEN)
    x4 = upscale(x3, TEN)
    O = upscale(x4, TEN)
    return O
