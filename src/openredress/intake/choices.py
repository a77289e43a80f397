"""Places, matters and offices as choices of a form, in the order of their trees."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openredress.offices.institution import institution
from openredress.offices.models import Matter, Office, Place
from openredress.web.forms import Written

Choices = list[tuple[Any, Any]]

#: More choices than this go into a list to unfold: as radios they would fill several screens.
RADIOS_AT_MOST = 12


#: Rows by their model, where there is no database to read them from.
Along = Mapping[type[Any], Sequence[Any]]
_along: ContextVar[Along | None] = ContextVar("taken along", default=None)


@contextmanager
def taken_along(rows: Along) -> Iterator[None]:
    """The trees are these, for as long as the block lasts: those of a kit on a laptop."""
    token = _along.set(rows)
    try:
        yield
    finally:
        _along.reset(token)


@dataclass
class Tree:
    """The rows of a tree by their parent, to be read only."""

    rows: dict[int, Any] = field(default_factory=dict)
    children: dict[int | None, list[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, model: type[Place] | type[Matter] | type[Office]) -> "Tree":
        along = _along.get()
        if along is not None:
            return cls._grown(along[model])
        known = institution()
        return known.once((cls, model), lambda: cls._grown(known.rows_of(model)))

    @classmethod
    def _grown(cls, rows: Iterable[Any]) -> "Tree":
        tree = cls()
        for row in rows:
            tree.rows[row.pk] = row
            tree.children.setdefault(row.parent_id, []).append(row)
        return tree

    def under(self, parent: int | None) -> Sequence[Any]:
        return self.children.get(parent, ())

    def path(self, row: Any) -> list[Any]:
        """The row and those above it, the highest first."""
        found = [row]
        while found[0].parent_id in self.rows and len(found) <= len(self.rows):
            found.insert(0, self.rows[found[0].parent_id])
        return found

    def below(self, parent: int | None) -> Iterable[Any]:
        """Everything under `parent`, each before what lies under it."""
        for row in self.under(parent):
            yield row
            yield from self.below(row.pk)


def _written(name: str, choices: Callable[[], Choices]) -> Written:
    if _along.get() is not None:
        return Written(choices())
    return institution().once((name, get_language()), lambda: Written(choices()))


def places() -> Written:
    """Places in groups: each that has others within it, with the smallest of those."""
    whole = _("%(place)s, no narrower place")
    return _written("places", lambda: _grouped(Tree.of(Place), whole))


def offices() -> Written:
    return _written("offices", lambda: _grouped(Tree.of(Office), "%(place)s"))


def _grouped(tree: Tree, whole: str) -> Choices:
    choices: Choices = [(str(r.pk), r.name) for r in tree.under(None) if not tree.under(r.pk)]
    for row in tree.below(None):
        if tree.under(row.pk):
            leaves = [leaf for leaf in tree.under(row.pk) if not tree.under(leaf.pk)]
            group = [(str(row.pk), whole % {"place": row.name})]
            group += [(str(leaf.pk), leaf.name) for leaf in leaves]
            choices.append((" › ".join(r.name for r in tree.path(row)), group))
    return choices


def broad_matters() -> Choices:
    return [(str(row.pk), row.name) for row in Tree.of(Matter).under(None)]


def narrower_matters(matter: str) -> Choices:
    """What lies under a broad matter; what lies deeper carries the names on its way."""
    tree = Tree.of(Matter)
    known = matter.isdecimal() and int(matter) in tree.rows
    return _narrower(tree, int(matter)) if known else []


def _narrower(tree: Tree, matter: int) -> Choices:
    return [
        (str(row.pk), " › ".join(r.name for r in tree.path(row)[1:])) for row in tree.below(matter)
    ]


def matters() -> Written:
    """All matters in one list, grouped by the broad one, for who knows them."""
    return _written("matters", _all_matters)


def _all_matters() -> Choices:
    tree = Tree.of(Matter)
    return [
        (row.name, [(str(row.pk), row.name), *_narrower(tree, row.pk)]) for row in tree.under(None)
    ]


def answers_for(matter: str) -> dict[str, str]:
    """What to answer about the matter, broad and narrow, so that it comes to this one."""
    tree = Tree.of(Matter)
    if not (matter.isdecimal() and int(matter) in tree.rows):
        return {}
    path = tree.path(tree.rows[int(matter)])
    narrower = str(path[-1].pk) if len(path) > 1 else ""
    return {"matter": str(path[0].pk), "narrower": narrower}
