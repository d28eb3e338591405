"""Which back-end reads: by meaning where the extra is installed, else by phrases."""

from functools import lru_cache

from surveys.themes import meaning
from surveys.themes.by_phrases import PhraseReader
from surveys.themes.reader import Reader


@lru_cache
def reader() -> Reader:
    """Return the one reader of this process."""
    return meaning.MeaningReader() if meaning.is_installed() else PhraseReader()
