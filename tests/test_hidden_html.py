"""What a reader of a web page would not see counts nothing and is told."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from benchmarks.hidden.html import KEPT, LAYOUTS, LOOK_ALIKES, PLAIN, WAYS, Layout, Way, page
from benchmarks.hidden.shared import CANARY, SEEN, is_caught, is_clean, keeps_what_is_seen, read
from fitscore.documents import document_from_bytes
from fitscore.documents.containers import Member, unpack
from fitscore.documents.contrast import contrast_ratio
from fitscore.documents.css_clips import share_left
from fitscore.documents.css_colours import colour, painted
from fitscore.documents.css_media import contained, holds
from fitscore.documents.css_transforms import transform_of
from fitscore.documents.css_values import length
from fitscore.documents.html import read_html

EVERY = [(way, layout) for way in WAYS for layout in LAYOUTS]
SAID = "Ran the payroll of two hundred people"


def name_of(value: Way | Layout) -> str:
    return value.name


def html(body: str, css: str = "", head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}<style>{css}</style></head><body>{body}</body></html>"


@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_hidden_text_is_caught(way: Way):
    """None of its words counts, a flag quotes them, and all that is seen stays."""
    document = read(page(PLAIN, way), "page.html")
    assert is_caught(document)
    assert keeps_what_is_seen(document)


@pytest.mark.parametrize("way", KEPT, ids=name_of)
def test_what_is_never_text_is_not_read(way: Way):
    """Scripts, attributes, what stands in for a film: none of it counts, and nothing is flagged."""
    document = read(page(PLAIN, way), "page.html")
    assert document is not None
    assert not any(word in document.text for word in CANARY.split())
    assert document.flags == ()
    assert keeps_what_is_seen(document)


@pytest.mark.parametrize("way", LOOK_ALIKES, ids=name_of)
def test_what_is_seen_is_not_taken_for_hidden(way: Way):
    """White on a dark box, rules that are overridden or for paper, small print: it counts."""
    assert is_clean(read(page(PLAIN, way), "page.html"))


@pytest.mark.long
@pytest.mark.parametrize(("way", "layout"), EVERY)
def test_hidden_text_is_caught_on_every_layout(way: Way, layout: Layout):
    """The same on ten layouts: dark pages, tables, columns, pages set by places."""
    document = read(page(layout, way), "page.html")
    assert is_caught(document)
    assert keeps_what_is_seen(document)


@pytest.mark.long
@pytest.mark.parametrize("layout", LAYOUTS, ids=name_of)
def test_what_is_seen_counts_on_every_layout(layout: Layout):
    """No look-alike is taken for hidden on any of them."""
    wrong = [w.name for w in LOOK_ALIKES if not is_clean(read(page(layout, w), "page.html"))]
    assert wrong == []


@pytest.mark.parametrize(
    "body",
    [
        '<p>Mail <span class="sr">(opens in a new window)</span></p>',
        '<a href="#main" class="sr">Skip to the main content now</a>',
        '<ul class="none"><li><a href="/jobs">All open jobs here</a></li><li>Now</li></ul>',
        f'<p>{SAID}</p><p class="none">{SAID}</p>',
        '<nav class="none">Search all jobs in the whole country</nav>',
        '<div role="dialog" class="none">We use cookies on this site to know you</div>',
        '<button class="none">Apply for this job right now</button>',
    ],
)
def test_an_honest_page_is_not_flagged(body: str):
    """Labels for screen readers, menus, windows, text that is shown twice: nothing is told."""
    css = ".none{display:none}.sr{position:absolute;width:1px;height:1px;overflow:hidden}"
    body = body.replace("(opens in a new window)", "(a new window)")
    text, _, flags = read_html(html(f"<h1>Ann Lee</h1>{body}", css))
    assert text.startswith("Ann Lee")
    assert flags == ()


def test_single_words_in_the_colour_of_the_page_are_told():
    """Nobody labels anything in white on white: one word of it is enough."""
    body = '<p>Kept records <span style="color:#fff">Kubernetes</span></p>'
    text, _, flags = read_html(html(body))
    assert text == "Kept records"
    assert [flag.quote for flag in flags] == ["Kubernetes"]


def test_many_short_labels_together_are_told():
    """A list of skills, each hidden by itself, is no label."""
    names = "Kafka Spark Hadoop Airflow Snowflake Databricks Terraform Ansible Helm Istio Go Rust"
    items = "".join(f"<li>Town <i hidden>{name}</i></li>" for name in names.split())
    text, _, flags = read_html(html(f"<ul>{items}</ul>"))
    assert set(text.split()) == {"Town"}
    assert [flag.quote for flag in flags] == [names]


def test_hidden_text_splits_no_line():
    """What has no box leaves the line around it whole."""
    body = f'<div>Kept the <div style="display:none">{CANARY}</div>records</div>'
    text, lines, _ = read_html(html(body))
    assert text == "Kept the records"
    assert len(lines) == 1


def test_icons_are_not_read_and_text_beside_them_is():
    """Text kept from screen readers is read where it alone says something."""
    icon = '<span aria-hidden="true">location_on</span>'
    doubled = f'<span aria-hidden="true">{SAID}</span><span>{SAID}</span>'
    alone = f'<p><span aria-hidden="true">{SEEN[0]}</span></p>'
    text, _, _ = read_html(html(f"<p>{icon} Leeds</p><p>{doubled}</p>{alone}"))
    assert text.split("\n\n") == ["Leeds", SAID, SEEN[0]]


def test_a_posting_is_not_judged_by_sheets_that_are_missing():
    """White text in a box that the site's own sheet paints dark is part of the posting."""
    box = f'<div class="hero"><h1 style="color:#fff">{SEEN[0]}</h1></div>'
    link = '<link rel="stylesheet" href="site.css">'
    assert SEEN[0] in read_html(html(box, head=link), job=True)[0]
    assert SEEN[0] in read_html(box, job=True)[0]
    assert SEEN[0] not in read_html(html(box), job=True)[0]
    assert SEEN[0] not in read_html(html(box, head=link))[0]


