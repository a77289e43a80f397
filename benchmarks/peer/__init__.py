"""django-helpdesk beside OpenRedress; see `python -m benchmarks.peer --help`."""
