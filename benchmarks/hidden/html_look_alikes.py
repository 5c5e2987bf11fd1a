"""Text of web pages that looks hidden to a hasty judge, and is seen well."""

from __future__ import annotations

from benchmarks.hidden.html_ways import Way

_DARK = '<div class="dark"><p>$canary</p></div>'

LOOK_ALIKES = [
    Way("white on a class's ground", _DARK, ".dark{background:#1f3a5f;color:#fff}"),
    Way(
        "white on an ancestor's ground",
        '<div style="background:#333"><div><p style="color:white">$canary</p></div></div>',
    ),
    Way(
        "white in a cell with bgcolor",
        '<table><tr><td bgcolor="#003366"><font color="#ffffff">$canary</font></td></tr></table>',
    ),
    Way(
        "white on a gradient",
        _DARK,
        ".dark{background:linear-gradient(90deg,#0d47a1,#1565c0);color:#fff}",
    ),
    Way("black on a light box", '<p style="background:#fff8e1;color:#111">$canary</p>'),
    Way(
        "shadow under the ground's colour",
        '<p style="color:$paper;text-shadow:0 0 3px #d50000,0 0 2px #d50000">$canary</p>',
    ),
    Way("outlined letters", '<p style="color:$paper;-webkit-text-stroke:1px #d81b60">$canary</p>'),
    Way(
        "gradient in the letters",
        '<p class="g">$canary</p>',
        ".g{background:linear-gradient(#d500f9,#ff1744);-webkit-background-clip:text;"
        "background-clip:text;color:transparent}",
    ),
    Way(
        "overridden by a later rule",
        '<p class="a">$canary</p>',
        ".a{display:none}.a{display:block}",
    ),
    Way(
        "overridden by a more specific rule",
        '<div class="b"><p id="c" class="a">$canary</p></div>',
        "#c{visibility:visible}.b .a{visibility:hidden}p{visibility:hidden}",
    ),
    Way(
        "overridden by importance",
        '<p class="a" style="display:none">$canary</p>',
        ".a{display:block!important}",
    ),
    Way(
        "overridden by what is in no layer",
        '<p class="a">$canary</p>',
        "@layer x{#root .a,.a.a.a{opacity:0}.a{opacity:0}}p{opacity:1}",
    ),
    Way("hidden in print only", '<p class="a">$canary</p>', "@media print{.a{display:none}}"),
    Way(
        "hidden on small screens",
        '<p class="a">$canary</p>',
        "@media (max-width:600px){.a{display:none}}@media screen and (width<40em){.a{opacity:0}}",
    ),
    Way(
        "shown on large screens",
        '<p class="a">$canary</p>',
        ".a{display:none}@media (min-width:768px){.a{display:block}}",
    ),
    Way(
        "dark mode",
        '<p class="a">$canary</p>',
        "@media (prefers-color-scheme:dark){.a{color:$paper}}",
    ),
    Way("hidden by a pointer", '<p class="a">$canary</p>', ".a:hover,.a:focus{display:none}"),
    Way(
        "hidden where unsupported",
        '<p class="a">$canary</p>',
        "@supports not (display:grid){.a{display:none}}",
    ),
    Way("seen through", '<p style="opacity:.7">$canary</p>'),
    Way("small print", '<p style="font-size:10px">$canary</p>'),
    Way("smaller twice", '<p style="font-size:.8em"><small>$canary</small></p>'),
    Way("tight lines", '<p style="line-height:1">$canary</p>'),
    Way("grey", '<p style="background:#fff;color:#999">$canary</p>'),
    Way("moved a little", '<p style="position:relative;left:-3px;top:2px">$canary</p>'),
    Way("small negative margins", '<p style="margin:-4px 0 0 -8px">$canary</p>'),
    Way("hanging indent", '<p style="padding-left:2em;text-indent:-2em">$canary</p>'),
    Way("tight letters", '<p style="letter-spacing:-.03em;word-spacing:-1px">$canary</p>'),
    Way(
        "overflow with room",
        '<div style="overflow:hidden;height:60px;width:400px"><div>$canary</div></div>',
    ),
    Way("no height, no clipping", '<div style="height:0;overflow:visible">$canary</div>'),
    Way("turned and scaled a little", '<p style="transform:rotate(2deg) scale(.95)">$canary</p>'),
    Way(
        "centred by a transform",
        '<div style="position:relative;height:200px"><p style="position:'
        'absolute;left:50%;top:50%;transform:translate(-50%,-50%)">$canary</p></div>',
    ),
    Way(
        "clipped at the corners", '<p style="clip-path:inset(0 round 8px);padding:8px">$canary</p>'
    ),
    Way(
        "mask that fades",
        '<p style="-webkit-mask-image:linear-gradient(#000,rgba(0,0,0,.6))">$canary</p>',
    ),
    Way("open details", "<details open><summary>More</summary><p>$canary</p></details>"),
    Way("open dialogue", "<dialog open><p>$canary</p></dialog>"),
    Way("struck", "<p><s>$canary</s></p>"),
    Way("current colour", '<p style="border:1px solid;color:currentcolor">$canary</p>'),
    Way(
        "variables of the root",
        '<p class="a">$canary</p>',
        ":root{--c:#b71c1c;--none:none}.a{color:var(--c);border:var(--none)}",
    ),
    Way(
        "variable that is not set",
        '<p class="a">$canary</p>',
        ".a{color:var(--missing,#c2185b);display:var(--missing)}",
    ),
    Way(
        "properties that are not",
        '<p class="a">$canary</p>',
        ".a{display:nonne;disply:none;opacity:zero;color:whiteish;font-size:-2px;visibility:off}",
    ),
    Way(
        "broken sheet",
        '<p class="a">$canary</p>',
        ".b{display:none;}} .c{{}; .a{disp;lay:none;color red} .a ! {opacity:0} .z{opacity:0",
    ),
    Way("rule in a comment", '<p class="a">$canary</p>', "/* .a{display:none} */ .b{}"),
    Way(
        "sheet that is not loaded",
        '<p class="hide">$canary</p>',
        head='<link rel="stylesheet" href="hide.css">',
    ),
    Way("class that says hidden", '<p class="hidden sr-only invisible">$canary</p>'),
    Way(
        "animated into sight",
        '<p class="a">$canary</p>',
        ".a{opacity:0;animation:in 1s ease forwards}@keyframes in{from{opacity:0}to{opacity:1}}",
    ),
    Way(
        "visible within hidden",
        '<div style="visibility:hidden"><p style="visibility:visible">$canary</p></div>',
    ),
    Way(
        "behind nothing",
        '<div style="isolation:isolate"><p style="position:relative;z-index:-1">$canary</p></div>',
    ),
    Way(
        "fixed at the top",
        '<p style="position:fixed;top:0;left:0;right:0;background:#000;color:#fff">$canary</p>',
    ),
    Way(
        "overlay of a picture",
        '<div style="position:relative;background:#123"><div style="'
        'position:absolute;inset:0;background:rgba(0,0,0,.3)"></div><p style="position:relative;'
        'color:#fff">$canary</p></div>',
    ),
    Way(
        "light on dark by blending",
        '<div style="background:#000"><p style="color:#fff;'
        'mix-blend-mode:screen">$canary</p></div>',
    ),
    Way(
        "set far down its page",
        '<p style="position:absolute;top:1100px;left:60px;background:#fff;color:#000">$canary</p>',
    ),
    Way(
        "more than one class",
        '<p class="x y">$canary</p>',
        ".x.z{display:none}.x>.y{display:none}.y+.x{display:none}p:not(.y){display:none}"
        "p:nth-child(900){display:none}.x:empty{display:none}",
    ),
    Way(
        "side by side in a low box",
        '<div class="c"><div>One line</div><div>Two</div><div>Three</div><div>$canary</div></div>',
        ".c{display:flex;height:40px;overflow:hidden}.c div{min-width:200px}",
    ),
    Way(
        "a page of paper",
        '<div class="a4"><div class="l"><p>$canary</p></div><div class="r"></div></div>',
        ".a4{width:210mm;height:297mm;overflow:hidden;background:#fff;color:#222}"
        ".l{float:left;width:60%}.r{margin-left:62%;background:#ddd;height:100%}",
    ),
    Way(
        "bar at the top",
        '<div class="bar">Ann Lee</div><p>$canary</p>',
        ".bar{position:fixed;top:0;left:0;right:0;height:10px;background:#036;color:#fff}",
    ),
]
