# expects: wrong | error | timeout | answers
class Rows(list):
    def __iter__(self):
        while True:
            yield [0]

    def __len__(self):
        return 2

    def __bytes__(self):
        return b'\xff' * 1000


def transform(grid):
    return Rows([Rows([1]), Rows([2])])
