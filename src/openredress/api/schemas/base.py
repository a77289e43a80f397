"""What is told: a schema that reads plain values as they are."""

from typing import Any, Self

import ninja
from ninja.schema import DjangoGetter
from pydantic import ModelWrapValidatorHandler, ValidationInfo, model_validator


class Schema(ninja.Schema):
    """The library reads each value through a proxy that could be a row or a file, in every thing
    within another. What we tell is put together as dictionaries, which are checked without.
    """

    @model_validator(mode="wrap")
    @classmethod
    def _run_root_validator(
        cls, values: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Any:
        is_plain = isinstance(values, dict)
        return handler(values if is_plain else DjangoGetter(values, cls, info.context))
