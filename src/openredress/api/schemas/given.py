"""What is sent."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from openredress.core.engine import MAX_TEXT


def upto(longest: int) -> Any:
    return Annotated[str, StringConstraints(max_length=longest, strip_whitespace=True)]


class Given(Schema):
    """What is sent. A field that does not exist is refused, so that nothing is lost silently."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def refuse_nul(cls, value: Any) -> Any:
        """JSON can carry the character 0, and PostgreSQL keeps no text with it."""
        if isinstance(value, str) and "\0" in value:
            raise PydanticCustomError("string_unicode", "NUL")
        return value


class PetitionerGiven(Given):
    """Who files, all of it optional, kept apart from the case."""

    name: upto(200) = ""
    phone: upto(60) = ""
    email: upto(254) = ""
    address: upto(400) = ""
    chat: upto(100) = Field("", description="Where they are reached by chat, if it is offered.")
    tell_by: list[upto(20)] = Field(
        [], description="How to tell them of what happens: email, sms, chat, letter. See /notices."
    )
    revealing: upto(2000) = Field("", description="Things that would give the petitioner away.")


class CaseGiven(Given):
    """Only `text` is required. Matter, place and office are each a code or a name."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)] = Field(
        description="What happened, in the words of whoever files."
    )
    wish: upto(MAX_TEXT) = Field("", description="What is asked for.")
    matter: upto(200) = Field("", description="Code or name; see /matters.")
    place: upto(200) = Field("", description="Code or name; see /places.")
    office: upto(200) = Field("", description="Code or name; see /offices. Left out, it is found.")
    language: upto(20) = Field("", description="Of the text: en or zh-hans.")
    keep_out: upto(MAX_TEXT) = Field(
        "", description="Who must not see it, in words. It is answered before the case is sent on."
    )
    petitioner: PetitionerGiven | None = None


class ReportAbout(Given):
    """Where a report of reprisal comes from. With a receipt in the header, `office` is not needed:
    the report goes past every office of that case.
    """

    office: upto(200) = Field("", description="Code or name; see /offices.")
    refused: list[upto(200)] = Field([], description="Further offices that must not read it.")


class ReportGiven(ReportAbout):
    """A report of reprisal. Only `text` is required, and `office` without a receipt."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)] = Field(
        description="What happened, in the words of whoever reports."
    )
    wish: upto(MAX_TEXT) = Field("", description="What would make them safer.")
    keep_out: upto(MAX_TEXT) = Field("", description="People who must not read it, in words.")
    language: upto(20) = Field("", description="Of the text: en or zh-hans.")
    petitioner: PetitionerGiven | None = None


class ErasureGiven(Given):
    """`scope` is identity (name and contact) or everything."""

    scope: upto(20)
    reason: upto(MAX_TEXT) = ""


class NoticesGiven(Given):
    """`tell_by` are the ways from now on; an empty list is none."""

    tell_by: list[upto(20)]


class ProxyGiven(Given):
    """Whom the petitioner lets act for them, and what for beside following the case."""

    name: upto(200) = Field("", description="What the petitioner calls them. Needed to name them.")
    scope: list[Literal["write", "receive", "further", "agree"]] = []
    until: date | None = Field(None, description="The last day; left out, until the case ends.")
    is_shown: bool = Field(False, description="Whether the office may know what they are called.")


class HelperBoundsGiven(Given):
    """What a helper may do beside following the case."""

    scope: list[Literal["write", "receive", "further", "agree"]] = []
    until: date | None = Field(None, description="The last day; left out, until the case ends.")


class HelperGiven(HelperBoundsGiven):
    """Whom of the list the petitioner asks."""

    helper: int = Field(ge=1, le=2**63 - 1, description="As /api/v1/helpers lists them.")


class LongerGiven(Given):
    reason: upto(MAX_TEXT) = ""


class ObjectionGiven(Given):
    """What was not done, or not as it was promised."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)]
