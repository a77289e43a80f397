"""`openredress retention`: how long ended cases are kept, and rules of the institution's own."""

import click

from openredress.core.facts import Outcome
from openredress.core.procedure import Period, Procedure, Span
from openredress.ops import home, packs, setup

_outcome = click.option(
    "--outcome",
    type=click.Choice([str(outcome) for outcome in Outcome]),
    default=None,
    help="Only cases that end with this outcome; otherwise all without a rule of their own.",
)


@click.group("retention")
def command() -> None:
    """State how long ended cases are kept where the procedure does not say what is right here.

    Every rule has its reason, which stands on the public page of the procedure. Petitioners are
    told in time whatever is set: no rule can take a case away sooner than they were warned.

    \b
    Examples:
      openredress retention show
      openredress retention set cn-2022 --years 30 --reason "County archives order 12 of 2019"

    Exits with 0; 2 when there is no such procedure; 3 when the database cannot be reached.
    """


@command.command("show")
def show() -> None:
    """Show for each procedure how long its cases are kept, and the institution's own rules.

    \b
    Example:
      openredress retention show

    Exits with 0; 3 when the database cannot be reached.
    """
    setup.start()
    setup.migrate()
    from openredress.cases.models import RetentionRule
    from openredress.procedures import library

    rules = RetentionRule.objects.filter(ended_at=None).order_by("pack", "outcome")
    for procedure, _text in library(home.own_procedures()).values():
        click.echo(procedure.id)
        for line in _by_pack(procedure):
            click.echo(f"  {line}")
        for rule in rules.filter(pack=procedure.id):
            which = rule.outcome or "all others"
            click.echo(f"  {which:<16}{rule.amount} {rule.unit}, set here: {rule.reason}")


def _by_pack(procedure: Procedure) -> list[str]:
    retention = procedure.retention
    if retention is None or retention.keep is None:
        return ["no rule: kept until one is set"]
    named = {**retention.by_outcome, "all others": retention.keep}
    return [
        f"{name:<16}{keep.period.amount} {keep.period.unit}, {keep.citation.article['en']}"
        for name, keep in named.items()
    ]


@command.command("set")
@click.argument("pack")
@click.option("--years", type=click.IntRange(1, 100), help="Kept for so many years …")
@click.option("--months", type=click.IntRange(1, 1200), help="… or months …")
@click.option("--days", type=click.IntRange(1, 30000), help="… or days, one of them.")
@click.option("--reason", required=True, help="Why; everybody can read it.")
@_outcome
def set_rule(
    pack: str,
    years: int | None,
    months: int | None,
    days: int | None,
    reason: str,
    outcome: str | None,
) -> None:
    """Keep ended cases of PACK for another time than the procedure says, from now on.

    Cases that have ended already are reached, too, in steps that may be cut off and carried on by
    running `openredress retention apply`.

    \b
    Examples:
      openredress retention set cn-2022 --years 30 --reason "County archives order 12 of 2019"
      openredress retention set cn-2022 --outcome withdrawn --months 6 --reason "Not needed longer"

    Exits with 0; 2 when there is no such procedure, no reason, or not exactly one length of time; 3
    when the database cannot be reached.
    """
    given = {Span.YEARS: years, Span.MONTHS: months, Span.DAYS: days}
    said = [Period(amount, unit) for unit, amount in given.items() if amount is not None]
    if len(said) != 1:
        raise click.UsageError("Give one of --years, --months and --days.")
    if not reason.strip():
        raise click.BadParameter("Say why, in a few words.", param_hint="--reason")
    procedure = packs.procedure(pack)
    setup.start()
    setup.migrate()
    from django.utils import timezone

    from openredress.cases import actions

    actions.set_rule(
        actions.Rule(procedure.id, outcome or "", said[0], reason.strip()), timezone.now()
    )
    _apply()


@command.command("unset")
@click.argument("pack")
@_outcome
def unset(pack: str, outcome: str | None) -> None:
    """Take a rule of the institution back, so that the procedure holds again.

    \b
    Example:
      openredress retention unset cn-2022 --outcome withdrawn

    Exits with 0; 1 when there is no such rule; 3 when the database cannot be reached.
    """
    setup.start()
    setup.migrate()
    from django.utils import timezone

    from openredress.cases import actions

    if not actions.end_rule(pack, outcome or "", timezone.now()):
        raise click.ClickException(f"No such rule is in force for {pack}.")
    _apply()


@command.command("apply")
def apply() -> None:
    """Carry on telling ended cases a rule that was set, where that was cut off.

    \b
    Example:
      openredress retention apply

    Exits with 0; 3 when the database cannot be reached.
    """
    setup.start()
    setup.migrate()
    _apply()


def _apply() -> None:
    from openredress.cases import actions

    done = 0
    for count in actions.apply_rules():
        done += count
        click.echo(f"{done:,} ended cases looked at", err=True)
    click.echo("Every ended case goes by the rules that are in force now.")
