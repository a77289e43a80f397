"""The stored tree, read for proofs."""

from collections.abc import Sequence

from openredress.core.merkle import leaf_hash

from .models import Leaf, Node


class IncompleteTreeError(RuntimeError):
    """Something is missing in the stored tree; `openredress verify` says what."""


def read(level: int, start: int, stop: int) -> Sequence[bytes]:
    """What `core.merkle` asks for. Raises `IncompleteTreeError`."""
    if level == 0:
        leaves = Leaf.objects.filter(index__gte=start, index__lt=stop).order_by("index")
        found = [leaf_hash(bytes(seal)) for seal in leaves.values_list("seal", flat=True)]
    else:
        nodes = Node.objects.filter(level=level, number__gte=start, number__lt=stop)
        found = [bytes(one) for one in nodes.order_by("number").values_list("hash", flat=True)]
    if len(found) != stop - start:
        raise IncompleteTreeError(f"level {level} from {start} to {stop}")
    return found
