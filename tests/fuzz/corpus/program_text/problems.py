@cache
def f(I): return I
X = [1]
async def g(I):
  return I
def h(I, J): return I
def h(I):
	return frist(I)
if __name__ == "__main__":
    h()
