from pathlib import Path

import click

from openredress.ops import database, holding, home


@click.command("standby")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def command(folder: Path) -> None:
    """Run a standby of the embedded PostgreSQL, from which public pages can be read.

    FOLDER is made and filled with a copy of the database when it is empty or absent; then, and
    each time after, the standby in it follows the main database until it is told to stop (Ctrl-C
    or SIGTERM). It holds everything that the main database holds, so guard it as well. Its address
    is printed; `serve` reads public pages there when OPENREDRESS_READ_DATABASE_URL says so. See
    docs/operate/scale.md, for a standby of a PostgreSQL of your own as well.

    \b
    Examples:
      openredress standby /other-disk/standby &
      OPENREDRESS_READ_DATABASE_URL="$address" openredress serve

    Exits with 0 when stopped, 2 when FOLDER holds something else, 3 when either database cannot be
    reached or DATABASE_URL names one of your own.
    """
    if database.is_own():
        raise database.DatabaseUnavailableError(
            "DATABASE_URL names a PostgreSQL of your own. Make a standby with its own tools; "
            "docs/operate/scale.md says how."
        )
    main, copy = database.Cluster(home.pgdata()), database.Cluster(folder / "pgdata")
    if not copy.is_empty and not (copy.folder / "standby.signal").exists():
        raise click.UsageError(f"{copy.folder} is not empty, and no standby lies in it.")
    main.hold()
    if copy.is_empty:
        copy.copy_from(main)
    holding.until_stopped(copy.hold())
