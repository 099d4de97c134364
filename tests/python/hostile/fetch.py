# expects: error URLError
import urllib.request


def transform(grid):
    urllib.request.urlopen('http://127.0.0.1:9/', timeout=1)
    return grid
