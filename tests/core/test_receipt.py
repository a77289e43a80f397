import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openredress.core.receipt import (
    CODE_DIGITS,
    CODE_SPACE,
    case_number,
    check_digit,
    code_from,
    grouped,
    is_case_number,
    read_code,
)

numbers = st.integers(0, CODE_SPACE - 1)
codes = numbers.map(code_from)


@given(codes)
def test_a_code_reads_back(code):
    assert len(code) == CODE_DIGITS >= 16
    assert read_code(code) == code
    assert read_code(grouped(code)) == code


@given(codes, st.integers(0, CODE_DIGITS - 1), st.integers(1, 9))
def test_a_wrong_digit_is_found(code, place, by):
    wrong = str((int(code[place]) + by) % 10)
    assert read_code(code[:place] + wrong + code[place + 1 :]) is None


@given(codes, st.integers(0, CODE_DIGITS - 2))
def test_two_neighbours_swapped_are_found(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert swapped == code or read_code(swapped) is None


def test_every_single_error_and_swap_of_one_code_is_found():
    code = code_from(random.Random(4).randrange(CODE_SPACE))
    for place in range(CODE_DIGITS):
        for digit in "0123456789":
            typed = code[:place] + digit + code[place + 1 :]
            assert (read_code(typed) == code) == (digit == code[place])


def test_the_check_digit_is_that_of_damm():
    assert check_digit("572") == "4"


CODE = code_from(1234567890123456789)
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
BENGALI = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


@pytest.mark.parametrize(
    "typed",
    [
        f"  {CODE}\n",
        grouped(CODE),
        grouped(CODE).replace(" ", "-"),
        grouped(CODE).replace(" ", "－"),
        grouped(CODE).replace(" ", " – "),
        grouped(CODE).replace(" ", "‑"),
        grouped(CODE).replace(" ", "\u3000"),
        grouped(CODE).replace(" ", "\u00a0"),
        grouped(CODE).replace(" ", "."),
        CODE.translate(ARABIC),
        CODE.translate(PERSIAN),
        CODE.translate(FULL_WIDTH),
        CODE.translate(BENGALI),
        grouped(CODE.translate(FULL_WIDTH)).replace(" ", "—"),
    ],
)
def test_it_is_read_as_people_type_it(typed):
    assert read_code(typed) == CODE


@pytest.mark.parametrize(
    "typed", ["", " ", CODE[:-1], CODE + "0", CODE[:-1] + "x", f"code {CODE}", "²" * 20, "0" * 19]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert read_code(typed) is None


@given(st.text(max_size=60))
def test_it_never_stumbles(typed):
    assert read_code(typed) is None or len(read_code(typed)) == CODE_DIGITS
    assert is_case_number(typed) in (True, False)


@given(st.integers(2000, 2099), st.integers(1, 9_999_999))
def test_a_case_number_checks_itself(year, counter):
    number = case_number(year, counter)
    assert is_case_number(number)
    year_, middle, check = number.split("-")
    assert not is_case_number(f"{year_}-{middle}-{(int(check) + 1) % 10}")
    assert not is_case_number(f"{year_[:3]}{(int(year_[3]) + 1) % 10}-{middle}-{check}")
