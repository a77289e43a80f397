"""Matters, places and offices that rows name, found in their trees or made there."""

from collections import defaultdict
from typing import Any

from openredress.offices.calendars import UnknownCalendar, calendar_for
from openredress.offices.models import Matter, Office, Place

from .folding import code_of, folded
from .maps import BadMap, Branch, ImportMap, OfficeBranch, Problem

NAME_LENGTH = 200

#: How a kind of item is called in a message: one, several.
WORDS = {Matter: ("matter", "matters"), Place: ("place", "places"), Office: ("office", "offices")}


class NotFound(LookupError):  # noqa: N818  it is shown to the operator by this name
    """No such item, and the map does not make any. The message says what to do."""


class Tree:
    """One tree in the database, and the branch of it that a map speaks of.

    In a dry run nothing is made: what would be made is counted and has a negative key.
    """

    def __init__(
        self, model: Any, branch: Branch, language: str, more: dict[str, Any], dry_run: bool
    ) -> None:
        self.model, self.branch, self.dry_run, self.more = model, branch, dry_run, more
        self.field = "name_zh" if language.startswith("zh") else "name_en"
        self.made = 0
        self._codes: dict[str, int] = {}
        self._code_of: dict[int, str] = {}
        self._named: dict[tuple[int | None, str], int] = {}
        self._anywhere: dict[str, set[int]] = defaultdict(set)
        self._seen: dict[tuple[str, ...], int | None] = {}
        for row in model.objects.values_list("pk", "code", "parent_id", "name_en", "name_zh"):
            self._learn(*row)
        self.under = self._root()

    def find(self, names: tuple[str, ...]) -> tuple[int | None, bool]:
        """The item at the end of these names, and whether an empty one stood between them.

        An empty name ends the path: what stands under nothing has no place in the tree.
        """
        wanted = tuple(self._translated(name) for name in names)
        path = wanted[: wanted.index("")] if "" in wanted else wanted
        if path not in self._seen:
            self._seen[path] = self._walk(path)
        return self._seen[path], any(wanted[len(path) :])

    def _translated(self, name: str) -> str:
        return self.branch.values.get(folded(name), name) if name else ""

    def _walk(self, path: tuple[str, ...]) -> int | None:
        item = self.under
        if not path:  # A case need not have a matter or a place, and always has an office.
            return item if self.model is Office else None
        for name in path:
            found = self._child(item, name)
            if found is None and self.branch.create:
                found = self._make(name, code_of(name, self._above(item)), item)
            if found is None:
                raise NotFound(
                    f"No {WORDS[self.model][0]} here is called “{name}”. Add it first, give it "
                    f"another name under `values`, or let the map make it with `create = true`."
                )
            item = found
        return item

    def _child(self, parent: int | None, name: str) -> int | None:
        known = self._named.get((parent, folded(name)))
        known = known or self._codes.get(code_of(name, self._above(parent)))
        if known or self.branch.create or parent is not None:
            return known
        if name in self._codes:
            return self._codes[name]
        anywhere = self._anywhere[folded(name)]
        if len(anywhere) > 1:
            raise NotFound(f"Several {WORDS[self.model][1]} are called “{name}”. Use the code.")
        return next(iter(anywhere), None)

    def _above(self, item: int | None) -> str:
        return "" if item is None else self._code_of[item]

    def _root(self) -> int | None:
        code = self.branch.under
        if not code:
            return None
        known = self._codes.get(code)
        if known is None and self.branch.create:
            names = {key: text for key, text in self.branch.names.items() if text}
            known = self._make(code, code, None, **(names or {"name_en": code}), **self.more)
        if known is None:
            one = WORDS[self.model][0]
            raise BadMap([Problem(
                f"[{one}]", f"There is no {one} with the code “{code}”. Add it first, or let the "
                f"map make it with `create = true`.",
            )])  # fmt: skip
        return known

    def _make(self, name: str, code: str, parent: int | None, **more: Any) -> int:
        values = more or {self.field: name[:NAME_LENGTH]}
        self.made += 1
        if self.dry_run:
            key = -self.made
        else:
            row, _ = self.model.objects.get_or_create(
                code=code, defaults={"parent_id": parent, **values}
            )
            key = row.pk
        self._learn(key, code, parent, values.get("name_en", ""), values.get("name_zh", ""))
        return key

    def _learn(self, key: int, code: str, parent: int | None, english: str, chinese: str) -> None:
        self._codes[code], self._code_of[key] = key, code
        for name in filter(None, (english, chinese)):
            self._named.setdefault((parent, folded(name)), key)
            self._anywhere[folded(name)].add(key)


def tree(model: Any, branch: Branch | None, map_: ImportMap, dry_run: bool) -> Tree | None:
    """The tree for a branch of the map. Raises `BadMap` for what only the database can tell."""
    if branch is None:
        return None
    more = _office_ground(branch, map_) if isinstance(branch, OfficeBranch) else {}
    return Tree(model, branch, map_.language, more, dry_run)


def _office_ground(branch: OfficeBranch, map_: ImportMap) -> dict[str, Any]:
    """What an office made by the map stands on, checked before it is made."""
    from openredress.ops import home
    from openredress.procedures import library

    packs = library(home.own_procedures())
    problems = []
    if branch.procedure and branch.procedure not in packs:
        known = ", ".join(sorted(packs))
        problems.append(Problem("[office] procedure", f"No such procedure. There are: {known}."))
    try:
        calendar_for(branch.calendar or "none", branch.time_zone or map_.zone.key)
    except UnknownCalendar:
        reason = "No such calendar. Write a country such as “CN”, “GB-ENG”, or “none”."
        problems.append(Problem("[office] calendar", reason))
    if problems:
        raise BadMap(problems)
    return {
        "registers": True,
        "procedure": branch.procedure,
        "calendar": branch.calendar,
        "time_zone": branch.time_zone or map_.zone.key,
    }
