"""Ways of hiding text by the boxes of a page, and look-alikes: cut off, covered, slotted, drawn.

Written from CSS 2.2, Overflow 4, Grid 2, Positioned Layout 3, Pseudo-Elements 4, Cascading 5,
Motion Path 1, the HTML and DOM standards (shadow trees, `data:` URLs) and SVG 2.
"""

from __future__ import annotations

from benchmarks.hidden.html_ways import Way

_A = '<p class="a">$canary</p>'
_O = '<div class="o"><p>$canary</p></div>'
_COVER = "content:'';position:absolute;inset:0;background:$paper"

_CUT_OFF = [
    Way("behind an ellipsis", '<p class="a">Kept all the books of two shops <b>$canary</b></p>',
        ".a{width:150px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}"),
    Way("behind words in a small box", '<div class="a">Go Rust Java Kotlin $canary</div>',
        ".a{width:70px;height:20px;line-height:20px;overflow:hidden}"),
    Way("below a clamp", '<div class="a">Name<br>Town<br>$canary</div>',
        ".a{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}"),
    Way("below one line", '<div class="a">Name<br>$canary</div>',
        ".a{max-height:1lh;overflow:hidden}"),
    Way("pushed by a margin in a line", '<div class="a">Town<i style="margin-left:40em">$canary'
        "</i></div>", ".a{width:300px;overflow:hidden;white-space:nowrap}"),
    Way("pushed by padding", '<div class="a"><p style="padding-top:90px">$canary</p></div>',
        ".a{height:60px;overflow:clip}"),
    Way("pushed by a margin above", '<div class="a"><p style="margin-top:20em">$canary</p></div>',
        ".a{height:100px;overflow:hidden;padding:1px}"),
    Way("pushed out of a ratio", '<div class="a"><p style="padding-top:80px">$canary</p></div>',
        ".a{width:100px;aspect-ratio:5/1;overflow:hidden}"),
    Way("half a line of no use", '<div class="a">$canary</div>',
        ".a{height:20px;line-height:160px;overflow:hidden}"),
    Way("moved out of its box", '<div class="a"><p style="position:relative;top:90px">$canary</p>'
        "</div>", ".a{height:40px;overflow:hidden}"),
    Way("lines that do not wrap", '<div class="a">More of it <i>and more</i> <b>$canary</b></div>',
        ".a{width:60px;overflow:clip;text-wrap:nowrap}"),
    Way("marquee of no height", '<marquee height="0">$canary</marquee>'),
    Way("column that is collapsed", "<table><col><col class=c><tr><td>Town</td><td>$canary</td>"
        "</tr></table>", ".c{visibility:collapse}"),
]  # fmt: skip

_COVERED = [
    Way("covered by what stands before", _O, f".o{{position:relative}}.o::before{{{_COVER}}}"),
    Way("covered by what stands behind", _A, f".a{{position:relative}}.a:after{{{_COVER}}}"),
    Way("covered by a size", _A, ".a{position:relative;z-index:0}.a::after{content:' ';position:"
        "absolute;top:0;left:0;width:100%;height:100%;background:$paper}"),
    Way("covered by the next box", '<p style="margin:0;height:20px">$canary</p><div style="'
        'position:relative;margin-top:-22px;height:26px;background:$paper"></div>'),
    Way("covered by a box that is moved", '<p style="margin:0;line-height:20px">$canary</p>'
        '<div style="height:28px;transform:translateY(-24px);background:$paper"></div>'),
    Way("two in one cell", '<div class="g"><p>$canary</p><div>Town</div></div>',
        ".g{display:grid}.g>*{grid-area:1/1}.g>div{background:$paper}"),
    Way("two in one named cell", '<div class="g"><p>$canary</p><div>Town</div></div>',
        ".g{display:grid;grid-template-areas:'x'}.g>*{grid-area:x}.g>div{background:$paper}"),
    Way("covered by a drawing", '<div style="position:relative;height:40px;width:600px"><span>'
        '$canary</span><svg style="position:absolute;left:0;top:0" width="600" height="40">'
        '<rect width="600" height="40" fill="$paper"/></svg></div>'),
    Way("covered by a canvas", '<div style="position:relative;height:40px"><span>$canary</span>'
        '<canvas width="900" height="60" style="position:absolute;left:0;top:-9px;background:'
        '$paper"></canvas></div>'),
    Way("covered by a picture", '<div style="position:relative;height:40px"><span>$canary</span>'
        '<img width="900" height="60" style="position:absolute;left:0;top:-9px" src="data:image/'
        'gif;base64,R0lGODlhAQABAIAAAP///////yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=="></div>'),
    Way("set on a box of its colour", '<div style="position:relative;height:40px"><div style="'
        'position:absolute;inset:0;background:#345"></div><p style="position:relative;margin:0;'
        'color:#345">$canary</p></div>'),
]  # fmt: skip

