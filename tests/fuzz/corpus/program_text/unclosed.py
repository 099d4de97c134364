def f(I): return zz(
def g(I):
 a, (
import (
import (
