"""Write anew what the commands print that README and docs show (docs/*.md, README.md).

    python docs/make_outputs.py

A block of a command shows parts of its output, with `[…]` between them. Each part is replaced by
the lines that are most alike among those that the command prints now, behind the part before it.
Look at what changed: a part whose number of lines changed must be cut anew by hand.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from difflib import SequenceMatcher
from pathlib import Path

from fitscore.documents.sources import expand_sources

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = "[…]"
BLOCK = re.compile(r"^```console\n\$ (.*?)^```", re.MULTILINE | re.DOTALL)


def printed(command: str) -> list[str]:
    """The lines that a shown command prints."""
    arguments: list[str] = []
    for word in shlex.split(command.replace("\\\n", " "))[1:]:
        arguments += map(str, expand_sources([word])) if "*" in word else [word]
    done = subprocess.run(
        [sys.executable, "-m", "fitscore", *arguments],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        print(f"{command}: {done.stderr}", file=sys.stderr)
    return done.stdout.splitlines()


def alike(shown: list[str], lines: list[str], first: int) -> int:
    """Where the lines begin that are most alike, at the earliest `first`."""
    text = "\n".join(shown)

    def likeness(at: int) -> float:
        there = "\n".join(lines[at : at + len(shown)])
        return SequenceMatcher(None, text, there, autojunk=False).ratio()

    return max(range(first, max(first, len(lines) - len(shown)) + 1), key=likeness)


def renewed(found: re.Match[str]) -> str:
    """A block with what its command prints now."""
    body = found[1]
    command = re.match(r"(?:.*\\\n)*.*\n", body)
    if command is None:
        return found[0]
    lines, at, made = printed(command[0].strip()), 0, []
    for part in re.split(rf"^({re.escape(LEFT_OUT)}\n)", body[command.end() :], flags=re.MULTILINE):
        shown = part.splitlines()
        if part.startswith(LEFT_OUT) or not shown:
            made.append(part)
            continue
        at = alike(shown, lines, at)
        made += [line + "\n" for line in lines[at : at + len(shown)]]
        at += len(shown)
    return f"```console\n$ {command[0]}{''.join(made)}```"


def main() -> None:
    """Renew every page."""
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = page.read_text("utf-8")
        new = BLOCK.sub(renewed, text)
        if new != text:
            page.write_text(new, "utf-8")
            print(page.relative_to(ROOT))


if __name__ == "__main__":
    main()
