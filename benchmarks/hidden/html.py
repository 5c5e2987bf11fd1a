"""Ways of hiding text in a web page, put in ten layouts, and look-alikes that a reader sees well.

Written from the HTML standard (https://html.spec.whatwg.org/) and the modules of CSS: cascade,
selectors, colours, backgrounds, transforms, masking, filters, overflow and positioned layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import Template

from benchmarks.hidden import html_boxes, html_look_alikes, html_reckoned, html_ways
from benchmarks.hidden.html_ways import KEPT, Way
from benchmarks.hidden.shared import CANARY, SEEN

__all__ = ["KEPT", "LAYOUTS", "LOOK_ALIKES", "PLAIN", "WAYS", "Layout", "Way", "page"]

WAYS = [*html_ways.WAYS, *html_boxes.WAYS, *html_reckoned.WAYS]
LOOK_ALIKES = [
    *html_look_alikes.LOOK_ALIKES,
    *html_boxes.LOOK_ALIKES,
    *html_reckoned.LOOK_ALIKES,
]


@dataclass(frozen=True)
class Layout:
    """A page around a way: what is seen, a place for the way, and the colours there.

    Attributes:
        name: What it is called.
        paper: The ground at the place.
        ink: The colour of text there.
        near: A colour that cannot be told from the ground.
        css: Its style sheet.
        body: Its markup; `$seen` and `$way` stand for the text of everyone and the way.
        attributes: Of the body's tag.
    """

    name: str
    paper: str
    ink: str
    near: str
    css: str
    body: str
    attributes: str = ""


_ITEMS = "".join(f"<li>{line}</li>" for line in SEEN)

LAYOUTS = [
    Layout("plain", "#ffffff", "#000000", "#fafafa", "", "<h1>Ann Lee</h1><ul>$seen</ul>$way"),
    Layout(
        "narrow column",
        "#ffffff",
        "#222222",
        "#f7f7f7",
        "body{font:15px/1.5 Georgia,serif;color:#222;max-width:720px;margin:2em auto;padding:0 1em}"
        "h1{font-size:2em}ul{padding-left:1.2em}",
        "<h1>Ann Lee</h1><ul>$seen</ul>$way<p>References on request</p>",
    ),
    Layout(
        "dark page",
        "#102027",
        "#eceff1",
        "#14252d",
        "html{background:#102027}body{color:#eceff1;font-family:sans-serif}a{color:#80cbc4}",
        "<main><h1>Ann Lee</h1><section><h2>Experience</h2><ul>$seen</ul></section>$way</main>",
    ),
    Layout(
        "cream paper",
        "#fbf6e9",
        "#3e2723",
        "#f8f2e3",
        ":root{--paper:#fbf6e9;--ink:#3e2723}body{background:var(--paper);color:var(--ink)}",
        "<article><h1>Ann Lee</h1>$way<ul>$seen</ul></article>",
    ),
    Layout(
        "side bar",
        "#263238",
        "#ffffff",
        "#2a363c",
        ".page{display:grid;grid-template-columns:220px 1fr;gap:20px}"
        ".side{background:#263238;color:#fff;padding:20px}.main{padding:20px}",
        '<div class="page"><aside class="side"><h2>Skills</h2>$way</aside>'
        '<div class="main"><h1>Ann Lee</h1><ul>$seen</ul></div></div>',
    ),
    Layout(
        "tables",
        "#eeeeee",
        "#000080",
        "#ebebeb",
        "",
        '<table width="100%" bgcolor="#eeeeee"><tr><td><h1>Ann Lee</h1></td></tr>'
        "<tr><td><ul>$seen</ul></td></tr><tr><td>$way</td></tr></table>",
        'bgcolor="#ffffff" text="#000080"',
    ),
    Layout(
        "styles in place",
        "#e3f2fd",
        "#0d47a1",
        "#e0effb",
        "",
        '<div style="background-color:#e3f2fd;color:#0d47a1;font:10pt Arial;padding:1cm">'
        '<h1 style="margin:0">Ann Lee</h1><ul>$seen</ul><div style="margin-top:1em">$way</div>'
        "</div>",
    ),
    Layout(
        "set pages",
        "#ffffff",
        "#000000",
        "#f6f6f6",
        ".sheet{position:relative;width:892px;height:1262px;background:white;margin:10px auto}"
        ".row{position:absolute;white-space:nowrap;margin:0}",
        '<div class="sheet"><p class="row" style="top:60px;left:90px">Ann Lee</p>'
        '<div class="row" style="top:140px;left:90px"><ul>$seen</ul></div></div>'
        '<div class="sheet">$way</div>',
    ),
    Layout(
        "cards",
        "#37474f",
        "#fafafa",
        "#394951",
        "@layer base,parts;@layer base{body{background:#eceff1;color:#263238}}"
        "@layer parts{.card{background:#fff;border-radius:8px;overflow:hidden;padding:16px;"
        "&.dark{background:#37474f;color:#fafafa}}}"
        "@media (min-width:800px){.cards{display:flex;gap:16px}}",
        '<div class="cards"><div class="card"><h1>Ann Lee</h1><ul>$seen</ul></div>'
        '<div class="card dark">$way</div></div>',
    ),
    Layout(
        "deep",
        "#f5f5f5",
        "#004d40",
        "#f2f2f2",
        "*{box-sizing:border-box;margin:0;padding:0}#root>div{background:rgba(0,0,0,.04)}"
        "#root{color:#004d40;font-size:18px}#root p{line-height:1.4}",
        '<div id="root"><div><div><div><div><h1>Ann Lee</h1><ul>$seen</ul>'
        "<div><div>$way</div></div></div></div></div></div></div>",
    ),
]
PLAIN = LAYOUTS[0]


def page(layout: Layout, way: Way) -> bytes:
    """A page in a layout with one way in it."""
    colours = {"paper": layout.paper, "ink": layout.ink, "near": layout.near, "canary": CANARY}
    body = Template(layout.body).substitute(
        seen=_ITEMS,
        way=Template(way.html).substitute(colours),
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f"<title>Ann Lee</title><style>{layout.css}</style>"
        f"{Template(way.head).substitute(colours)}"
        f"<style>{Template(way.css).substitute(colours)}</style></head>"
        f"<body {layout.attributes}>{body}</body></html>"
    ).encode()
