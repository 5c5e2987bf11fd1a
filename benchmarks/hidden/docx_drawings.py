"""Drawings of a Word file: text boxes, shapes, pictures and groups, in DrawingML and VML."""

from __future__ import annotations

from benchmarks.hidden.docx_page import par

POINT = 12700


def solid(color: str) -> str:
    """A fill of one colour."""
    return f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'


def shape(text: str = "", fill: str = "<a:noFill/>", *, place: str = "", size: str = "") -> str:
    """A shape; `text` are the blocks in it."""
    box = f"<wps:txbx><w:txbxContent>{text}</w:txbxContent></wps:txbx>" if text else ""
    at = f"<a:xfrm>{place}{size}</a:xfrm>" if size else ""
    return (
        f'<wps:wsp><wps:cNvSpPr/><wps:spPr>{at}<a:prstGeom prst="rect"/>{fill}</wps:spPr>'
        f"{box}<wps:bodyPr/></wps:wsp>"
    )


def graphic(inner: str, uri: str = "wordprocessingShape") -> str:
    """What a drawing shows."""
    kind = f"http://schemas.microsoft.com/office/word/2010/{uri}"
    return f'<a:graphic><a:graphicData uri="{kind}">{inner}</a:graphicData></a:graphic>'


def anchor(
    inner: str,
    *,
    x: float = 0,
    y: float = 0,
    width: float = 300,
    height: float = 60,
    behind: bool = False,
    order: int = 10,
    across: str = "column",
    down: str = "paragraph",
    more: str = "",
    hidden: str = "",
) -> str:
    """A floating drawing; lengths in points."""
    return (
        f'<w:drawing><wp:anchor simplePos="0" relativeHeight="{order}" behindDoc="{int(behind)}" '
        f'locked="0" layoutInCell="1" allowOverlap="1" {more}><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="{across}"><wp:posOffset>{int(x * POINT)}</wp:posOffset>'
        f'</wp:positionH><wp:positionV relativeFrom="{down}"><wp:posOffset>{int(y * POINT)}'
        f'</wp:posOffset></wp:positionV><wp:extent cx="{int(width * POINT)}" '
        f'cy="{int(height * POINT)}"/><wp:wrapNone/><wp:docPr id="{order}" name="d{order}" '
        f"{hidden}/>{inner}</wp:anchor></w:drawing>"
    )


def twice(drawing: str, text: str, requires: str = "wps") -> str:
    """A drawing and its twin for older programs, as Word writes both."""
    older = (
        '<w:pict><v:shape style="position:absolute;width:300pt;height:60pt"><v:textbox>'
        f"<w:txbxContent>{text}</w:txbxContent></v:textbox></v:shape></w:pict>"
    )
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="{requires}">{drawing}</mc:Choice>'
        f"<mc:Fallback>{older}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def box(text: str, fill: str = "<a:noFill/>", **place: object) -> str:
    """A paragraph with a text box and its twin."""
    drawing = anchor(graphic(shape(text, fill)), **place)  # type: ignore[arg-type]
    return par(twice(drawing, text))


def picture(relation: str) -> str:
    """A picture."""
    kind = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    return (
        f'<a:graphic><a:graphicData uri="{kind}"><pic:pic><pic:blipFill><a:blip '
        f'r:embed="{relation}"/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic>'
    )


def older_box(text: str, css: str, more: str = 'filled="f" stroked="f"') -> str:
    """A paragraph with a text box in VML."""
    return par(
        f'<w:r><w:pict><v:shape style="position:absolute;{css}" {more}><v:textbox>'
        f"<w:txbxContent>{text}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