_PUT_TOGETHER = [
    Way("sheet in an address", _A, head='<link rel="stylesheet" '
        'href="data:text/css,.a%7Bvisibility:hidden%7D">'),
    Way("sheet in an address in base64", _A, head='<link rel="stylesheet" '
        'href="data:text/css;base64,LmF7ZGlzcGxheTpub25lfQ==">'),
    Way("imported sheet", _A,
        head='<style>@import url("data:text/css,.a%7Bopacity:0%7D");</style>'),
    Way("imported sheet with conditions", _A, head="<style>@import 'data:text/css,.a%7Bdisplay:none"
        "%7D' layer(x) supports(display:grid) screen;</style>"),
    Way("no slot for it", '<div><template shadowrootmode="open"><b>Town</b></template>$canary'
        "</div>"),
    Way("no slot of its name", '<div><template shadowrootmode="open"><slot name="x"></slot>'
        '</template><p slot="y">$canary</p></div>'),
    Way("slot that is not displayed", '<div><template shadowrootmode="closed"><div hidden><slot>'
        "</slot></div></template><p>$canary</p></div>"),
    Way("hidden by its tree's sheet", '<div><template shadowrootmode="open"><style>p{display:none}'
        "</style><p>$canary</p></template></div>"),
    Way("hidden by its host", '<div><template shadowrootmode="open"><style>:host{opacity:0}</style>'
        "<slot></slot></template><p>$canary</p></div>"),
    Way("for want of a child", '<div><template shadowrootmode="open"><slot><p>$canary</p></slot>'
        "</template><p>Town</p></div>"),
]  # fmt: skip

_PAINTED = [
    Way("current colour in a gradient", _A,
        ".a{color:#234;background:linear-gradient(currentColor,currentColor)}"),
    Way("outlines over the letters", _A, ".a{-webkit-text-stroke:12px $paper}"),
    Way("on a path off the page", _A, ".a{offset-path:path('M -9000 0 H 5');position:absolute}"),
    Way("a picture in its place", _A, ".a{content:url(data:image/gif;base64,R0lGODlhAQABAIAAAP///"
        "wAAACwAAAAAAQABAAACAkQBADs=)}"),
    Way("on a picture that is not there", '<div style="background:#fff"><p style="color:#fff;'
        'background-image:url(none.png)">$canary</p></div>'),
    Way("kept from screen readers too", '<p aria-hidden="true" style="color:$paper">$canary</p>'),
    Way("drawn in the ground's colour", '<svg width="400" height="40"><text x="5" y="20" '
        'fill="$paper">$canary</text></svg>'),
    Way("drawn without ink", '<svg width="400" height="40"><text y="20" fill="none">$canary</text>'
        "</svg>"),
    Way("drawn under a shape", '<svg width="400" height="40"><text x="5" y="20">$canary</text>'
        '<rect width="400" height="40" fill="#777"/></svg>'),
    Way("drawn outside its window", '<svg width="400" height="40" viewBox="0 0 400 40"><text '
        'x="5" y="700">$canary</text></svg>'),
    Way("drawn very small", '<svg width="400" height="40" viewBox="0 0 40000 4000"><text y="99" '
        'font-size="14">$canary</text></svg>'),
]  # fmt: skip

WAYS = [*_CUT_OFF, *_COVERED, *_PUT_TOGETHER, *_PAINTED]

