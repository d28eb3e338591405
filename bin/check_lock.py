"""The requirements files still say what pyproject.toml asks for.

Each is the hash-pinned truth of one set of dependencies; this resolves again with the
pins kept, which changes nothing unless a dependency was added, removed or re-bounded.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".venv/bin/uv"
SETS = {"requirements.txt": (), "requirements-dev.txt": ("--group", "dev")}


def main() -> int:
    """Say which file is out of date; 1 if any is."""
    stale = [name for name, groups in SETS.items() if not _agrees(name, groups)]
    print("\n".join(f"{n}: run `make lock`" for n in stale) or "lock: up to date")
    return int(bool(stale))


def _agrees(name: str, groups: tuple[str, ...]) -> bool:
    pinned = (ROOT / name).read_text()
    with tempfile.NamedTemporaryFile("w+", suffix=".txt") as copy:
        copy.write(pinned)
        copy.flush()
        command = (
            *(str(UV), "pip", "compile", "--quiet", "--generate-hashes"),
            *("--no-header", "pyproject.toml", *groups, "-o", copy.name),
        )
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        resolved = Path(copy.name).read_text()
    return _pins(resolved) == _pins(pinned)


def _pins(text: str) -> set[str]:
    return {line.split(" ")[0] for line in text.splitlines() if "==" in line}


if __name__ == "__main__":
    sys.exit(main())
