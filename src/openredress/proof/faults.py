"""What can be wrong with the tree over the journal, and its checkpoints."""

#: What each difference means to whoever has to act on it.
FAULTS = {
    "deleted": "a checkpoint covers this entry, and the journal does not hold it",
    "waiting-deleted": "an entry that waited for the next checkpoint is not in the journal",
    "no-case": "it belongs to no case",
    "resealed": "its place in the tree holds another seal than the journal",
    "moved": "its place in the tree belongs to another case or entry",
    "unplaced": "it has no place in the tree, and does not wait for one",
    "placed-twice": "it has a place in the tree, and waits for one all the same",
    "padding": "it is not what padding is made of",
    "leaf-missing": "a place in the tree is missing",
    "leaf-beyond": "the tree goes on behind its last checkpoint: one was altered or taken away",
    "node": "a hash kept for proofs is not that of the places below it",
    "node-missing": "a hash kept for proofs is missing",
    "node-added": "a hash is kept for proofs that belongs to no places",
    "tree": "the journal makes another tree: something that it covers was altered, put in or moved",
    "size": "it covers more than the tree holds: the end was cut off",
    "signature": "none of our keys signed it, or it was altered since",
    "note": "its row does not say what was signed",
    "day": "the first checkpoint of a day holds the day, and no other does",
    "peaks": "the edge of the tree that it keeps is not that of the tree",
    "checkpoint-missing": "it is missing",
    "order": "it does not go on from the checkpoint before it",
    "kept": "it is not the one that was kept as a file",
}