LOOK_ALIKES = [
    Way("ellipsis with room", '<p class="a">$canary</p>',
        ".a{width:320px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}"),
    Way("clamp with room", '<div class="a">$canary</div>', ".a{width:150px;display:-webkit-box;"
        "-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}"),
    Way("low box without margins", '<div class="a"><h3>Tools</h3><p>Go</p><p>$canary</p></div>',
        ".a{height:110px;overflow:hidden}.a *{margin:0;padding:0;line-height:1.2;font-size:15px}"),
    Way("beside a float", '<div style="overflow:hidden;height:70px"><div style="float:left;width:'
        '200px">Go<br>C<br>D</div><p style="margin:0">$canary</p></div>'),
    Way("lines that are set", '<pre style="width:320px;overflow:hidden;white-space:pre">A first '
        "line of a block\nand a second line of it\n$canary</pre>"),
    Way("marquee", "<marquee>$canary</marquee>"),
    Way("sign before it", '<p class="a">$canary</p>', ".a::before{content:'';display:inline-block;"
        "width:8px;height:8px;background:#036;margin-right:6px}"),
    Way("line beside it", _O, ".o{position:relative;padding-left:20px}.o::before{content:'';"
        "position:absolute;left:4px;top:0;bottom:0;width:2px;background:#888}"),
    Way("line under it", '<p class="a">$canary</p>', ".a{position:relative;display:inline-block}"
        ".a::after{content:'';position:absolute;left:0;bottom:-2px;width:100%;height:2px;"
        "background:#c00}"),
    Way("ground behind it", '<p class="a">$canary</p>', ".a{position:relative;z-index:0;color:#fff}"
        ".a::before{content:'';position:absolute;inset:0;background:#036;z-index:-1}"),
    Way("cover without content", _O, ".o{position:relative}.o::before{position:absolute;inset:0;"
        "background:$paper}"),
    Way("card below it", '<p>$canary</p><div style="position:relative;background:$paper;padding:9px'
        '">Languages</div>'),
    Way("card over a banner", '<div style="height:80px;background:#036"></div><div style="position:'
        'relative;margin-top:-40px;background:#fff;color:#111;padding:10px">$canary</div>'),
    Way("on top of its cell", '<div class="g"><i></i><p>$canary</p></div>', ".g{display:grid}"
        ".g>*{grid-area:1/1}.g>i{background:#123}.g>p{color:#fff}"),
    Way("cells side by side", '<div class="g"><p>$canary</p><div>Town</div></div>',
        ".g{display:grid;grid-template-columns:1fr 1fr}.g>div{background:$paper}"),
    Way("set on a box beside it", '<div style="position:relative;height:40px"><div style="position:'
        'absolute;inset:0;background:#123"></div><p style="position:relative;margin:0;color:#fff">'
        "$canary</p></div>"),
    Way("in a slot", '<div><template shadowrootmode="open"><style>p{display:none}</style><slot>'
        "</slot></template><p>$canary</p></div>"),
    Way("in a slot of its name", '<div><template shadowrootmode="open"><b><slot name="x"></slot>'
        '</b></template><span slot="x">$canary</span></div>'),
    Way("beside a tree", '<p>$canary</p><div><template shadowrootmode="open"><style>p{display:none}'
        "</style>Town</template></div>"),
    Way("imported for print", '<p class="a">$canary</p>',
        head="<style>@import 'data:text/css,.a%7Bdisplay:none%7D' print;</style>"),
    Way("outlines under the letters", '<p class="a">$canary</p>',
        ".a{-webkit-text-stroke:4px $paper;paint-order:stroke}"),
    Way("kept from screen readers", '<div aria-hidden="true"><p>$canary</p></div>'),
    Way("drawn", '<svg width="500" height="40"><text x="5" y="20" fill="$ink">$canary</text>'
        "</svg>"),
    Way("drawn on a shape", '<svg width="500" height="40"><rect width="500" height="40" fill="#123'
        '"/><text x="5" y="20" fill="#fff">$canary</text></svg>'),
    Way("drawn in a group that is moved", '<svg width="500" height="60" viewBox="0 0 500 60">'
        '<g transform="translate(0,30)"><text fill="$ink">$canary</text></g></svg>'),
    Way("dark under a picture", '<div class="a"><p>$canary</p></div>',
        ".a{background:#222 url(banner.jpg) center/cover;color:#fff}"),
]  # fmt: skip
