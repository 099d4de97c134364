"""Programs such as a search makes: solvers of the reference, one or two of their lines changed."""

import ast
import collections
import random


def arities(reference):
    """[primitive] how many arguments it takes, of dsl.py."""
    tree = ast.parse((reference / "dsl.py").read_text())
    return {f.name: len(f.args.args) for f in tree.body if isinstance(f, ast.FunctionDef)}


def constants(reference):
    tree = ast.parse((reference / "constants.py").read_text())
    return [t.id for line in tree.body if isinstance(line, ast.Assign) for t in line.targets]


class Mutants:
    """Draws programs: names are mutant_0, mutant_1, ... and everything follows from the seed."""

    def __init__(self, reference, seed):
        self._draw = random.Random(seed)
        self._arity = arities(reference)
        self._constants = constants(reference)
        self._alike = collections.defaultdict(list)
        for name, n in self._arity.items():
            self._alike[n].append(name)
        tree = ast.parse((reference / "solvers.py").read_text())
        self._solvers = [f for f in tree.body if isinstance(f, ast.FunctionDef)]
        self._made = 0

    def _changed(self, call):
        """One argument, or what is called, is another: of the same arity, a constant, or a value made before."""
        function, arguments = call
        arguments = list(arguments)
        at = self._draw.randrange(len(arguments) + 1)
        if at == len(arguments):
            return self._draw.choice(self._alike.get(self._arity.get(function), [function])), arguments
        if arguments[at] in self._arity:
            arguments[at] = self._draw.choice(self._alike[self._arity[arguments[at]]])
        elif arguments[at] in self._constants:
            arguments[at] = self._draw.choice(self._constants)
        else:
            arguments[at] = self._draw.choice(["I", arguments[at]])
        return function, arguments

    def next(self):
        """The text of one program."""
        solver = self._draw.choice(self._solvers)
        lines = [(line.targets[0].id, line.value.func.id, [a.id for a in line.value.args])
                 for line in solver.body if isinstance(line, ast.Assign)]
        for _ in range(self._draw.choice([1, 1, 2])):
            at = self._draw.randrange(len(lines))
            name, *call = lines[at]
            lines[at] = (name, *self._changed(call))
        text = "".join(f"    {name} = {function}({', '.join(arguments)})\n" for name, function, arguments in lines)
        self._made += 1
        return f"def mutant_{self._made - 1}(I):\n{text}    return O\n"
