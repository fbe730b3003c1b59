"""One news article, written for these tests, in the dresses in which pages bring it: bare, HTML, Markdown."""

from __future__ import annotations

HEADLINE = "Ferry town waits for its bridge"

PARAGRAPHS = tuple(
    " ".join(paragraph.split())
    for paragraph in """
The county council voted on Tuesday night to delay work on the new bridge at Harlow Point for at least
another year, after engineers warned that the river bed on the western side was softer than anyone had
thought. The decision, which passed by seven votes to four, leaves the town with the small car ferry
that has carried it across the water since 1931.

Margaret Osei, who chairs the roads committee, said she had hoped to cut a ribbon next spring. Instead
she spent most of the meeting explaining why two of the borings taken in March had come up with nothing
but silt. "You can pour as much concrete into that as you like," she told the room. "It will still be
sitting on porridge."

The plan as it stood would have put four piers in the river, the deepest of them going down about thirty
metres. The engineers now believe that the two western piers would have to go down nearly twice as far,
or else be moved upstream, where the rock is closer to the surface but where the road would have to
cross a stretch of marsh that is protected by law.

Neither choice is cheap. A first estimate puts the extra cost at eleven million pounds, a third of what
the whole bridge was supposed to cost when it was announced. The council has set aside a little over two
million for surprises, and the government in London has not yet said whether it would be willing to pay
for the rest.

On the quay the next morning, few people seemed to mind. Tom Birtles, who has worked on the ferry for
nineteen years and would have lost his job when the bridge opened, was painting a rail and trying not to
smile. "They told my father there would be a bridge before he retired," he said. "He has been dead for
six years."

Others were less cheerful. The last boat leaves at ten in the evening, and anyone who misses it has to
drive forty miles around the estuary. Dr Helen Marsh, who runs the only surgery on the western bank,
said that ambulances had been caught on the wrong side of the river three times since Christmas. In one
case a woman in labour was taken across in a fishing boat.

The council will meet again in June, when it expects to have the results of a new set of borings and a
clearer idea of the price. Until then the ferry will get a fresh coat of paint and, for the first time
in a decade, a second boat on Saturdays. Mr Birtles said he would believe in the second boat when he saw
it.
""".split("\n\n")
)

ARTICLE = "\n\n".join(PARAGRAPHS)

AD_JSON = (
    '{"ad": {"id": 48213, "slot": "mid-article-2", "sizes": [[300, 250], [728, 90]], "targeting": '
    '{"section": "news", "topics": ["transport", "local"], "consent": true, "refresh": 30}, "lazy": '
    '{"offset": 200, "enabled": true}}, "tracking": {"url": '
    '"https://ads.example.com/px?id=48213&s=2", "pixel": "1x1", "events": ["view", "click", '
    '"close"], "beacon": {"retries": 3, "timeout": 1500}}, "house": {"title": "Subscribe and save", '
    '"price": "1.99", "currency": "GBP", "terms": "New readers only"}}'
)
STYLE_RULES = (
    ".article-body .promo-box { margin: 0 auto; padding: 12px 16px; border: 1px solid #ddd; }\n"
    ".article-body .promo-box h4 { font-size: 14px; color: #c00; text-transform: uppercase; }\n"
    "@media (max-width: 600px) { .promo-box { display: block; float: none; width: 100%; } }"
)
NOTICES = (
    "Related story: Council leader defends the cost of the ferry",
    "Image caption: The ferry leaves the eastern quay at dawn",
    "We use cookies to improve this site. Accept all cookies or manage your choices.",
    "ADVERTISEMENT",
    "Photo by Jane Holt",
)
ADDRESS = "https://www.example.com/news/local/2024/05/harlow-point-bridge-delayed?ref=mid"


def littered() -> str:
    """Put debris into the article, most of it within paragraphs and some within sentences."""
    first, second, third, fourth, fifth, sixth, last = PARAGRAPHS
    return "\n\n".join(
        (
            _put(first, "on the western side ", f"{AD_JSON} "),
            _put(second, "next spring. ", f"\n{STYLE_RULES}\n"),
            _put(third, "thirty metres. ", f"\n{NOTICES[0]}\n"),
            _put(fourth, "supposed to cost ", f"\n\n{NOTICES[1]}\n\n"),
            _put(fifth, "nineteen years ", f"{ADDRESS} "),
            NOTICES[2],
            _put(sixth, "Dr Helen Marsh, ", "<b>who</b> ").replace("</b> who ", "</b> "),
            NOTICES[3],
            NOTICES[4],
            _put(last, "the price. ", f"{ADDRESS} "),
        )
    )


def html_page() -> str:
    """Write the article as a page with menus, scripts, captions and a footer."""
    body = [f"<p>{_html(paragraph)}</p>" for paragraph in PARAGRAPHS]
    body[0] = _put(body[0], "softer than ", "<b>").replace("<b>anyone", "<b>anyone</b>")
    body[1] = (
        body[1]
        .replace("Margaret Osei", '<a href="/people/osei">Margaret&nbsp;Osei</a>')
        .replace("&nbsp;", " ")
    )
    body[2] = _put(body[2], "thirty metres. ", f"<script>ads.push({AD_JSON});</script>")
    body[4] = _put(body[4], "lost his job ", f"<!-- slot 7 --><style>{STYLE_RULES}</style>")
    figure = '<figure><img src="ferry.jpg" alt="A ferry"><figcaption>The ferry at dawn</figcaption></figure>'
    related = (
        '<div class="related-stories"><h4>Related</h4><ul><li><a href="/a">Ten bridges</a></li></ul></div>'
    )
    return (
        f"<!DOCTYPE html>\n<html><head><title>{HEADLINE} | The Gazette</title>\n"
        f"<style>{STYLE_RULES}</style></head>"
        '<body class="cookie-consent">'
        '<nav><ul><li><a href="/">Home</a><li><a href="/news">News</a></ul></nav>'
        '<div id="cookie-banner"><p>We use cookies.</p><button>Accept all</button></div><article>'
        + "\n".join([*body[:3], figure, *body[3:5], related, *body[5:]])
        + "</article><table><tr><th>Crossings<td>41<tr><th>Delays<td>7</table>"
        "<footer><p>Copyright The Gazette. All rights reserved by the publisher and those who write for it."
        "</p></footer></body></html>\r\n"
    )


def markdown_page() -> str:
    """Write the article as Markdown, wrapped, with links, emphasis, code, a table and an image."""
    body = list(PARAGRAPHS)
    body[0] = body[0].replace("on Tuesday night", "on *Tuesday* night").replace(". The", ".\nThe")
    body[1] = body[1].replace("Margaret Osei", "[Margaret Osei](https://example.com/people/osei)")
    body[2] = "> " + body[2].replace(", the deepest", ",\n> the **deepest**")
    body[5] = "- " + body[5].replace(". Dr", ".\n  Dr")
    image, code = "![The ferry at dawn](ferry.jpg)", "```json\n" + AD_JSON + "\n```"
    table = "| Crossings | Delays |\n|---|---|\n| 41 | 7 |"
    return "\n\n".join([*body[:2], image, body[2], code, *body[3:5], table, *body[5:]]) + "\n"


def _put(text: str, behind: str, debris: str) -> str:
    assert text.count(behind) == 1, behind
    return text.replace(behind, behind + debris)


def _html(text: str) -> str:
    return text.replace('"', "&quot;").replace("'", "&rsquo;")
