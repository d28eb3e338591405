"""Make static/verify.py, the verifier as one file, from its modules.

``--check`` only says whether the file is what they would make.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = (
    *("tree", "ed25519", "notes", "replay"),
    *("facts", "checks", "sources", "command"),
)
PACKAGE = "public_wall.verifier"
TARGET = ROOT / "static" / "verify.py"
HEAD = '''#!/usr/bin/env python3
"""Check a public page of Said & Done from outside. Nothing but Python 3.10 is needed:

    python3 verify.py https://example.org/w/penrose-heating/ --keep today

fetches the log, the signed checkpoints, facts.json and what the words are checked with;
recomputes the Merkle tree (RFC 6962), the proofs (RFC 9162), the signatures (Ed25519,
RFC 8032) and every number; and names whatever does not fit. ``--keep`` writes down what
was read, ``--against`` compares with what was kept another day.

Made from public_wall/verifier by bin/bundle_verify.py.
"""
'''
FOOT = """

if __name__ == "__main__":
    sys.exit(main())
"""


def bundled() -> str:
    """Return the one file."""
    imports: dict[str, set[str]] = {}
    bodies: list[str] = []
    names: list[str] = []
    for name in MODULES:
        path = ROOT.joinpath(*PACKAGE.split("."), f"{name}.py")
        tree = ast.parse(path.read_text())
        bodies.append(f"\n\n# {name}\n\n\n{_body(tree, path.read_text())}")
        names += _names(tree)
        for module, taken in _imports(tree):
            imports.setdefault(module, set()).update(taken)
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise SystemExit(f"Two modules name the same: {', '.join(sorted(twice))}")
    return HEAD + "\n" + _written(imports) + "".join(bodies) + FOOT


def _imports(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Yield what a module imports but from its siblings: names by module, none for a
    whole one.
    """
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from ((each.name, set()) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or PACKAGE
            if not module.startswith(PACKAGE):
                yield module, {each.name for each in node.names}


def _written(imports: dict[str, set[str]]) -> str:
    whole = [f"import {module}" for module, names in imports.items() if not names]
    parts = [
        f"from {module} import {', '.join(sorted(names))}"
        for module, names in imports.items()
        if names
    ]
    return "\n".join([*sorted(whole), *sorted(parts)])


def _body(tree: ast.Module, source: str) -> str:
    """Return what comes after the docstring and the imports."""
    end = 0
    for node in tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom | ast.Expr):
            break
        end = node.end_lineno or node.lineno
    return "\n".join(source.splitlines()[end:]).strip("\n")


def _names(tree: ast.Module) -> list[str]:
    """Return what a module defines at its top."""
    found: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.append(node.name)
        elif isinstance(node, ast.Assign):
            found += [each.id for each in node.targets if isinstance(each, ast.Name)]
    return found


def main() -> int:
    """Write the file, or with ``--check`` say whether it is up to date."""
    made = bundled()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(made)
        return 0
    fresh = TARGET.exists() and TARGET.read_text() == made
    sys.stdout.write("" if fresh else "verify.py: run bin/bundle_verify.py\n")
    return int(not fresh)


if __name__ == "__main__":
    sys.exit(main())
