"""Ways of hiding text in a web page; `$paper`, `$near` and `$ink` are the colours of its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """Markup with the words in it, and what goes to the head of the page.

    Attributes:
        name: What it does.
        html: Markup, `$canary` in it.
        css: Rules of a style sheet.
        head: Further markup of the head.
    """

    name: str
    html: str
    css: str = ""
    head: str = ""

    @property
    def __name__(self) -> str:
        """As a function that makes a page is called."""
        return self.name.replace(" ", "_")


_A = '<p class="a">$canary</p>'
_NESTED = '<div class="o"><div class="m"><p class="a" id="i" data-k="v">$canary</p></div></div>'


def _inline(name: str, style: str, tag: str = "p") -> Way:
    return Way(name, f'<{tag} style="{style}">$canary</{tag}>')


_NOT_DISPLAYED = [
    _inline("display none", "display:none"),
    _inline("display none in a span", "DISPLAY : None !important", "span"),
    _inline("visibility hidden", "visibility:hidden"),
    Way("visibility collapse", '<table><tr style="visibility:collapse"><td>$canary</td></tr>'
        '</table>'),
    Way("content-visibility", '<div style="content-visibility:hidden">$canary</div>'),
    Way("hidden", "<p hidden>$canary</p>"),
    Way("popover", "<div popover>$canary</div>"),
    _inline("font of no size", "font:0/0 serif"),
    _inline("bold font of no size", "font:bold 0/1 Arial"),
    Way("hidden until found", '<div hidden="until-found">$canary</div>'),
    Way("closed details", "<details><summary>More</summary><p>$canary</p></details>"),
    Way("hidden by tag", "<mark>$canary</mark>", "mark{display:none}"),
    Way("hidden by class", _A, ".a{display:none}"),
    Way("hidden by id", _NESTED, "p#i{visibility:hidden}"),
    Way("hidden by attribute", _NESTED, '[data-k="v"]{display:none}'),
    Way("hidden by part of an attribute", _NESTED, "p[data-k^=v][class~='a' i]{display:none}"),
    Way("hidden by descendant", _NESTED, ".o .a{display:none}"),
    Way("hidden by child", _NESTED, ".o>.m>p{display:none}"),
    Way("hidden by sibling", '<hr class="h"><i></i>' + _A, "hr.h~p{display:none}"),
    Way("hidden by neighbour", '<hr class="h">' + _A, ".h + .a{visibility:hidden}"),
    Way("hidden by count", f'<div class="n"><p>One</p>{_A}'
        '</div>', ".n :nth-child(2n){display:none}"),
    Way("hidden by not", f'<div class="n">{_A}</div>', ".n>:not(.b,.c){display:none}"),
    Way("hidden by is", _NESTED, ":is(.x,.o) :where(.m,#q)>p{display:none}"),
    Way("hidden in a group", _A, ".q,.r::before,.a{display:none}"),
    Way("hidden by universal", '<section class="u"><b><i>$canary</i></b></section>',
        ".u *{display:none}"),
    Way("importance beats order", _A, ".a{display:none!important}.a{display:block}"),
    Way("specificity beats order", _NESTED, "#i.a{display:none}.a{display:block}p{display:block}"),
    Way("importance beats the attribute", '<p class="a" style="display:block">$canary</p>',
        "p{}.a{display:none ! IMPORTANT}"),
    Way("later beats earlier", _A, ".a{opacity:1}.a{opacity:0}"),
    Way("in a media rule", _A, "@media screen and (min-width:600px){.a{display:none}}"),
    Way("in a media rule of ranges", _A, "@media (400px<=width<=2000px){.a{display:none}}"),
    Way("not in print", _A, "@media not print{.a{display:none}}"),
    Way("sheet for screens", _A, head='<style media="only screen">.a{display:none}</style>'),
    Way("in a supports rule", _A, "@supports (display:grid){.a{display:none}}"),
    Way("in a layer", _A, "@layer x{.a{display:none}}"),
    Way("in the later layer", _A, "@layer p,q;@layer q{.a{opacity:0}}@layer p{.a.a{opacity:1}}"),
    Way("in a nested rule", _NESTED, ".o{color:inherit;.m{& > .a{display:none}}}"),
    Way("in a nested media rule", _NESTED, ".m{@media screen{p&,& p{display:none}}}"),
    Way("in a container rule", _A, "@container (min-width:1px){.a{display:none}}"
        "@scope (body){.a{display:none}}"),
    Way("by a variable", _A, ":root{--x:none}.a{display:var(--x)}"),
    Way("by a variable's fallback", _A, ".a{--y:var(--n,0);opacity:var(--y)}"),
    Way("by inheritance", '<div class="o">' + _A + "</div>", ".o{opacity:0}.a{opacity:inherit}"),
    Way("all unset", '<p class="a" hidden>$canary</p>', "div.a{all:unset}.a{color:red}"),
    Way("escaped name", '<p class="a:b">$canary</p>', ".a\\:b{d\\69splay:none}"),
    Way("style in the body", "<style>.late{display:none}</style><p class=late>$canary</p>"),
    Way("animated out of sight", _A, ".a{animation:out 1ms forwards}@keyframes out{to{opacity:0}}"),
]  # fmt: skip

_COLOURED = [
    _inline("opacity 0", "opacity:0"),
    _inline("opacity in percent", "opacity:1%"),
    Way("opacities multiplied", '<div style="opacity:.2"><div style="opacity:.2"><p style="opacity:'
        '.3">$canary</p></div></div>'),
    _inline("the ground's colour", "color:$paper"),
    _inline("near the ground's colour", "color:$near"),
    _inline("the ground's colour in a span", "color:$near", "span"),
    Way("own ground and ink", '<div style="background:#fff"><p style="color:rgb(100% 100% 98%)">'
        "$canary</p></div>"),
    Way("yellow on white", '<p style="background:white;color:yellow">$canary</p>'),
    Way("font color", '<table><tr><td bgcolor="white"><font color="#FFFFFE">$canary</font></td>'
        '</tr>'
        "</table>"),
    Way("font colour without a hash", '<table bgcolor="ffffff"><tr><td><font color="fefefe">$canary'
        "</font></td></tr></table>"),
    Way("ink of an ancestor", '<div style="background:navy;color:#00007f"><ul><li><b>$canary'
        '</b></li>'
        "</ul></div>"),
    Way("hsl", '<p style="background:hsl(200 50% 50%);color:hsl(200,50%,51%)">$canary</p>'),
    Way("hwb", '<p style="background:hwb(90 10% 10%);color:hwb(90 11% 11%)">$canary</p>'),
    Way("lab", '<p style="background:lab(50% 20 20);color:lab(51% 21 19)">$canary</p>'),
    Way("oklch", '<p style="background:oklch(.7 .1 120);color:oklch(71% .1 121)">$canary</p>'),
    Way("mixed colours", '<p style="background:#fff;color:color-mix(in srgb,white 98%,black)">'
        "$canary</p>"),
    Way("colour function", '<p style="background:#000;color:color(srgb .02 .02 .02)">$canary</p>'),
    Way("light-dark", '<p style="background:#fff;color:light-dark(#fefefe,#000)">$canary</p>'),
    _inline("thin ink", "color:rgba(128,128,128,.04)"),
    _inline("transparent", "color:transparent"),
    _inline("transparent fill", "-webkit-text-fill-color:transparent"),
    Way("fill of the ground's colour", '<p style="background:#fff;color:#000'
        ';-webkit-text-fill-color:'
        'white">$canary</p>'),
    _inline("background clipped to no background", "color:transparent;background-clip:text"),
    Way("letters painted like the ground", '<div style="background:#fff"><p style="background:'
        'linear-gradient(#fff,#fefefe);background-clip:text;color:transparent">$canary</p></div>'),
    Way("shadow of the ground's colour", '<p style="background:#fff;color:#fff;text-shadow:1px 1px'
        ' #fff">$canary</p>'),
    Way("gradient of one colour", '<p style="background:linear-gradient(90deg,#fff,#fffffe);color:'
        'white">$canary</p>'),
    Way("box under the text", '<p class="a"><span>$canary</span></p>',
        ".a{background-color:#222}.a span{color:#232323}"),
    Way("filter opacity", '<p style="filter:opacity(2%)">$canary</p>'),
    _inline("blurred", "filter:blur(20px)"),
    Way("filter brightness", '<div style="background:#fff"><p style="color:#777;filter:'
        'brightness(20)">$canary</p></div>'),
    Way("filter contrast", '<div style="background:#808080">'
        '<p style="filter:contrast(0)">$canary</p>'
        "</div>"),
    Way("blended away", '<div style="background:#000"><p style="color:#fff'
        ';mix-blend-mode:multiply">'
        "$canary</p></div>"),
    Way("blended by screen", '<div style="background:#fff"><p style="color:#000;mix-blend-mode:'
        'screen">$canary</p></div>'),
    _inline("masked", "mask-image:linear-gradient(transparent,transparent)"),
]  # fmt: skip

_SMALL = [
    _inline("font size 0", "font-size:0"),
    _inline("font size 1px", "font-size:1px"),
    _inline("font size in em", "font-size:.01em", "span"),
    _inline("font shorthand", "font:1px/1 Arial"),
    _inline("font size by calc", "font-size:calc(1em - 95%)"),
    _inline("font size by clamp", "font-size:clamp(0px,1vw,2px)"),
    Way("sizes that shrink", '<div class="s"><div class="s"><div class="s"><p class="s">$canary</p>'
        "</div></div></div>", ".s{font-size:50%}"),
    Way("sizes of the root", _A,
        "html{font-size:1px}body,h1,h2,li{font-size:16px}.a{font-size:1rem}"),
    _inline("zoom", "zoom:.01"),
    _inline("no line height", "line-height:0;overflow:hidden"),
    _inline("no height", "height:0;overflow:hidden"),
    _inline("one pixel high", "max-height:1px;overflow:clip"),
    _inline("no width", "width:0;overflow:hidden;white-space:nowrap"),
    Way("no size around", '<div style="width:1px;height:1px;overflow:hidden"><div><p>$canary'
        '</p></div>'
        "</div>"),
    Way("inline block without width", '<span style="display:inline-block;max-width:0;overflow-x:'
        'hidden">$canary</span>'),
    Way("grid row of nothing", '<div style="display:grid;grid-template-rows:0fr"><div style="'
        'overflow:hidden;min-height:0">$canary</div></div>'),
    Way("visually hidden", _A, ".a{position:absolute;width:1px;height:1px;margin:-1px;padding:0;"
        "overflow:hidden;clip:rect(0,0,0,0);white-space:nowrap;border:0}"),
    Way("below the box", '<div style="height:20px;overflow:hidden"><p style="margin:0 0 60px">Name'
        "</p><p>$canary</p></div>"),
    _inline("letters on one spot", "letter-spacing:-1em"),
    _inline("words far apart", "word-spacing:-200em"),
    Way("scaled to nothing", '<p style="transform:scale(0)">$canary</p>'),
    Way("scaled by a property", '<p style="scale:1% 100%">$canary</p>'),
    Way("flattened", '<p style="transform:translateX(5px) scaleY(.01)">$canary</p>'),
    Way("matrix", '<p style="transform:matrix(0,0,0,0,10,10)">$canary</p>'),
    Way("turned on edge", '<p style="transform:rotateX(90deg)">$canary</p>'),
    Way("turned on edge by a property", '<p style="rotate:y .25turn">$canary</p>'),
]  # fmt: skip

_MOVED = [
    _inline("indent", "text-indent:-9999px"),
    _inline("indent out of its box", "text-indent:100%;white-space:nowrap;overflow:hidden"),
    _inline("left of the page", "position:absolute;left:-9999px"),
    _inline("above the page", "position:absolute;top:-500em"),
    _inline("fixed right of the screen", "position:fixed;right:-5000px"),
    _inline("far below the page", "position:absolute;top:20000px"),
    _inline("inset", "position:fixed;inset:0 auto auto -200vw"),
    _inline("relative", "position:relative;left:-3000px"),
    _inline("margin", "margin-left:-9999px;margin-right:9999px"),
    _inline("logical margin", "margin-inline-start:-9999px"),
    Way("translated", '<p style="transform:translate(-9999px)">$canary</p>'),
    Way("translated by a property", '<p style="translate:0 -9999px">$canary</p>'),
    Way("moved by an ancestor", '<div style="position:absolute;left:-99in"><p style="padding-left:'
        '1em">$canary</p></div>'),
    Way("clip", '<p style="position:absolute;clip:rect(1px,1px,1px,1px)">$canary</p>'),
    _inline("flex item without width", "display:flex;width:0;overflow:hidden"),
    _inline("turned back", "transform:rotateY(180deg);backface-visibility:hidden"),
    Way("right of a page that does not scroll",
        '<p style="position:absolute;left:110vw">$canary</p>',
        "body{overflow-x:hidden}"),
    _inline("clip path inset", "clip-path:inset(50%)"),
    _inline("clip path circle", "clip-path:circle(0)"),
    _inline("clip path polygon", "-webkit-clip-path:polygon(0 0,0 0,0 0)"),
    Way("behind a box", '<div style="background:#fff;isolation:isolate">'
        '<div style="background:#fff">'
        '<p style="position:relative;z-index:-1">$canary</p></div></div>'),
    Way("under a cover", '<div style="position:relative"><p>$canary</p>'
        '<div style="position:absolute;'
        'inset:0;background:$paper"></div></div>'),
    Way("under a sized cover", '<div style="position:relative;height:80px"><p style="position:'
        'absolute;top:10px;left:10px">$canary</p><div style="position:absolute;top:0;left:0;width:'
        '600px;height:70px;background:$paper"></div></div>'),
]  # fmt: skip

WAYS = [*_NOT_DISPLAYED, *_COLOURED, *_SMALL, *_MOVED]

# What is never a page's text: it counts nothing, and nothing is told of it.
KEPT = [
    Way("template", "<template><p>$canary</p></template>"),
    Way("noscript", "<noscript><p>$canary</p></noscript>"),
    Way("closed dialogue", "<dialog><p>$canary</p></dialog>"),
    Way("list of suggestions", '<datalist id="d"><option value="x">$canary</option></datalist>'),
    Way("choice", "<select><option>One</option><option>$canary</option></select>"),
    Way("title", "", head="<title>$canary</title>"),
    Way("meta", "", head='<meta name="description" content="$canary">'),
    Way("comment", "<!-- $canary -->"),
    Way("alternative text", '<img src="x.png" alt="$canary" title="$canary">'),
    Way("labels", '<p aria-label="$canary" data-text="$canary">Me</p>'),
    Way("hidden field", '<input type="hidden" value="$canary"><input placeholder="$canary">'),
    Way("script", '<script type="text/plain">$canary</script>'),
    Way("style sheet", "<style>/* $canary */</style>"),
    Way("description of a drawing", "<svg><desc>$canary</desc><title>$canary</title></svg>"),
    Way("annotation of a formula", "<math><semantics><mi>x</mi><annotation>$canary</annotation>"
        "</semantics></math>"),
    Way("object", '<object data="x.pdf">$canary</object>'),
    Way("frame", '<iframe srcdoc="$canary">$canary</iframe>'),
    Way("film", '<video src="x.mp4">$canary</video><audio src="x.mp3">$canary</audio>'),
    Way("canvas", "<canvas>$canary</canvas>"),
    Way("ruby parentheses", "<ruby>x<rp>$canary</rp></ruby>"),
    Way("no embedding", "<noembed>$canary</noembed><noframes>$canary</noframes>"),
    Way("text area of nothing", '<progress value="1">$canary</progress><meter>$canary</meter>'),
]  # fmt: skip
