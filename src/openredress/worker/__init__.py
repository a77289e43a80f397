"""The worker: what has to happen by itself, how it is run, and how one sees that it ran."""
