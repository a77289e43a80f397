import sys
from pathlib import Path

import click

from openredress.core.pack_reader import BadPack, Problem
from openredress.core.procedure import Limit, Procedure, Role, Stage, Step
from openredress.core.text import Text, in_language
from openredress.ops import home, packs
from openredress.procedures import BUILT_IN, library, pack_files, read_file

_language = click.option(
    "--language", type=click.Choice(packs.LANGUAGES), default="en", show_default=True
)


@click.group("procedures")
def command() -> None:
    """Look at procedures, and check packs of your own.

    Your own packs are the files `*.toml` in the folder `procedures` of OPENREDRESS_HOME.
    docs/procedures/format.md says how to write one. Needs no database.
    """


@command.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@_language
def check(paths: tuple[Path, ...], language: str) -> None:
    """Check packs and print every problem with its file, place and reason.

    PATHS are files or folders; without any, your own packs and the built-in ones are
    checked.

    \b
    Examples:
      openredress procedures check
      openredress procedures check our-pack.toml

    Exits with 0 when all are sound, 1 when one is not, 2 when a path is not there.
    """
    files = _files(paths or (home.own_procedures(), BUILT_IN))
    found = [problem for path in files for problem in _problems(path)]
    for problem in found:
        click.echo(f"{problem.file}: {problem.place}: {in_language(problem.reason, language)}")
    bad = len({problem.file for problem in found})
    click.echo(f"{len(files)} packs checked, {bad} refused.", err=True)
    sys.exit(1 if found else 0)


def _files(paths: tuple[Path, ...]) -> list[Path]:
    return [file for path in paths
            for file in ((path,) if path.is_file() else pack_files(path))]  # fmt: skip


def _problems(path: Path) -> tuple[Problem, ...]:
    """What is wrong with a pack, named by its whole path."""
    try:
        procedure = read_file(path)
    except BadPack as error:
        return tuple(Problem(str(path), p.place, p.reason) for p in error.problems)
    try:
        packs.calendar(procedure.calendar)
    except click.BadParameter as error:
        reason: Text = {"en": error.message, "zh": f"没有“{procedure.calendar}”这一日历。"}
        return (Problem(str(path), "pack.calendar", reason),)
    return ()


@command.command("list")
@_language
def list_all(language: str) -> None:
    """List the procedures there are, with version and calendar.

    \b
    Example:
      openredress procedures list

    Exits with 0.
    """
    found = library(home.own_procedures())
    width = max(len(name) for name in found)
    for name, (procedure, _text) in sorted(found.items()):
        about = f"{procedure.version:>3}  {procedure.calendar:<7}"
        click.echo(f"{name:<{width}}  {about}  {in_language(procedure.name, language)}")


@command.command("show")
@click.argument("pack")
@_language
def show(pack: str, language: str) -> None:
    """Show a procedure: its stages, who may do what, every time limit and its article.

    \b
    Example:
      openredress procedures show cn-2022 --language zh

    Exits with 0; 2 when there is no such procedure.
    """
    packs.speak()
    procedure = packs.procedure(pack)
    from openredress.procedures.describe import speaking

    with speaking(language):
        click.echo("\n".join(_shown(procedure, language)))


def _shown(procedure: Procedure, language: str) -> list[str]:
    lines = [
        f"{procedure.id} ({procedure.version})  {in_language(procedure.name, language)}",
        in_language(procedure.law, language),
        f"calendar: {procedure.calendar}   sha256: {procedure.digest}",
    ]
    for level in procedure.levels.values():
        lines += ["", f"LEVEL {level.number}  {in_language(level.name, language)}"]
        stages = [s for s in procedure.stages.values() if s.level == level.number]
        lines += [_stage_line(stage, procedure, language) for stage in stages]
        lines += ["", "  limits"]
        limits = procedure.limits_of(level.number)
        lines += [line for limit in limits for line in _limit_lines(limit, language)]
    lines += ["", "STEPS"]
    lines += [line for step in procedure.steps.values() for line in _step_lines(step, language)]
    if procedure.confirm:
        lines += ["", "TO CONFIRM", *(f"  - {in_language(t, language)}" for t in procedure.confirm)]
    return lines


def _stage_line(stage: Stage, procedure: Procedure, language: str) -> str:
    names = [step.id for step in procedure.steps.values() if step.to.get(stage.id)]
    onward = f"   -> {', '.join(names)}" if names else ""
    return f"  {stage.id} [{stage.kind}]  {in_language(stage.name, language)}{onward}"


def _limit_lines(limit: Limit, language: str) -> list[str]:
    from openredress.procedures import wording

    name, article = (in_language(t, language) for t in (limit.name, limit.citation.article))
    lines = [
        f"  {limit.id} [{limit.kind}]  {wording.length_text(limit)}: {name} ({article})",
        f"      from {', '.join(sorted(limit.runs_from))}",
        f"      until {', '.join(sorted(limit.stops_at))}",
    ]
    if limit.extension:
        most = wording.amount_text(limit.extension.max_amount, limit.unit)
        lines.append(f"      extended by at most {most}, {limit.extension.times} time(s)")
    if limit.pause:
        lines.append(f"      paused for at most {limit.pause.max_days} days in all")
    if limit.lapse:
        lines.append(f"      unused: goes to {limit.lapse.to}")
    return lines


def _step_lines(step: Step, language: str) -> list[str]:
    who = ", ".join(role for role in Role if role in step.actors)
    name, article = (in_language(t, language) for t in (step.name, step.citation.article))
    return [f"  {step.id} [{step.act}]  {name} ({article})", f"      by {who}"]
