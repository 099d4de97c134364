# expects: error FileNotFoundError | error PermissionError
def transform(grid):
    with open('@SECRET@/answers.json') as file:
        raise ValueError(file.read())
