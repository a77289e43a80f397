"""Places, matters and offices as choices of a form, in the order of their trees."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from openredress.offices.models import Matter, Office, Place

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
    """The rows of a tree by their parent, read in one query."""

    rows: dict[int, Any] = field(default_factory=dict)
    children: dict[int | None, list[Any]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, model: type[Place] | type[Matter] | type[Office]) -> "Tree":
        tree = cls()
        along = _along.get()
        for row in model.objects.all() if along is None else along[model]:
            tree.rows[row.pk] = row
            tree.children[row.parent_id].append(row)
        return tree

    def path(self, row: Any) -> list[Any]:
        """The row and those above it, the highest first."""
        found = [row]
        while found[0].parent_id in self.rows and len(found) <= len(self.rows):
            found.insert(0, self.rows[found[0].parent_id])
        return found

    def below(self, parent: int | None) -> Iterable[Any]:
        """Everything under `parent`, each before what lies under it."""
        for row in self.children[parent]:
            yield row
            yield from self.below(row.pk)


def places() -> Choices:
    """Places in groups: each that has others within it, with the smallest of those."""
    return _grouped(Tree.of(Place), _("Elsewhere, or not sure"), _("%(place)s, no narrower place"))


def offices() -> Choices:
    return _grouped(Tree.of(Office), _("Choose an office"), "%(place)s")


def _grouped(tree: Tree, empty: str, whole: str) -> Choices:
    single = [r for r in tree.children[None] if not tree.children[r.pk]]
    choices: Choices = [("", empty), *((str(row.pk), row.name) for row in single)]
    for row in tree.below(None):
        leaves = [leaf for leaf in tree.children[row.pk] if not tree.children[leaf.pk]]
        if tree.children[row.pk]:
            group = [(str(row.pk), whole % {"place": row.name})]
            group += [(str(leaf.pk), leaf.name) for leaf in leaves]
            choices.append((" › ".join(r.name for r in tree.path(row)), group))
    return choices


def broad_matters() -> Choices:
    return [(str(row.pk), row.name) for row in Tree.of(Matter).children[None]]


def narrower_matters(matter: str) -> Choices:
    """What lies under a broad matter; what lies deeper carries the names on its way."""
    tree = Tree.of(Matter)
    known = matter.isdecimal() and int(matter) in tree.rows
    return _narrower(tree, int(matter)) if known else []


def _narrower(tree: Tree, matter: int) -> Choices:
    return [
        (str(row.pk), " › ".join(r.name for r in tree.path(row)[1:])) for row in tree.below(matter)
    ]


def matters() -> Choices:
    """All matters in one list, grouped by the broad one, for who knows them."""
    tree = Tree.of(Matter)
    choices: Choices = [("", _("Not known"))]
    for row in tree.children[None]:
        choices.append((row.name, [(str(row.pk), row.name), *_narrower(tree, row.pk)]))
    return choices


def answers_for(matter: str) -> dict[str, str]:
    """What to answer about the matter, broad and narrow, so that it comes to this one."""
    tree = Tree.of(Matter)
    if not (matter.isdecimal() and int(matter) in tree.rows):
        return {}
    path = tree.path(tree.rows[int(matter)])
    narrower = str(path[-1].pk) if len(path) > 1 else ""
    return {"matter": str(path[0].pk), "narrower": narrower}
