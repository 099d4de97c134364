# expects: error OSError
kept = []


def transform(grid):
    while True:
        kept.append(open('/dev/null'))
