"""Words with gaps: what is rendered once and filled in for each person.

A template is rendered with a mark in place of each value that differs from person to
person. The rendered words, cut at the marks, are `Parts`; values go in afterwards, so
nothing that a person is called can be read as markup or as a mark.
"""

import html
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence

# Words and names of gaps in turn; words first and last.
Parts = Sequence[str]


class Marks:
    """A mark for each gap, that no text can contain by chance or by guessing.

    Marks are letters and digits, so that neither escaping nor quoting alters them,
    and none begins another.
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Make marks for ``names``."""
        secret = secrets.token_hex(8)
        self.of = {name: f"gap{secret}n{i:03}" for i, name in enumerate(names)}
        self._names = {mark: name for name, mark in self.of.items()}
        self._pattern = re.compile(f"(gap{secret}n[0-9]{{3}})")

    def cut(self, rendered: str) -> list[str]:
        """Return ``rendered`` as `Parts`."""
        pieces = self._pattern.split(rendered)
        pieces[1::2] = [self._names[mark] for mark in pieces[1::2]]
        return pieces


def fill(parts: Parts, values: Mapping[str, str]) -> str:
    """Return the words with ``values`` in the gaps, as they are."""
    filled = list(parts)
    filled[1::2] = [values[name] for name in parts[1::2]]
    return "".join(filled)


def escaped(values: Mapping[str, str]) -> dict[str, str]:
    """Return ``values`` as templates escape them for HTML, attributes included."""
    return {name: html.escape(value) for name, value in values.items()}
