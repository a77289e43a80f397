"""The language somebody wrote in, as one that pages and messages are written in."""

from django.conf import settings


def language_of(code: str) -> str:
    """The language of a case as one that we speak; the installation's own for any other."""
    known = [language for language, _name in settings.LANGUAGES]
    return next((k for k in known if code and k[:2] == code[:2].lower()), settings.LANGUAGE_CODE)
