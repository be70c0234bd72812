"""How long things are. Run as a module it prints the measures of the house."""

import ast
from collections.abc import Iterable, Iterator
from statistics import median

from headgoose.tests.architecture.source import Source, sources

FUNCTION_LINES = 60
FILE_LINES = 400
TEST_FILE_LINES = 500
TEMPLATE_LINES = 150


def function_lengths(files: Iterable[Source]) -> Iterator[tuple[str, int]]:
    """Each function by path and name with its lines, signature and docstring included."""
    for file in files:
        for node in ast.walk(ast.parse(file.text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                yield f"{file.path}:{node.name}", node.end_lineno - node.lineno + 1


def limit_of(path: str) -> int:
    """How many lines a file may have."""
    if path.endswith(".html"):
        return TEMPLATE_LINES
    return TEST_FILE_LINES if "/tests/" in path else FILE_LINES


def budget_faults(files: Iterable[Source]) -> list[str]:
    """Files and functions over their budget."""
    faults = []
    for file in files:
        lines = file.text.count("\n")
        if lines > limit_of(file.path):
            faults.append(f"{file.path}: {lines} lines, {limit_of(file.path)} allowed")
        if file.path.endswith(".py"):
            long = [(name, length) for name, length in function_lengths([file]) if length > FUNCTION_LINES]
            faults += [f"{name}: {length} lines, {FUNCTION_LINES} allowed" for name, length in long]
    return faults


def main() -> None:
    """Print the measures."""
    code = [file for file in sources(".py") if "/tests/" not in file.path and "/migrations/" not in file.path]
    lengths = [length for _, length in function_lengths(code)]
    files = sorted(file.text.count("\n") for file in code)
    print(  # noqa: T201
        f"{len(files)} files, longest {files[-1]} lines, 95 % within {files[len(files) * 95 // 100]}; "
        f"{len(lengths)} functions, median {median(lengths):g} lines, longest {max(lengths)}"
    )


if __name__ == "__main__":
    main()
