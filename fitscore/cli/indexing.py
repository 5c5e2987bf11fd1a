"""`fitscore index`: résumés and postings that are kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fitscore.cli.options import (
    AsOfOption,
    ForceOption,
    IndexModelOption,
    IndexOption,
    LimitOption,
    LinesFormat,
    LinesOption,
    OutputOption,
    QuietOption,
    TableFormat,
    TableOption,
    examples,
    model_option,
)
from fitscore.cli.outcomes import Outcomes
from fitscore.cli.output import Progress, form_of, limits_of, notice, tell, terminal_width, write
from fitscore.files import read_file
from fitscore.text.clean import shown_name
from fitscore.text.near_names import nearest, remedy_for

if TYPE_CHECKING:
    from fitscore.documents import Limits
    from fitscore.index import Added, ResumeIndex

_KINDS = ("resume", "posting")
_LARGEST_TABLE = 64 << 20  # bytes of a CSV of ids
app = typer.Typer(
    no_args_is_help=True,
    epilog=examples(
        "fitscore index add applicants/ --index kept",
        "fitscore index search 'wound care' --index kept",
    ),
    help="Keep résumés and postings; search them.",
)

NameOption = Annotated[
    str,
    typer.Option(
        "--id",
        metavar="path|name|FILE.csv",
        help="What each is known by: its path, the person's name, or a CSV of file,id.",
    ),
]


def folder_of(index: Path | None) -> Path:
    """The folder of the index: as given, else $FITSCORE_INDEX, else ./fitscore-index."""
    return index or Path(os.environ.get("FITSCORE_INDEX") or "fitscore-index")


def opened(
    index: Path | None, *, quiet: bool, create: bool = False, model: str | None = None
) -> ResumeIndex:
    """The index that is meant."""
    from fitscore.encoding import load_encoder
    from fitscore.index import ResumeIndex

    encoder = load_encoder(model, notice(quiet)) if model is not None else None
    return ResumeIndex(folder_of(index), create=create, encoder=encoder, notice=notice(quiet))


def prepare(kept: ResumeIndex, *, quiet: bool) -> None:
    """Make what of the cache is missing."""
    with Progress("preparing", len(kept), quiet=quiet) as progress:
        kept.prepare(progress.advance_to)


@app.command(
    "add",
    epilog=examples(
        "fitscore index add applicants/ --index kept",
        "fitscore index add applicants/ --index kept -f jsonl",
    ),
)
def add(
    files: Annotated[
        list[str] | None, typer.Argument(help="Résumés: files, folders and globs.")
    ] = None,
    posting: Annotated[
        list[str] | None, typer.Option("--posting", help="Keep a posting; may be repeated.")
    ] = None,
    index: IndexOption = None,
    known_by: NameOption = "path",
    model: IndexModelOption = None,
    again: Annotated[bool, typer.Option("--again", help="Also what was forgotten before.")] = False,
    limit: LimitOption = None,
    force: ForceOption = False,
    form: LinesOption = LinesFormat.TEXT,
    quiet: QuietOption = False,
) -> None:
    """Keep résumés and postings; what is kept already and unchanged is passed over."""
    from fitscore.documents.containers import name_of
    from fitscore.isolation import ReaderPool

    if not files and not posting:
        raise typer.BadParameter("name files to add, or postings with --posting")
    limits = limits_of(limit or (), force=force)
    with ReaderPool(limits=limits) as pool:
        sources = pool.find(files or ())
    names = _names(known_by, [name_of(source) for source in sources])
    outcomes = Outcomes(form)
    with opened(index, quiet=quiet, create=True, model=model) as kept:
        with Progress("adding", len(sources), quiet=quiet) as progress:
            adding = kept.add(
                sources,
                names=names,
                by_name=known_by == "name",
                again=again,
                limits=limits,
            )
            for done, added in enumerate(adding, 1):
                outcomes.add("resume", added)
                progress.advance_to(done)
        for source in posting or ():
            outcomes.add("posting", _posting_added(kept, source, limits, again=again))
        prepare(kept, quiet=quiet)
    raise typer.Exit(outcomes.finish())


def _posting_added(kept: ResumeIndex, source: str, limits: Limits, *, again: bool = False) -> Added:
    """What came of a posting; one that cannot be read keeps no other from being kept."""
    from fitscore.errors import InputError
    from fitscore.index import Added

    try:
        return kept.add_posting(source, again=again, limits=limits)
    except InputError as error:
        return Added(shown_name(source), shown_name(source), "failed", str(error))


@app.command("update", epilog=examples("fitscore index update --index kept"))
def update(
    index: IndexOption = None,
    model: IndexModelOption = None,
    limit: LimitOption = None,
    form: LinesOption = LinesFormat.TEXT,
    quiet: QuietOption = False,
) -> None:
    """Read again what has changed, or was read by an older version, where its id is its path."""
    from fitscore.documents.containers import name_of
    from fitscore.documents.sources import archive_of
    from fitscore.errors import InputError
    from fitscore.index import Added
    from fitscore.isolation import ReaderPool

    outcomes = Outcomes(form)
    limits = limits_of(limit or (), force=True)  # it was read before
    with opened(index, quiet=quiet, model=model) as kept, ReaderPool(limits=limits) as pool:
        names, postings = ([entry.name for entry in kept.entries(kind)] for kind in _KINDS)
        known = set(names)
        archives = {str(archive) for name in names if (archive := archive_of(name)) is not None}
        inside = pool.find(sorted(archives))
        for item in inside:
            if isinstance(item, InputError) and item.source in archives:
                outcomes.add("resume", Added(item.source, item.source, "failed", str(item)))
        paths = [
            *(name for name in names if Path(name).is_file()),
            *(item for item in inside if name_of(item) in known),
        ]
        found = {name_of(path) for path in paths}
        for name in names:
            if name not in found:
                note = "no file has this name now; what was read of it stays"
                tell(f"{name}: {note}, until `index forget` takes it out")
        postings = [name for name in postings if Path(name).is_file()]
        with Progress("updating", len(paths), quiet=quiet) as progress:
            for done, added in enumerate(kept.add(paths, limits=limits), 1):
                outcomes.add("resume", added)
                progress.advance_to(done)
        for posting in postings:
            outcomes.add("posting", _posting_added(kept, posting, limits))
        prepare(kept, quiet=quiet)
    raise typer.Exit(outcomes.finish())


@app.command("forget", epilog=examples("fitscore index forget applicants/ann_lee.pdf --index kept"))
def forget(
    names: Annotated[list[str], typer.Argument(help="Ids as `index list` shows them.")],
    index: IndexOption = None,
) -> None:
    """Take people or postings out, so that nothing of them is left but a hash of a hash."""
    with opened(index, quiet=True) as kept:
        names = [shown_name(name) for name in names]
        copies, people = kept.copies(names), kept.same_person(names)
        gone = kept.forget(names)
        ids = [entry.name for kind in _KINDS for entry in kept.entries(kind)]
    for name, others in copies.items():
        note = f"the same file is kept as {', '.join(others)} too; forget it under every name"
        tell(f"{name}: {note}")
    for name, others in people.items():
        note = f"the same person is kept as {', '.join(others)} too"
        tell(f"{name}: {note}; forget that as well if all of the person is to go")
    for name in names:
        if name in gone:
            print(f"{name}: forgotten")
            continue
        near = nearest(name, ids)
        tell(f"{name}: not in the index" + (f"; did you mean {near}?" if near else ""))
    if len(gone) < len(set(names)):
        raise typer.Exit(1 if gone else 3)


@app.command("list", epilog=examples("fitscore index list --index kept"))
def list_(
    index: IndexOption = None,
    postings: Annotated[bool, typer.Option("--postings", help="Postings, not résumés.")] = False,
    form: TableOption = None,
    output: OutputOption = None,
) -> None:
    """List what is kept, by id."""
    form = form_of(form, output, TableFormat)
    from fitscore.report import entries_to_text
    from fitscore.schema import EntriesObject, to_json

    with opened(index, quiet=True) as kept:
        entries = list(kept.entries("posting" if postings else "resume"))
    if form is TableFormat.JSON:
        write(to_json(EntriesObject.of(entries)), output)
    else:
        write(entries_to_text(entries, width=terminal_width(output)), output)


@app.command(
    "search",
    epilog=examples("fitscore index search 'wound care' --section experience --index kept"),
)
def search(
    query: Annotated[str, typer.Argument(help="Words, as one would say them.")],
    index: IndexOption = None,
    top: Annotated[int, typer.Option("--top", min=1, help="How many.")] = 10,
    section: Annotated[
        str | None, typer.Option("--section", help="Only statements of this section.")
    ] = None,
    years: Annotated[
        float | None, typer.Option("--years", help="Only people with so many years of work.")
    ] = None,
    credential: Annotated[
        str | None, typer.Option("--credential", help="Only people who name it.")
    ] = None,
    as_of: AsOfOption = None,
    model: IndexModelOption = None,
    form: TableOption = None,
    output: OutputOption = None,
    quiet: QuietOption = False,
) -> None:
    """The statements of all kept résumés that come nearest to a query."""
    form = form_of(form, output, TableFormat)
    from fitscore.report import hits_to_text
    from fitscore.schema import SearchObject, to_json
    from fitscore.types import Section

    if section is not None and section not in set(Section):
        known = ", ".join(item.value for item in Section)
        raise typer.BadParameter(f"{section!r} is no section; they are {known}")
    with opened(index, quiet=quiet, model=model) as kept:
        prepare(kept, quiet=quiet)
        query = shown_name(query)
        credential = shown_name(credential) if credential is not None else None
        hits = kept.search(
            query, top=top, section=section, years=years, credential=credential, as_of=as_of
        )
    if form is TableFormat.JSON:
        write(to_json(SearchObject.of(query, hits)), output)
    else:
        write(hits_to_text(hits, width=terminal_width(output)), output)


@app.command("check", epilog=examples("fitscore index check --index kept"))
def check(
    index: IndexOption = None,
    compact: Annotated[
        bool, typer.Option("--compact", help="Also remove every byte of what was forgotten.")
    ] = False,
    model: IndexModelOption = None,
) -> None:
    """Say what is wrong with an index."""
    with opened(index, quiet=True, model=model) as kept:
        if compact:
            kept.compact()
        problems = kept.check()
        count = sum(1 for kind in ("resume", "posting") for _ in kept.entries(kind))
        outdated = len(kept.outdated())
    for problem in problems:
        tell(problem)
    if problems:
        raise typer.Exit(3)
    print(f"{count} documents, all as they were written")
    if outdated:
        note = "`index update` reads anew those whose id is a path, `index add` the others"
        print(f"{outdated} of them read by an older version of fitscore: {note}")


@app.command("rebuild", epilog=examples("fitscore index rebuild --index kept"))
def rebuild(
    index: IndexOption = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="NAME|FOLDER",
            help="Encode every text with this model.",
            callback=model_option,
        ),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Make the search cache anew; with --model, the vectors too."""
    with opened(index, quiet=quiet) as kept:
        done = kept.rebuild(model)
        name = kept.model.name if kept.model else "no model"
    print(f"rebuilt, {done} documents encoded with {name}" if model else "rebuilt")


def _names(known_by: str, paths: list[str]) -> dict[str, str]:
    """By path, the id; from a CSV with the columns file and id."""
    if known_by in {"path", "name"}:
        return {}
    import csv
    import io

    from fitscore.errors import TableError

    try:
        text = read_file(known_by, _LARGEST_TABLE).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problem = getattr(error, "strerror", None) or error
        remedy = remedy_for(known_by, "check --id")
        raise TableError(known_by, f"it cannot be read as CSV ({problem})", remedy) from error
    if not rows or not {"file", "id"} <= set(rows[0]):
        raise TableError(known_by, "it has no columns file and id", "name them in its first line")
    by_file = {row["file"]: row["id"] for row in rows}
    found = {path: by_file.get(path) or by_file.get(Path(path).name) for path in paths}
    missing = [path for path, id_ in found.items() if not id_]
    if missing:
        raise TableError(known_by, f"it has no id for {missing[0]}", "add a line for it")
    return {path: id_ for path, id_ in found.items() if id_}
