# expects: error E
class E(Exception):
    def __str__(self):
        raise ValueError

    __repr__ = __str__


def transform(grid):
    raise E
