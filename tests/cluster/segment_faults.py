"""What can happen to segments on disk between two starts. Each: fault(random, files, foreign) -> (files spoilt, set aside).

Spoilt are those whose units have to be scored again; set aside, as many as the next start says so of.
"""

import os
import shutil


def some(random_, files, least=1):
    return random_.sample(files, random_.randint(least, min(3, len(files))))


def truncated(random_, files, _foreign):
    chosen = some(random_, files)
    for path in chosen:
        os.truncate(path, random_.randrange(path.stat().st_size))
    return chosen, len(chosen)


def bit_flipped(random_, files, _foreign):
    chosen = some(random_, files)
    for path in chosen:
        content = bytearray(path.read_bytes())
        content[random_.randrange(len(content))] ^= 1 << random_.randrange(8)
        path.write_bytes(content)
    return chosen, len(chosen)


def swapped(random_, files, _foreign):
    """Two have each other's name: whole, but not what they say they are."""
    chosen = random_.sample(files, 2)
    one, two = chosen
    between = one.with_name("between")
    one.rename(between)
    two.rename(one)
    between.rename(two)
    return chosen, 2


def replaced(random_, files, foreign):
    """By a whole segment of another sweep."""
    chosen = some(random_, files)
    for path in chosen:
        shutil.copyfile(random_.choice(foreign), path)
    return chosen, len(chosen)


def removed(random_, files, _foreign):
    chosen = some(random_, files)
    for path in chosen:
        path.unlink()
    return chosen, 0


SEGMENT_FAULTS = (truncated, bit_flipped, swapped, replaced, removed)
