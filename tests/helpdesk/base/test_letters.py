"""One source, two forms: what a company writes for its mails is filled in safely, whatever customers are called."""

import pytest

from helpdesk.base.letters import Block, Link, in_a_line, rendered

EVIL = ["<script>alert(1)</script>", "**bold**", "[x](https://evil.example)", "{{link}}", "{{ settings.SECRET_KEY }}",
        "{% debug %}", "${7*7}", "<img src=x onerror=alert(1)>", "# heading", "\" onmouseover=\"x"]  # fmt: skip


def test_words_become_text_and_html_of_one_source():
    source = "Dear **{{name}}**,\nwelcome.\n\n- one\n- two\n\n[Open it]({{link}}) or {{link}}"
    text, page = rendered(source, {"name": "Ida & Co", "link": Link("https://acme.test/?a=1&b=2")}.__getitem__)
    assert text.startswith("Dear Ida & Co,\nwelcome.\n\n- one\n- two")
    assert text.endswith("Open it https://acme.test/?a=1&b=2 or https://acme.test/?a=1&b=2")
    assert "<strong>Ida &amp; Co</strong>,<br" in page
    assert page.count('href="https://acme.test/?a=1&amp;b=2"') == 2


@pytest.mark.parametrize("name", EVIL)
def test_row_38_what_somebody_is_called_is_only_text(name):
    text, page = rendered("Dear {{name}}, [see]({{name}})", lambda word: name)
    assert name in text
    assert not any(mark in page for mark in ("<script", "<img", "<strong", "<h1", 'href="https://evil', 'mouseover="'))
    assert in_a_line("Re: {{name}}\n{{name}}", lambda word: name + "\r\nBcc: x@y.test").count("\n") == 0


def test_a_block_keeps_its_own_form_and_an_empty_one_leaves_no_gap():
    values = {"message": Block("1 < 2\n\ngo", "<p>1 &lt; 2</p><p><i>go</i></p>"), "signature": Block("", "")}
    text, page = rendered("Hello\n{{message}}\nBye\n\n{{signature}}", values.__getitem__)
    assert text == "Hello\n\n1 < 2\n\ngo\n\nBye"
    assert page == "<p>Hello</p>\n<p>1 &lt; 2</p><p><i>go</i></p>\n<p>Bye</p>"


def test_a_link_to_a_script_is_no_link():
    assert "javascript:" not in rendered("[x](javascript:alert(1))", lambda word: "")[1].split("href")[-1].split(">")[0]
