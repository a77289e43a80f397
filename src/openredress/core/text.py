"""Texts that travel with the data: a pack carries its own words in each language."""

from collections.abc import Mapping

#: Language code ("en", "zh") to text. A pack states both; an operator's own pack at least one.
Text = Mapping[str, str]

LANGUAGES = ("en", "zh")


def in_language(text: Text, language: str) -> str:
    """The text in `language` ("zh-hans" and "zh" are the same), else in whatever there is."""
    short = language[:2].lower()
    for candidate in (short, *LANGUAGES):
        if text.get(candidate):
            return text[candidate]
    return next(iter(text.values()), "")
