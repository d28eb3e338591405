"""The catalogues: nothing missing, nothing doubtful, and compiled as written."""

import importlib.util
from pathlib import Path
from types import ModuleType

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]


def _load() -> ModuleType:
    """Return bin/messages.py, which is no package."""
    spec = importlib.util.spec_from_file_location("msgs", ROOT / "bin" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


messages = _load()


@pytest.mark.parametrize("code", messages.LANGUAGES)
def test_nothing_is_wrong_with_a_catalogue(code: str) -> None:
    assert list(messages.problems(code)) == []


@pytest.mark.parametrize("code", messages.LANGUAGES)
def test_every_catalogue_is_of_the_same_strings(code: str) -> None:
    assert strings(code) == strings("de")


def strings(code: str) -> set[tuple[str | None, str]]:
    """Return what a catalogue has to say, by context and source."""
    entries = polib.pofile(str(messages.po_path(code)))
    return {(e.msgctxt, e.msgid) for e in entries if not e.obsolete}


def entry(text: str, *texts: str, plural: str = "", fuzzy: bool = False) -> object:
    """Return an entry as it stands in a catalogue."""
    made = polib.POEntry(msgid=text, msgid_plural=plural)
    if plural:
        made.msgstr_plural = dict(enumerate(texts))
    else:
        made.msgstr = texts[0]
    if fuzzy:
        made.flags.append("fuzzy")
    return made


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (entry("Yes", ""), "missing"),
        (entry("Yes", "Ja", fuzzy=True), "doubtful"),
        (entry("By %(day)s", "Bis dann"), "other placeholders"),
        (entry("By %(day)s", "Bis %(tag)s"), "other placeholders"),
        (entry("%(n)s day", "%(n)s Tag", plural="%(n)s days"), "plural forms"),
        (entry("%(n)s day", "Tag", "Tage", plural="%(n)s days"), "other placeholders"),
    ],
)
def test_what_is_wrong_is_found(wrong: polib.POEntry, said: str) -> None:
    assert any(said in problem for problem in messages._problems_of(wrong, 2))


def test_one_may_be_said_in_words() -> None:
    good = entry("%(n)s day", "Ein Tag", "%(n)s Tage", plural="%(n)s days")
    assert list(messages._problems_of(good, 2)) == []