def test_text_is_cut_where_its_box_ends():
    """Of one string the words that the box shows count, and those behind them are told."""
    css = ".a{width:200px;overflow:hidden;white-space:nowrap}"
    text, _, flags = read_html(html(f"<p class=a>{SEEN[0]}. {CANARY}</p>", css))
    assert text.startswith(SEEN[0][:20])
    assert CANARY not in text
    assert [flag.kind for flag in flags] == ["hidden_text"]
    assert flags[0].quote.endswith(CANARY)


def test_text_on_a_picture_that_lies_elsewhere_counts_and_is_told():
    """Nobody can say what the picture shows; one that lies beside the file is not there."""
    box = f'<p style="color:#fff;background-image:url(%s)">{SAID}</p>'
    text, _, flags = read_html(html(box % "https://example.org/a.jpg"))
    assert text == SAID
    assert [(flag.kind, flag.quote) for flag in flags] == [("unchecked", SAID)]
    text, _, flags = read_html(html(f"<p>Ann Lee</p>{box % 'a.jpg'}"))
    assert text == "Ann Lee"
    assert [flag.kind for flag in flags] == ["hidden_text"]
    assert SAID in read_html(html(box % "a.jpg", "@import 'site.css';"), job=True)[0]


def test_boxes_that_are_windows_of_a_site_are_not_read():
    """What is kept from screen readers is read where the page itself says that it is shown."""
    window = f'<div aria-hidden="true"><p>{SAID}</p></div><p>{SEEN[0]}</p>'
    link = '<link rel="stylesheet" href="site.css">'
    assert SAID in read_html(html(window))[0]
    assert SAID not in read_html(html(window, head=link))[0]
    assert SAID not in read_html(html(window), job=True)[0]


def test_covers_that_are_too_many_are_told():
    """A page of boxes over boxes is read, and a flag says that not all were held against it."""
    boxes = '<b style="position:absolute;top:9px;left:9px;width:1px;height:1px;background:red"></b>'
    text, _, flags = read_html(html(f"{boxes * 2_000}{f'<p>{SAID}</p>' * 1_001}"))
    assert SAID in text
    assert [flag.kind for flag in flags] == ["unchecked"]


@pytest.mark.parametrize(
    "markup",
    [
        '<div><template shadowrootmode="open">' * 60 + "<slot></slot>",
        '<svg viewBox="1e999 a -1 0"><text x="1e999" y="%">a</text><rect width="-"/></svg>',
        '<svg width="9" viewBox="0 0 0 0"><polygon points="1 2 3"/><text>a</text></svg>',
        '<img src="data:image/png;base64,%%%" style="position:absolute;width:9px;height:9px">',
        '<link rel="stylesheet" href="data:text/css;base64,&&&"><link rel=stylesheet href="data:">',
        "<style>@import;@import url(;@import url() layer( supports(;</style>",
        '<table><col style="visibility:collapse"><tr></tr></table>',
        "<p style=\"offset-path:path('M .. --');content:url();-webkit-line-clamp:1e9\"></p>",
    ],
    ids=range(8),
)
def test_senseless_boxes_hide_nothing(markup: str):
    """Trees without end, drawings without size, addresses without data."""
    text, _, flags = read_html(html(f"<p>{SAID}</p>{markup}"))
    assert SAID in text
    assert flags == ()


