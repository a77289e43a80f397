"""Receipt codes and case numbers: digits that work in every script and over a telephone.

A code has 19 random digits (63 bits) and a check digit after H. M. Damm, "Total anti-symmetrische
Quasigruppen", 2004: it finds every single wrong digit and every swap of neighbours.
"""

import hashlib

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)

CODE_DIGITS = 20
CODE_SPACE = 10 ** (CODE_DIGITS - 1)


def check_digit(digits: str) -> str:
    state = 0
    for digit in digits:
        state = _DAMM[state][int(digit)]
    return str(state)


def code_from(number: int) -> str:
    """The receipt code for a random number below `CODE_SPACE`."""
    digits = f"{number:0{CODE_DIGITS - 1}d}"
    return digits + check_digit(digits)


def verifier(code: str) -> str:
    """What a device away from the office hands on in place of the code: it tells a server that
    this code is right, and opens nothing by itself.
    """
    return hashlib.sha256(f"openredress field receipt {code}".encode()).hexdigest()


def read_code(typed: str) -> str | None:
    """The code in what somebody typed, without spaces and dashes; `None` if it cannot be one.

    Digits of other scripts and full-width digits are understood.
    """
    digits = "".join(str(int(c)) for c in typed if c.isdecimal())
    strange = [c for c in typed if not c.isdecimal() and not c.isspace() and c not in "-‐‑–—−－.·"]
    if strange or len(digits) != CODE_DIGITS or check_digit(digits[:-1]) != digits[-1]:
        return None
    return digits


def grouped(code: str) -> str:
    """For reading aloud and copying: groups of four."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def case_number(year: int, counter: int) -> str:
    """A case number such as 2026-000123-7; the last digit checks the rest."""
    digits = f"{year}{counter:06d}"
    return f"{year}-{counter:06d}-{check_digit(digits)}"


def is_case_number(typed: str) -> bool:
    parts = typed.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return False
    return check_digit(parts[0] + parts[1]) == parts[2]


def key_in(number: str) -> int | None:
    """The counter within a case number, which is the key of its row; `None` if it is none."""
    return int(number.split("-")[1]) if is_case_number(number) else None
