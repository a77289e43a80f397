"""Files of a case: what may be added, given to the petitioner, opened as it was, and erased."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from . import events
from .facts import Facts, KeptFile
from .identity import request_of
from .refusals import Code, Refusal
from .situation import Decision, Situation
from .steps import build, one


@dataclass(frozen=True)
class Added:
    """A file that was taken in; the fields are those of `events.FileAdded`."""

    uid: str
    name: str
    kind: str
    size: int
    sha256: str
    received_size: int
    received_sha256: str
    original: bool = False
    thumbnail: bool = False
    scan: str = "off"


def filed_with(stage: str, files: Iterable[Added]) -> tuple[events.FileAdded, ...]:
    """The files that a case begins with."""
    return tuple(
        events.FileAdded(
            step="file-added", stage=stage, file=number, with_filing=True, **vars(added)
        )
        for number, added in enumerate(files, start=1)
    )


def room_for(facts: Facts, of_office: bool, most: int) -> Refusal | None:
    """Whether another file may be added; `most` is how many each side may have in one case."""
    count = sum(file.of_office is of_office and not file.erased for file in facts.files)
    return Refusal(Code.FILES_TOO_MANY, "files", {"max": most}) if count >= most else None


def is_there(facts: Facts, added: Added) -> bool:
    """Whether the same was handed in before and is still kept."""
    return any(f.received_sha256 == added.received_sha256 and not f.erased for f in facts.files)


def add(situation: Situation, added: Added, *, of_office: bool, most: int) -> Decision:
    """One more file. Those of the office are not seen by the petitioner before they are given."""
    facts = situation.facts
    refusal = room_for(facts, of_office, most)
    if refusal is not None:
        return refusal
    if is_there(facts, added):
        return Refusal(Code.FILE_TWICE, "files", {"name": added.name})
    kind = events.OfficeFileAdded if of_office else events.FileAdded
    number = len(facts.files) + 1
    return (kind(step=kind.tag, stage=facts.stage, file=number, **vars(added)),)


def of_petitioner(facts: Facts) -> tuple[KeptFile, ...]:
    """What the petitioner handed in and is still kept."""
    return tuple(file for file in facts.files if not file.of_office and not file.erased)


def carried(facts: Facts, stage: str, files: Iterable[KeptFile]) -> tuple[events.FileAdded, ...]:
    """What the petitioner handed in, once more for the case one level up. It stays one file: the
    same is kept for both.
    """
    return tuple(
        events.FileAdded(
            step="file-added", stage=stage, file=number, carried=facts.number,
            **{name: getattr(file, name) for name in Added.__dataclass_fields__},
        )
        for number, file in enumerate(files, start=1)
    )  # fmt: skip


def can_give(facts: Facts) -> tuple[KeptFile, ...]:
    """Files of the office that the petitioner does not have yet and that are fit to be given."""
    return tuple(
        file
        for file in facts.files
        if file.of_office and file.given_with is None and not file.erased and not file.is_withheld
    )


def give(facts: Facts, files: Collection[int], entry: int) -> Decision:
    """Files of the office go to the petitioner with what stands at `entry`."""
    possible = {file.number for file in can_give(facts)}
    if not files or not set(files) <= possible:
        return Refusal(Code.NO_SUCH_FILE, "files")
    return (
        events.FilesGiven(
            step="files-given", stage=facts.stage, files=tuple(sorted(files)), entry=entry
        ),
    )


def open_original(
    situation: Situation, number: int, purpose: str, *, second_person: bool
) -> Decision:
    """Somebody opens an original, as somebody opens a name; with a `second_person` the purpose is
    the one agreed to."""
    file = situation.facts.file(number)
    if file is None or not file.original or file.erased or file.is_withheld:
        return Refusal(Code.NO_SUCH_FILE)
    given: dict[str, str | int] = {"file": number, "purpose": purpose}
    if second_person:
        asked = request_of(situation)
        if asked is None or asked.granted_at is None:
            waits = asked is not None
            return Refusal(Code.SECOND_PERSON_WAITS if waits else Code.SECOND_PERSON_NEEDED)
        given |= {"purpose": asked.purpose, "request": asked.seq}
    return one(build(events.OriginalOpened, "original-opened", situation.facts.stage, given))


def scanned(facts: Facts, number: int, finding: str) -> Decision:
    """A file was scanned; `finding` is "" where nothing harmful was found. Nothing happened where
    that is known already.
    """
    file = facts.file(number)
    result = "infected" if finding else "clean"
    if file is None or file.erased or file.scan == result:
        return ()
    return (
        events.FileScanned(
            step="file-scanned", stage=facts.stage, file=number, result=result, finding=finding
        ),
    )


def erase(facts: Facts, reason: str) -> Decision:
    """Every file that is still kept is erased."""
    left = tuple(file.number for file in facts.files if not file.erased)
    if not left:
        return ()
    return (events.FilesErased(step="files-erased", stage=facts.stage, files=left, reason=reason),)