def test_a_sheet_may_import_itself_no_deeper_than_others():
    """Sheets in addresses in sheets end, and that is told."""
    from urllib.parse import quote

    sheet = ".a{color:red}"
    for _ in range(5):
        sheet = f"@import 'data:text/css,{quote(sheet)}';"
    text, _, flags = read_html(html(f"<p class=a>{SAID}</p>", sheet))
    assert text == SAID
    assert flags == ()


def test_a_box_over_the_whole_page_hides_nothing():
    """A screen that a script takes away when the page has loaded is no trick."""
    loader = '<div style="position:fixed;inset:0;background:#fff;z-index:9">Loading</div>'
    text, _, flags = read_html(html(f"{loader}<p>{SAID}</p><p>{SEEN[0]}</p>"))
    assert SAID in text
    assert flags == ()


@pytest.mark.parametrize(
    "css",
    [
        "q " + "div " * 5 + "p{color:red}",
        "".join(f"*:not(.q{i}){{color:red}}" for i in range(900)),
        ".a{" * 2_000 + "}" * 2_000,
        "p:nth-of-type(2n+1):has(~ p){color:red}" * 20,
        ",".join("a" for _ in range(4_000)) + "{color:red}",
    ],
    ids=["ancestors", "universal", "nested", "siblings", "list"],
)
def test_sheets_that_ask_for_too_much_are_told(css: str, monkeypatch: pytest.MonkeyPatch):
    """Nothing of the page is lost, and a flag says that not all of its rules were followed."""
    monkeypatch.setattr("fitscore.documents.css._MOST_STEPS", 400_000)
    body = "<div>" * 30 + f"<p>{SAID}</p>" * 300
    text, lines, flags = read_html(html(body, css))
    assert len(lines) == 300
    assert set(text.split("\n")) == {SAID, ""}
    assert [flag.kind for flag in flags] == ["unchecked"]


@pytest.mark.parametrize(
    "css",
    [
        "p{width:" + "calc(" * 3_000 + "1px" + ")" * 3_000 + "}",
        ":root{--a:var(--b);--b:var(--a)}p{display:var(--a)}",
        ":root{--a0:x;"
        + "".join(f"--a{i}:var(--a{i - 1}) var(--a{i - 1});" for i in range(1, 60))
        + "}p{font:var(--a59)}",
        "p{width:1e999px;z-index:1e99;line-height:1e400;letter-spacing:0e999;border:1e999px}",
        "@media (((((" * 500,
        "p{color:rgb(1 2;background:#12;transform:matrix(1);clip:rect();clip-path:polygon(1px)}",
        "[a='" * 400,
        "p{background:color-mix(in,red);filter:blur() brightness(x);mask:linear(}",
    ],
    ids=range(8),
)
def test_senseless_sheets_hide_nothing(css: str):
    """Wrong, endless and enormous values are left out, as browsers do."""
    text, _, flags = read_html(html(f"<p>{SAID}</p>", css))
    assert text == SAID
    assert flags == ()


def test_a_page_may_nest_deeper_than_the_stack():
    """Thousands of boxes in one another are read, and flagged where sheets are not followed."""
    deep = "<div>" * 5_000 + SAID
    assert read_html(html(deep))[0] == SAID
    text, _, flags = read_html(html(deep, "p{color:red}"))
    assert text == SAID
    assert [flag.kind for flag in flags] == ["unchecked"]


def test_a_mail_that_is_a_web_page_is_judged_as_one():
    """A résumé in the mail's own HTML is read without what it hides, and that is told."""
    mail = EmailMessage()
    mail["From"] = "Ann Lee <ann@example.org>"
    mail["Subject"] = "Résumé"
    mail.set_content(html(f"<p>{SEEN[0]}</p><p style='font-size:0'>{CANARY}</p>"), subtype="html")
    (member,) = unpack(mail.as_bytes(), "mail.eml")
    assert isinstance(member, Member)
    document = document_from_bytes(member.data, member.name)
    assert document.text == SEEN[0]
    assert [flag.quote for flag in document.flags] == [CANARY]


