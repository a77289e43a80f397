import logging

import pytest

from openredress.ops.logs import Discreet, discreet


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Not Found: /case/?receipt=1234", "Not Found: /case/"),
        ("Invalid request from ip=10.0.0.7: bad", "Invalid request from ip=: bad"),
        ("from 192.168.1.20:44321 failed", "from  failed"),
        ("peer 2001:db8::ff00:42:8329 left", "peer  left"),
        ("peer ::1 left", "peer  left"),
        ("at 12:30:59 a round failed", "at 12:30:59 a round failed"),
        ("Is it late? Yes.", "Is it late? Yes."),
        ("version 5.2.19 of Django", "version 5.2.19 of Django"),
    ],
)
def test_it_drops_addresses_and_query_strings(line, kept):
    assert discreet(line) == kept


def test_it_drops_them_from_the_arguments_of_a_record():
    record = logging.LogRecord("x", logging.INFO, "", 1, "from %s", ("10.0.0.7",), None)
    Discreet().filter(record)
    assert record.getMessage() == "from "
