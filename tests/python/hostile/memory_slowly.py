# expects: memory
def transform(grid):
    kept = []
    while True:
        kept.append(bytearray(10 ** 6))
