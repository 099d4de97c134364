# expects: timeout cpu
import re


def transform(grid):
    re.match(r'(a+)+$', 'a' * 60 + 'b')
    return grid
