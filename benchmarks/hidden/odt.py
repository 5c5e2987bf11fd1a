"""Ways of hiding text in an OpenDocument text, and look-alikes that a reader sees well.

The markup is that of OpenDocument 1.3, part 3.
"""

from __future__ import annotations

import io
import zipfile

from PIL import Image

from benchmarks.hidden.shared import SEEN
from benchmarks.hidden.tabled import Way, ways

LAYOUTS = [""]  # properties of the text that everyone sees
WAYS, KEPT, LOOK_ALIKES = (ways("odt", kind) for kind in ("ways", "kept", "look_alikes"))
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = {
    "office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing",
    "fo": "xsl-fo-compatible", "svg": "svg-compatible", "form": "form",
}  # fmt: skip
_NAMES = " ".join(f'xmlns:{short}="{_OASIS}:{name}:1.0"' for short, name in _SPACES.items()) + (
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:math="http://www.w3.org/1998/Math/MathML"'
    ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)
_PAPER = (
    'fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2cm" fo:margin-bottom="2cm" '
    'fo:margin-left="2cm" fo:margin-right="2cm"'
)


def page(layout: str, way: Way) -> bytes:
    """An OpenDocument text with one way of writing the canary."""
    look = layout or ('fo:color="#000000"' if way.part("default") else "")
    seen = [f'<text:p text:style-name="Standard">{text}</text:p>' for text in SEEN]
    text = way.part("pre") + "".join(seen[:2]) + way.part("body") + "".join(seen[2:])
    content = (
        f"<office:document-content {_NAMES}><office:automatic-styles>{way.part('auto')}"
        f"</office:automatic-styles><office:body><office:text>{text}</office:text></office:body>"
        "</office:document-content>"
    )
    styles = (
        f'<office:document-styles {_NAMES}><office:styles><style:default-style style:family="'
        f'paragraph"><style:text-properties fo:font-size="11pt" {way.part("default")}/>'
        '</style:default-style><style:style style:name="Standard" style:family="paragraph">'
        f"<style:text-properties {look}/></style:style>{way.part('named')}</office:styles>"
        '<office:automatic-styles><style:page-layout style:name="pm1">'
        f"<style:page-layout-properties {_PAPER} {way.part('page')}/></style:page-layout>"
        '</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" '
        f'style:page-layout-name="pm1">{way.part("master")}</style:master-page>'
        f"{way.part('masters')}</office:master-styles></office:document-styles>"
    )
    stream, picture = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(picture, "PNG")
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.oasis.opendocument.text"
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
        archive.writestr("styles.xml", styles)
        archive.writestr("Pictures/a.png", picture.getvalue())
    return stream.getvalue()
