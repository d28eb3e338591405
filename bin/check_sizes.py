"""The size gates: modules at most 300 lines, functions at most 40.

What grows past a gate is split by noun (see CONTRIBUTING.md), not excused.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("feedback", "surveys", "actions", "public_wall", "bin", "benchmarks")
MODULE_LINES = 300
FUNCTION_LINES = 40


def too_large(path: Path) -> Iterator[str]:
    """Yield a line for the module and each function past its gate."""
    source = path.read_text()
    lines = source.count("\n")
    name = path.relative_to(ROOT)
    if lines > MODULE_LINES:
        yield f"{name}: {lines} lines (gate {MODULE_LINES})"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{name}:{node.lineno} {node.name}: {length} lines"


def main() -> int:
    """Print what is too large; 1 if anything is."""
    paths = [
        path
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]
    found = [line for path in paths for line in too_large(path)]
    print("\n".join(found) or f"sizes: {len(paths)} modules, all within the gates")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
