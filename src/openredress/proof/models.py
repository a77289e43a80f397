"""The tree over the journal as it is stored, and its signed checkpoints. Rows are only added.

Entries of the journal get their place in the tree when a checkpoint is made, for ever, in the
order in which they were recorded. What was committed too late for one checkpoint is placed by the
next. A trigger notes each new entry in `Unplaced` in the transaction that writes it.
"""

from django.db import models
from django.db.models import Q


class Unplaced(models.Model):
    """An entry of the journal that no checkpoint covers yet."""

    entry = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.entry)


class Leaf(models.Model):
    """Leaf number `index` of the tree: the seal of an entry, or padding.

    Number of the case and place in its journal are repeated here, so that an entry which was
    deleted can be named. Padding hides how much happened in a day: its seal is the digest of its
    `padding`, so that it can never pass for an entry.
    """

    index = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField(null=True, unique=True)
    number = models.CharField(max_length=20, blank=True)
    seq = models.PositiveIntegerField(null=True)
    seal = models.BinaryField(max_length=32)
    padding = models.BinaryField(max_length=16, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(entry__isnull=False, seq__isnull=False, padding__isnull=True)
                | Q(entry__isnull=True, seq__isnull=True, padding__isnull=False),
                name="entry_or_padding",
            ),
        ]

    def __str__(self) -> str:
        return str(self.index)


class Node(models.Model):
    """The hash of a complete subtree of `2 ** level` leaves; only each eighth level is kept."""

    pk = models.CompositePrimaryKey("level", "number")
    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class Checkpoint(models.Model):
    """A signed checkpoint. `day` is held by the first one of a day (UTC), so there is one of it.

    `peaks` are the largest complete subtrees, from which the next checkpoint goes on.
    """

    number = models.BigIntegerField(primary_key=True)
    day = models.DateField(null=True, unique=True)
    made_at = models.DateTimeField()
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    peaks = models.BinaryField()
    note = models.TextField()

    def __str__(self) -> str:
        return str(self.number)