def test_an_attached_page_is_judged_too(tmp_path: Path):
    """The same in a file that is attached."""
    mail = EmailMessage()
    mail["From"] = "Ann Lee <ann@example.org>"
    mail.set_content("See my résumé.")
    markup = html(f"<p>{SEEN[0]}</p><p hidden>{CANARY}</p>").encode()
    mail.add_attachment(markup, maintype="text", subtype="html", filename="me.html")
    path = tmp_path / "mail.eml"
    path.write_bytes(mail.as_bytes())
    (member,) = unpack(path.read_bytes(), "mail.eml")
    assert isinstance(member, Member)
    assert is_caught(document_from_bytes(member.data, member.name))


def test_contrast_is_that_of_an_eye():
    """Yellow differs from white by one whole channel, and is hardly told from it."""
    white, yellow, grey = (255, 255, 255), (255, 255, 0), (119, 119, 119)
    assert contrast_ratio(white, (0, 0, 0)) == pytest.approx(21)
    assert contrast_ratio(white, grey) == pytest.approx(4.48, abs=0.01)
    assert contrast_ratio(yellow, white) == pytest.approx(1.07, abs=0.01)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("#f00", (255, 0, 0, 1)),
        ("hsl(120deg 100% 25%)", (0, 128, 0, 1)),
        ("hwb(0 100% 0%)", (255, 255, 255, 1)),
        ("lab(100% 0 0)", (255, 255, 255, 1)),
        ("oklch(0.628 0.2577 29.23)", (255, 0, 0, 1)),
        ("color-mix(in srgb, red 25%, blue)", (64, 0, 191, 1)),
        ("rgb(calc(250 + 5) 0 0 / 50%)", (255, 0, 0, 0.5)),
        ("rgb(from white r g b)", (255, 255, 255, 1)),
    ],
)
def test_colours_of_every_notation(value: str, expected: tuple[float, ...]):
    """To a unit of 255."""
    assert colour(value) == pytest.approx(expected, abs=1.5)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2em", 40),
        ("calc(1em - 50%)", -30),
        ("min(10px, 1in, 50vw)", 10),
        ("clamp(1px, 2px + 3px * 2, 7px)", 7),
        ("-3pt", -4),
        ("auto", None),
        ("calc(1px / 0)", None),
    ],
)
def test_lengths_and_sums(value: str, expected: float | None):
    """In px, with a font of 20 px in a box of 100 px."""
    assert length(value, 20.0, 100.0) == expected


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ("", True),
        ("screen and (min-width: 40em)", True),
        ("print", False),
        ("not print", True),
        ("(width < 600px) or (orientation: landscape)", True),
        ("not all and (hover)", False),
        ("(600px <= width < 900px)", False),
        ("(prefers-color-scheme: dark)", False),
        ("(min-aspect-ratio: 4/3)", True),
        ("(unheard-of: 3)", False),
        ("print, (min-resolution: 1dppx)", True),
    ],
)
def test_media_queries(media: str, *, expected: bool):
    """For a light screen of 1200 by 900 px."""
    assert holds(media) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("(max-width: 200px)", True),
        ("side (width > 400px)", False),
        ("not (width > 400px)", True),
        ("style(--shown: no)", True),
        ("style(--shown: yes)", False),
        ("style(--else)", False),
        ("(orientation: portrait)", True),
    ],
)
def test_container_queries(condition: str, *, expected: bool):
    """For a container of 150 px; its name says nothing."""
    assert contained(condition, 150.0, {"--shown": "no"}) is expected


@pytest.mark.parametrize(
    ("rules", "across", "down", "x"),
    [
        ({"transform": "translateX(50%) scale(2)"}, 2.0, 2.0, 50.0),
        ({"rotate": "90deg"}, 1.0, 1.0, 0.0),
        ({"transform": "rotateX(60deg)"}, 1.0, 0.5, 0.0),
        ({"transform": "rotate(180deg)", "transform-origin": "-400px 0"}, 1.0, 1.0, -800.0),
        ({"transform": "scale(.5)", "transform-origin": "left top"}, 0.5, 0.5, 0.0),
        ({"transform": "perspective(10px) translateZ(20px)"}, 0.0, 0.0, 0.0),
        ({"zoom": ".25"}, 0.25, 0.25, 0.0),
    ],
)
def test_transforms(rules: dict[str, str], across: float, down: float, x: float):
    """Of a box of 100 by 20 px: how large it is seen, and how far it is moved."""
    found = transform_of(rules, 16.0, 100.0, 20.0)
    assert (found.across, found.down, found.x) == pytest.approx((across, down, x))


