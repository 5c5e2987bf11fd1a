"""`fitscore serve`: a page for recruiters and an API, on this machine."""

from __future__ import annotations

import logging
import os
import re
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from fitscore.cli.options import examples
from fitscore.cli.output import tell
from fitscore.errors import ExtraError, FitscoreError
from fitscore.serve.kept import LONGEST_HOLDER, Role

if TYPE_CHECKING:
    from fitscore.scoring import Scorer
    from fitscore.serve.kept import Holder
    from fitscore.serve.proxy import Proxy
    from fitscore.serve.store import Store

_NEEDED = ("starlette", "uvicorn", "python_multipart")
_MOST_WAITING = 256  # connections that nobody has accepted yet
_SWITCH = 0.001  # seconds after which a thread that reckons lets another answer
_LAST_WORDS = 5  # seconds for requests that are being answered when it ends


class _Telling(logging.Handler):
    """What the server logs, as lines like all others of the command line."""

    def emit(self, record: logging.LogRecord) -> None:
        tell(record.getMessage())


def make_scorer() -> Scorer:
    """What decides, in each process that serves."""
    from fitscore.scoring import Scorer

    return Scorer(notice=tell)


def tell_log() -> None:
    """Say on the terminal what is logged of serving."""
    logging.getLogger("fitscore.serve").addHandler(_Telling(logging.WARNING))


def data_folder() -> Path:
    """Where the data is: $FITSCORE_DATA_DIR, else the user's folder for data."""
    import platformdirs

    chosen = os.environ.get("FITSCORE_DATA_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("fitscore")) / "serve"


app = typer.Typer(
    invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
tokens = typer.Typer(
    no_args_is_help=True,
    help="Who may come in, with which role.",
    epilog=examples("fitscore serve token list"),
)
app.add_typer(tokens, name="token")
_DATA = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of all that is kept; made if missing."),
]


@app.callback()
def serve(
    context: typer.Context,
    data: _DATA = None,
    host: Annotated[
        str, typer.Option("--host", help="Address; others than this machine's need a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")] = (
        8765
    ),
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
    webhook_host: Annotated[
        list[str] | None,
        typer.Option(
            "--webhook-host",
            metavar="HOST",
            help="Host that may be called when an import has ended; an address that is not public "
            "is named too. Repeatable.",
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name", metavar="NAME", help="By which it is reached, as behind a proxy. Repeatable."
        ),
    ] = None,
    proxy_header: Annotated[
        str | None,
        typer.Option(
            "--proxy-header",
            metavar="NAME",
            help="Header by which a reverse proxy says who asks; needs --proxy-address.",
        ),
    ] = None,
    proxy_address: Annotated[
        list[str] | None,
        typer.Option(
            "--proxy-address",
            metavar="ADDRESS",
            help="Where that proxy is, an address or a network; from others the header is refused. "
            "Repeatable.",
        ),
    ] = None,
    proxy_role: Annotated[
        str | None,
        typer.Option(
            "--proxy-role",
            metavar="ROLE",
            help="Of users of that proxy who were not added (`fitscore serve token add NAME "
            "--by-proxy`); else they are refused.",
        ),
    ] = None,
) -> None:
    """Serve a page for recruiters and an API, until it is interrupted."""
    if context.invoked_subcommand is not None:
        return
    if not all(map(find_spec, _NEEDED)):
        raise ExtraError("`fitscore serve`", "serve")
    import uvicorn

    from fitscore.serve.access import LOOPBACK, Access, has_tokens, host_of, new_token
    from fitscore.serve.app import application
    from fitscore.serve.processes import Setup
    from fitscore.serve.protocol import Protocol
    from fitscore.serve.service import Service
    from fitscore.serve.workspace import Workspace

    tell_log()
    proxy = _proxy(proxy_header, proxy_address or [], proxy_role)
    for one in name or ():
        if host_of(one) != one.lower():
            raise FitscoreError(f"--name {one}: give a name alone, such as fitscore.example.org")
    listening = _bound(host, port)
    try:
        workspace = Workspace(data if data is not None else data_folder())
    except FitscoreError:
        listening.close()
        raise
    book = workspace.store
    token = None if host in LOOPBACK or proxy or has_tokens(book) else new_token()
    apart = Setup(workspace.folder, make_scorer, tell_log)
    service = Service(
        workspace,
        make_scorer,
        Access(host, token, book, proxy=proxy, names=name or ()),
        apart=apart,
        webhook_hosts=webhook_host or (),
    )
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.getsockname()[1]}/"
    print(f"fitscore serves {workspace.folder} at {address} (Ctrl+C ends it)", flush=True)
    if token is not None:
        print(f"The token, shown this once: {token}", flush=True)
    if webhook_host:
        print(f"Webhooks are signed with the secret {service.webhooks.secret}", flush=True)
    if not no_open:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    settings = uvicorn.Config(
        application(service),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        http=Protocol,
        timeout_graceful_shutdown=_LAST_WORDS,
    )
    sys.setswitchinterval(_SWITCH)
    uvicorn.Server(settings).run([listening])


