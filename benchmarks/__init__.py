"""How fast OpenRedress is here, beside what the same machine does at best. See README.md."""
