"""`openredress files`: what is kept of photos, documents and recordings, and looking after them."""

import click

from openredress.ops import setup


@click.group("files")
def command() -> None:
    """Look after photos, documents and recordings. Their content is never shown.

    \b
    Examples:
      openredress files show
      openredress files scan

    Exits with 0; 1 when files wait for the scanner or something was found; 3 when the database
    cannot be reached.
    """


@command.command("show")
def show() -> None:
    """Show how many files there are, how they stand with the scanner, and where they lie.

    \b
    Example:
      openredress files show

    Exits with 0; 3 when the database cannot be reached.
    """
    setup.start()
    setup.migrate()
    from django.db.models import Count, Sum

    from openredress.attachments.blobs import store
    from openredress.attachments.models import Attachment, Upload

    rows = Attachment.objects.values("scan").annotate(n=Count("pk")).order_by("scan")
    for row in rows:
        click.echo(f"in cases    {row['scan']:<10} {row['n']:>9,}")
    waiting = Upload.objects.aggregate(n=Count("pk"), bytes=Sum("offset"))
    click.echo(
        f"not handed in yet      {waiting['n']:>9,}  {(waiting['bytes'] or 0) / 1024**2:,.0f} MB"
    )
    where = getattr(store(), "location", "") or "the root of the bucket"
    bucket = getattr(store(), "bucket_name", "")
    click.echo(f"kept in     {f's3://{bucket}/' if bucket else ''}{where}")


@command.command("scan")
@click.option("--again", is_flag=True, help="Also those in which something was found before.")
def scan(again: bool) -> None:
    """Have the virus scanner look at the files that wait for it.

    `openredress work` does this every minute. A file in which something is found stays sealed
    and is shown to nobody; with --again it is looked at once more, after the scanner learnt
    that it had been wrong.

    \b
    Example:
      openredress files scan --again

    Exits with 0; 1 when something was found, or files still wait because the scanner did not
    answer; 3 when the database cannot be reached.
    """
    setup.start()
    setup.migrate()
    from django.utils import timezone

    from openredress.cases import actions

    done = actions.scan_waiting(timezone.now(), again=again, batch=1_000_000)
    click.echo(f"{done.clean:,} clean, {done.infected:,} infected, {done.waiting:,} still waiting")
    if done.infected or done.waiting:
        raise SystemExit(1)


@command.command("tidy")
def tidy() -> None:
    """Delete files that were never handed in, and what a crash left behind.

    `openredress work` does this by itself. What was taken in and not filed goes after a day,
    sealed files that nothing leads to after two.

    \b
    Example:
      openredress files tidy

    Exits with 0; 3 when the database cannot be reached.
    """
    setup.start()
    setup.migrate()
    from django.utils import timezone

    from openredress.attachments import strays, tray

    now, expired = timezone.now(), 0
    while count := tray.sweep(now):
        expired += count
    click.echo(f"{expired:,} not handed in, {strays.delete(now):,} left behind: deleted")
