"""Control words of RTF: Microsoft's Rich Text Format specification, version 1.9.1."""

from __future__ import annotations

import re

TWIP = 1 / 20  # points
CHARACTERS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ",
    "enspace": " ", "qmspace": " ",
}  # fmt: skip
SIGNS = {"~": "\u00a0", "_": "\u2011", "\\": "\\", "{": "{", "}": "}"}
# Destinations whose text is not the document's.
SKIPPED = frozenset({
    "annotation", "atnauthor", "atndate", "atnid", "bkmkend", "bkmkstart", "filetbl", "fldinst",
    "ftncn", "ftnsep", "ftnsepc", "generator", "info", "listoverridetable", "listtable",
    "mmathPict", "nonesttables", "nonshppict", "objdata", "pict", "revtbl", "rsidtbl", "rxe",
    "shprslt", "sp", "tc", "upr", "xe",
})  # fmt: skip
# Though they may be ignored.
KEPT = frozenset({
    "background", "do", "dptxbxtext", "moMath", "moMathPara", "shpinst", "shptxt", "ud",
})  # fmt: skip
DRAWINGS = frozenset({"do", "shpinst"})
LENGTHS = frozenset({
    "dpx", "dpxsize", "dpy", "dpysize", "shpbottom", "shpleft", "shpright", "shptop", "shpz",
})  # fmt: skip
PLACES = frozenset({
    "dobxmargin", "dobxpage", "dobymargin", "dobypage", "shpbxmargin", "shpbxpage", "shpbymargin",
    "shpbypage",
})  # fmt: skip
OF_DOCUMENT = frozenset({"titlepg", "facingp", "viewbksp"})
# Parts of a formula that a switch takes away, and whether it is `on` that does so.
TAKEN_AWAY = {
    "me": ("mshow", False), "mdeg": ("mdegHide", True), "msub": ("msubHide", True),
    "msup": ("msupHide", True),
}  # fmt: skip
MATH_SWITCHES = frozenset(name for name, _ in TAKEN_AWAY.values())
MATH_PROPERTIES = re.compile("m[a-zA-Z]+Pr")
SHADES = {"cbpat": "color", "cfpat": "pattern", "shdng": "share"}
ROWS = frozenset({
    "trowd", "trleft", "trrh", "trcbpat", "trcfpat", "trshdng", "clcbpat", "clcfpat", "clshdng",
    "clvmrg", "clmrg", "cellx",
})  # fmt: skip
BOXES = frozenset({"dptxbxtext", "shptxt"})
NOTE = "footnote"
HEADERS = frozenset({"header", "headerf", "headerl", "headerr"})
FOOTERS = frozenset({"footer", "footerf", "footerl", "footerr"})
STORIES = HEADERS | FOOTERS | BOXES | {NOTE}
MARKS = frozenset({"listtext", "pntext"})  # the bullet or number of an item
OWN_TABLES = frozenset({"colortbl", "fonttbl", "stylesheet"})
CHARACTER_SETS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
SYMBOLS = 2  # character set of a font of signs
# Of the specification's \fcharset.
CODE_PAGES = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
# Control words that set one thing: its name, what a number is multiplied by, what none means.
SETTINGS: dict[str, tuple[str, float, float]] = {
    "fs": ("size", 0.5, 24), "cf": ("color", 1, 0), "cb": ("ground", 1, 0),
    "chcbpat": ("ground", 1, 0), "highlight": ("ground", 1, 0), "cbpat": ("paper", 1, 0),
    "chcfpat": ("ground_pattern", 1, 0), "chshdng": ("ground_share", 1e-4, 0),
    "cfpat": ("paper_pattern", 1, 0), "shading": ("paper_share", 1e-4, 0),
    "f": ("font", 1, 0), "uc": ("after_unicode", 1, 1),
    "sb": ("before", TWIP, 0), "sa": ("after", TWIP, 0),
    "li": ("indent", TWIP, 0), "lin": ("indent", TWIP, 0), "s": ("style", 1, 0),
    "ri": ("right", TWIP, 0), "rin": ("right", TWIP, 0), "fi": ("first", TWIP, 0),
    "outlinelevel": ("outline", 1, 9), "charscalex": ("scale", 0.01, 100),
    "expnd": ("spread", 0.25, 0), "expndtw": ("spread", TWIP, 0), "up": ("moved", 0.5, 6),
    "dn": ("moved", 0.5, 6), "sl": ("line", TWIP, 0),
    "posx": ("frame_x", TWIP, 0), "posnegx": ("frame_x", TWIP, 0),
    "posy": ("frame_y", TWIP, 0), "posnegy": ("frame_y", TWIP, 0),
    "absw": ("frame_width", TWIP, 0), "absh": ("frame_height", TWIP, 0),
}  # fmt: skip
SWITCHES = {
    "b": "bold",
    "caps": "capitals",
    "v": "hidden",
    "deleted": "hidden",
    "mvf": "hidden",
    "intbl": "in_table",
}
# Control words that choose one of several.
CHOICES = {
    "ql": ("alignment", "left"), "qr": ("alignment", "right"), "qc": ("alignment", "center"),
    "qj": ("alignment", "left"), "phpg": ("frame_across", "page"),
    "phmrg": ("frame_across", "margin"), "phcol": ("frame_across", "column"),
    "pvpg": ("frame_down", "page"), "pvmrg": ("frame_down", "margin"),
    "pvpara": ("frame_down", "paragraph"),
}  # fmt: skip
# Of the document, and of a section.
PAPER = {
    "paperw": "width", "paperh": "height", "margl": "left", "margr": "right", "margt": "top",
    "pgwsxn": "width", "pghsxn": "height", "marglsxn": "left", "margrsxn": "right",
    "margtsxn": "top", "headery": "header", "footery": "footer",
}  # fmt: skip
