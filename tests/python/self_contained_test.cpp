#include "python/self_contained.hpp"

#include <gtest/gtest.h>

namespace battalion::python {
namespace {

TEST(SelfContained, OrdinaryProgramsAre) {
  for (const char* text : {
           "def transform(grid):\n    return [row[::-1] for row in grid]\n",
           "from collections import Counter, deque\nimport math\nimport numpy as np\n\ndef transform(grid):\n    g = np.array(grid)\n"
           "    h, w = g.shape\n    out = np.zeros((h, w), dtype=int)\n    out[0, 0] = math.gcd(4, 6)\n    c = Counter(g.flatten().tolist())\n"
           "    return out.tolist()\n",
           "from typing import List\ndef transform(grid: List[List[int]]) -> List[List[int]]:\n    seen = set()\n    x = f'{len(grid)} rows'\n"
           "    for i, row in enumerate(grid):\n        for j, v in enumerate(row):\n            if v == 1 and (i, j) not in seen:\n"
           "                seen.add((i, j))\n    grid[0][0] += 1\n    return grid\n",
           "import itertools\ndef transform(grid):\n    best = max(grid, key=lambda r: sum(r))\n    for a, b in itertools.product(range(2), repeat=2):\n"
           "        pass\n    return [best]\n\nif __name__ == '__main__':\n    print(transform([[1]]))\n",
           "class Node:\n    def __init__(self, v):\n        self.value, self.left = v, None\n    def set(self, other):\n        self.left = other\n"
           "def transform(grid):\n    n = Node(1)\n    n.set(Node(2))\n    return [[n.left.value]]\n",
           "def transform(grid):\n    def walk(r):\n        yield r\n    return [list(x) for x in walk(grid)][0]\n",
       }) {
    EXPECT_TRUE(is_self_contained(text)) << text;
  }
}

TEST(SelfContained, WhatCouldReachFurtherIsNot) {
  for (const char* text : {
           "import os\n",
           "import sys, math\n",
           "from collections import *\n",
           "import collections.abc\n",
           "if 1: import os\n",
           "__import__('os')\n",
           "getattr(x, 'y')\n",
           "f = eval\n",
           "Counter.update = 1\n",
           "Counter.update, z = 1, 2\n",
           "(Counter.update) = 1\n",
           "z = Counter.update = 1\n",
           "Counter.update += 1\n",
           "Counter.update: int = 1\n",
           "if a: Counter.update = 1\n",
           "for x.y in z: pass\n",
           "[0 for x.y in z]\n",
           "[1for x.y in z]\n",
           "with a as x.y: pass\n",
           "del x.y\n",
           "if a: del x.y\n",
           "x.__class__\n",
           "x._private\n",
           "g.gi_frame\n",
           "e.tb_frame\n",
           "import math\nm = math\n",
           "import math\nprint(math)\n",
           "import math\nf'{math}'\n",
           "f'{x.__class__}'\n",
           "f'{getattr(x, 1)}'\n",
           "f\"{ \"#\" + getattr(x, 1) }\"\n",
           "import functools\nfunctools.wraps(f)\n",
           "from operator import attrgetter\n",
           "import copy\ncopy.dispatch_table[int] = 1\n",
           "import numpy as np\nnp.set_printoptions(1)\n",
           "import numpy as np\nnp.lib.x\n",
           "class A:\n    def __del__(self): pass\n",
           "class A:\n    def __reduce_ex__(self, p): pass\n",
           "class A:\n    __del__ = f\n",
           "type('A', (), {})\n",
           "class A(type): pass\n",
           "map(type, x)\n",
           "def f():\n    try:\n        yield 1\n    finally:\n        spin()\n",
           "# \rgetattr(x, 1)\n",
           "x = 'a\n",
           "\xc3\xa9 = 1\n",
           "s\\\netattr(x)\n.y\n(",
       }) {
    EXPECT_FALSE(is_self_contained(text)) << text;
  }
}

}  // namespace
}  // namespace battalion::python
