"""On real complaints, beside the published figures: docs/decisions/0030-suggestions.md."""

import pytest

from openredress.ops.suggestions import _read
from openredress.suggestions.training import train


@pytest.mark.shared_data
def test_it_is_no_worse_than_a_plain_machine_on_real_titles(shared_data):
    file = shared_data / "tipdm2020_a2_titles.csv.gz"
    _model, measured = train(_read(file, ("title",), "label", "split_key"))
    assert measured.accuracy > 0.865
    assert measured.macro_f1 > 0.865
    assert measured.right_when_sure > 0.93
    assert measured.calibration < 0.04