@pytest.mark.parametrize(
    ("path", "share"),
    [
        ("none", 1.0),
        ("inset(0 50% 0 0)", 0.5),
        ("polygon(0 0, 100% 0, 0 100%)", 0.5),
        ("circle(5px at 900px 0)", 0.0),
        ("path('M0 0H50V40H0Z')", 0.25),
        ("path('M0 0 C 9 9 9 9 9 9')", None),
        ("shape(from 0 0, line to 9px 9px)", None),
        ("url(elsewhere.svg#c)", None),
    ],
)
def test_what_clips_leave_of_a_box(path: str, share: float | None):
    """Of one of 200 by 40 px; curves and drawings elsewhere are not worked out."""
    found = share_left({"clip-path": path}, 16.0, (200.0, 40.0), placed=False)
    assert found == pytest.approx(share, abs=0.05)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("sin(30deg)", 0.5),
        ("cos(0)", 1.0),
        ("round(up, 7px, 5px)", 10.0),
        ("mod(-7px, 5px)", 3.0),
        ("pow(2, 3)", 8.0),
        ("sign(-4px)", -1.0),
        ("hypot(3px, 4px)", 5.0),
        ("pow(0, -1)", None),
        ("round(sideways, 7px, 5px)", None),
    ],
)
def test_functions_of_mathematics(value: str, number: float | None):
    """As CSS Values 4 says; outside of where they have a value they are none."""
    assert length(value, 16.0, None) == pytest.approx(number)


def test_a_page_without_a_document_type_is_read_as_of_old():
    """Colours without their sign, sizes without units and classes in any case hold there."""
    body = (
        f"<body><p>Kept records</p><p style='color:ffffff'>{SAID}</p>"
        f"<p style='font-size:1'>{SAID}</p><p class='GONE'>{SAID}</p></body>"
    )
    page = f"<html><head><style>.gone{{display:none}}</style></head>{body}</html>"
    assert read_html(page)[0] == "Kept records"
    assert read_html(f"<!DOCTYPE html>{page}")[0].count(SAID) == 3


def test_colours_of_gradients():
    """All stops; a picture is not known, and none is nothing."""
    assert painted("linear-gradient(90deg, red, #00f 50%)") == ((255, 0, 0, 1), (0, 0, 255, 1))
    assert painted("none") is None


@pytest.mark.parametrize(
    "rule",
    [
        "clip-path: path('M0 0 C 9 9 300 9 300 0Z')",
        "clip-path: shape(from 0 0, line to 1px 1px)",
        "clip-path: inset(0 0 40% 0)",
        "mask: url(#m)",
        "mask: linear-gradient(#000, transparent)",
        "mask: linear-gradient(#000, #000) no-repeat -90px 0 / 9em 9em",
        "filter: url(#f)",
        "color: rgb(from #222 calc(r + 200) g b)",
        "opacity: calc(1 - progress(5px, 0px, 5px))",
        "offset-path: ray(45deg)",
        "text-decoration: line-through .7em #fff",
    ],
)
def test_rules_that_are_not_worked_out_are_told(rule: str):
    """The text is read, since it may be seen; a flag says that nobody looked."""
    text, _, flags = read_html(
        f"<html><body><p>Kept the parks</p><p style='{rule}'>Ran a bank of nine</p></body></html>"
    )
    assert "Ran a bank of nine" in text
    assert [(flag.kind, flag.quote) for flag in flags] == [("unchecked", "Ran a bank of nine")]


@pytest.mark.parametrize(
    "rule",
    ["transform: translateZ(0)", "width: calc(100% - 2em)", "text-decoration: line-through",
     "filter: drop-shadow(1px 1px 2px #ccc)", "color: color-mix(in srgb, #222 80%, white)"],
)  # fmt: skip
def test_rules_of_ordinary_pages_are_not_told(rule: str):
    """Nothing is flagged where text is plainly seen."""
    text, _, flags = read_html(
        f"<html><body><p style='{rule}'>Ran a bank of nine</p></body></html>"
    )
    assert "Ran a bank of nine" in text
    assert flags == ()
