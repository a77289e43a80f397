"""What an operator runs: the command, the embedded database, the worker."""