@tokens.command("add", epilog=examples("fitscore serve token add Ann --role read"))
def add_token(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of the person or program.")],
    role: Annotated[
        str, typer.Option("--role", help="read; work: add and change too; admin: all.")
    ] = "work",
    workspace: Annotated[
        str,
        typer.Option("--workspace", help="A folder of its own that nobody else's token sees."),
    ] = "",
    by_proxy: Annotated[
        bool,
        typer.Option(
            "--by-proxy", help="No token: NAME is a user, as the header of --proxy-header has it."
        ),
    ] = False,
    data: _DATA = None,
) -> None:
    """Make a token, show it this once, and keep its hash."""
    from fitscore.serve.access import has_tokens, hash_of, new_token

    known = _role("--role", role)
    if not re.fullmatch(r"(?:[a-z0-9][a-z0-9-]{0,39})?", workspace):
        raise FitscoreError(
            f"--workspace {workspace}: a name has up to 40 small letters, digits and hyphens"
        )
    if not name.strip() or not name.isprintable() or len(name) > LONGEST_HOLDER:
        raise FitscoreError(f"NAME has 1 to {LONGEST_HOLDER} characters, on one line")
    if by_proxy:
        if "," in name:
            raise FitscoreError("NAME has no comma: a header with one may name two users")
        with _stored(data) as store:
            print(_told(store.add_user(name.strip(), known, workspace)))
        return
    token = new_token()
    with _stored(data) as store:
        is_first = not has_tokens(store)
        made = store.add_token(hash_of(token), name.strip(), known, workspace)
    print(f"{made.id}: the token, shown this once: {token}")
    if is_first:
        tell("from the next start on nobody comes in without a token")


@tokens.command("list", epilog=examples("fitscore serve token list"))
def list_tokens(data: _DATA = None) -> None:
    """List who has a token."""
    with _stored(data) as store:
        for one in store.holders():
            print(_told(one))


def _told(one: Holder) -> str:
    where = f", workspace {one.workspace}" if one.workspace else ""
    how = ", by proxy" if one.by_proxy else ""
    return f"{one.id}: {one.name}, {one.role}{where}{how}, since {one.created[:10]}"


def _role(option: str, text: str) -> Role:
    """A role by its name.

    Raises:
        FitscoreError: There is none.
    """
    known: Role | None = next((one for one in get_args(Role) if one == text), None)
    if known is None:
        raise FitscoreError(f"{option} {text}: there is no such role; take read, work or admin")
    return known


def _proxy(header: str | None, addresses: list[str], role: str | None) -> Proxy | None:
    """Who may say who asks; nobody unless a header is named.

    Raises:
        FitscoreError: As of `Proxy.of`, or what goes with a header came without one.
    """
    from fitscore.serve.proxy import Proxy

    if header is None:
        if addresses or role:
            raise FitscoreError(
                "--proxy-address and --proxy-role need --proxy-header: the header that names users"
            )
        return None
    return Proxy.of(header, addresses, None if role is None else _role("--proxy-role", role))


@tokens.command("revoke", epilog=examples("fitscore serve token revoke GSZ-8GGPRukvLdnf"))
def revoke_token(
    id_: Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it.")],
    data: _DATA = None,
) -> None:
    """Let a token count no more, at once; sessions that began with it end."""
    with _stored(data) as store:
        if not store.revoke_token(id_):
            raise FitscoreError(f"{id_}: there is no such token; see `fitscore serve token list`")
    print(f"{id_}: revoked")


@contextmanager
def _stored(data: Path | None) -> Iterator[Store]:
    """The tables of a folder, which may be served meanwhile."""
    from fitscore.serve.store import Store

    folder = data if data is not None else data_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FitscoreError(
            f"{folder}: it cannot be used ({error.strerror}); give another folder with --data"
        ) from error
    store = Store(folder)
    try:
        yield store
    finally:
        store.close()


def _bound(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises:
        FitscoreError: The port is taken or not allowed, or the address is not this machine's.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # asyncio sends at once (TCP_NODELAY) where the protocol is named, and else an answer may
        # wait for 40 ms.
        made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if os.name == "posix":  # elsewhere it would let two servers have one port
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(address)
            made.listen(_MOST_WAITING)
        except BaseException:
            made.close()
            raise
        return made  # noqa: TRY300 - nothing more can fail
    except (OSError, UnicodeError) as error:
        problem = getattr(error, "strerror", None) or "it is no address"
        raise FitscoreError(
            f"{host}, port {port}: nothing can be served there ({problem}); give another --port "
            "or --host"
        ) from error
