"""The figure of the page: what it carries, that nothing in it clashes, leaks or changes from run to run."""

import base64
import io
import json
import re
from html import unescape
from html.parser import HTMLParser
from itertools import chain

import pandas as pd
import pytest
from colours import contrast

from august1956 import IN_THE_BOOK, charts, style
from august1956.figure import PAGE_FIGURE, as_text, figure, svg
from august1956.figure.page import embedded, rendered

EVIL = '<script>alert("Pak & Yi")</script>'


@pytest.fixture
def contacts():
    dates = pd.to_datetime(["1956-06-08", "1956-08-02"])
    columns = {"date": ["1956-06-08", "1956-08-02"], "date_earliest": dates, "date_latest": dates}
    columns |= {"persons": ["choe-chang-ik", "yi-pil-gyu"], "faction": ["yanan", "yanan"]}
    columns |= {"diplomat": ["V. I. Ivanov", EVIL], "country": "USSR", "source": ["ivanov1956-06-08", "a&b"]}
    return pd.DataFrame(columns).assign(status="preferred")


@pytest.fixture
def page(contacts):
    ax = charts.contacts(contacts, shade={EVIL: "1956-06-01/1956-07-19"})
    return figure(ax, id="contacts", title="Who talked", caption=EVIL, howto="One mark, one talk.")


def in_the_book(page):
    """Return a figure as a page of the book shows it, with addresses that tell what was asked for."""
    return rendered(page.data, number="Figure 5.1", address=lambda kind, name: f"#{kind}:{name}",
                    source=lambda key: (f"#source:{key}", f"Label of {key}"), file=embedded,
                    who=lambda kind, name: EVIL if kind == "person" else "")  # fmt: skip


class Reader(HTMLParser):
    """Collect the elements of a page with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


# --- what it carries ------------------------------------------------------------------------------


def test_it_is_the_figure_of_the_contract(page):
    read = Reader(in_the_book(page))
    assert read.all("figure") == [{"class": "chart", "id": "fig-contacts"}]
    images = [svg for svg in read.all("svg") if svg.get("role") == "img"]
    assert len(images) == 2
    assert not any("open" in details for details in read.all("details"))
    assert len(read.all("figcaption")) == len(read.all("table")) == len(read.all("caption")) == 1
    (number,) = [link for link in read.all("a") if link.get("class") == "fig-number"]
    assert number["href"] == "#fig-contacts" and ">Figure 5.1</a>" in in_the_book(page)
    order = [tag for tag, _ in read.elements if tag in ("figcaption", "svg", "details")]
    assert order[:2] == ["figcaption", "svg"] and order[-1] == "details"


def test_the_picture_is_named_and_described(page):
    assert '<title id="fig-contacts-title">Who talked</title>' in in_the_book(page)
    description = re.search(r'<desc id="fig-contacts-desc">(.*?)</desc>', in_the_book(page))[1]
    assert unescape(description) == page.evidence.summary and unescape(description).count(". ") == 0
    assert page.evidence.description in unescape(in_the_book(page))
    labels = [svg["aria-labelledby"] for svg in Reader(in_the_book(page)).all("svg") if svg.get("role") == "img"]
    assert labels == ["fig-contacts-title fig-contacts-desc", "fig-contacts-n-title fig-contacts-n-desc"]


def test_an_image_holds_no_links_and_the_layer_over_it_all_of_them(page):
    *images, layer = re.findall(r"<svg.*?</svg>", in_the_book(page), re.DOTALL)
    assert len(images) == 2 and not any("<a " in image for image in images)
    assert [link["href"] for link in Reader(layer).all("a")] == [
        "#person:choe-chang-ik",
        "#person:yi-pil-gyu",
    ]
    assert "8 June 1956: choe-chang-ik" in layer


def test_targets_are_as_large_as_their_neighbours_allow(page):
    layer = re.findall(r"<svg.*?</svg>", in_the_book(page), re.DOTALL)[2]
    boxes = Reader(layer).all("rect")  # of each mark one in the wide drawing and one in the narrow
    assert len(boxes) == 2 * len(page.evidence.marks) == 4
    for name, places in [("wide", boxes[::2]), ("narrow", boxes[1::2])]:
        _, _, width, height = map(float, re.search(r'viewBox="([^"]+)"', page.data[name])[1].split())
        for box in places:
            assert float(box["width"]) * width / svg.LAYER >= 23.8  # 24, to a two-thousandth of the drawing
            assert float(box["height"]) * height / svg.LAYER >= 23.8


def test_downloads_hold_what_is_drawn(page):
    links = {link["download"]: link["href"] for link in Reader(in_the_book(page)).all("a") if "download" in link}
    assert list(links) == ["fig-contacts.csv", "fig-contacts.svg"]
    contents = {name: base64.b64decode(href.partition(",")[2]).decode() for name, href in links.items()}
    assert contents["fig-contacts.csv"] == page.csv
    read = pd.read_csv(io.StringIO(page.csv))
    pd.testing.assert_frame_equal(read, page.evidence.table, check_dtype=False)
    assert contents["fig-contacts.svg"] == page.svg


def test_the_downloaded_drawing_stands_alone(page):
    assert page.svg.startswith("<svg") and 'xmlns="http://www.w3.org/2000/svg"' in page.svg
    assert "var(" not in page.svg
    assert style.colour("paper") in page.svg


def test_the_table_has_scopes_and_every_row(page):
    read = Reader(in_the_book(page))
    scopes = [header["scope"] for header in read.all("th")]
    assert scopes == ["col"] * len(page.evidence.table.columns) + ["row"] * len(page.evidence.table)


def test_each_source_leads_to_the_bibliography_and_bears_its_label(page):
    links = [link["href"] for link in Reader(in_the_book(page)).all("a") if link.get("class") == "source"]
    assert links == ["#source:a&b", "#source:ivanov1956-06-08"]
    assert ">Label of a&amp;b</a>" in in_the_book(page)


def test_the_book_gets_the_figure_as_data_and_nothing_but(page, monkeypatch):
    monkeypatch.setenv(IN_THE_BOOK, "1")
    assert page._repr_mimebundle_()[PAGE_FIGURE] == json.loads(json.dumps(page.data))


def test_jupyter_gets_three_forms(page, monkeypatch):
    monkeypatch.delenv(IN_THE_BOOK, raising=False)
    bundle = page._repr_mimebundle_()
    assert sorted(bundle) == ["image/png", "text/html", "text/plain"]  # it draws nothing for pages
    (image,) = Reader(bundle["text/html"]).all("img")
    assert "<svg" not in bundle["text/html"] and image["alt"] == page.alt
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert bundle["text/plain"].endswith(page.alt)
    json.dumps(bundle)


def test_only_the_wide_drawing_shows_without_the_book(page):
    (narrow,) = [div for div in Reader(in_the_book(page)).all("div") if div.get("class") == "chart-narrow"]
    assert "hidden" in narrow


# --- nothing clashes or leaks ---------------------------------------------------------------------


def test_ids_are_unique_in_a_page_of_figures(contacts, page):
    other = figure(charts.contacts(contacts), id="fig-second", title="Again")
    ids = [attrs["id"] for _, attrs in Reader(in_the_book(page) + in_the_book(other)).elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(id.startswith(("fig-contacts", "fig-second")) for id in ids)


def test_pointers_inside_a_drawing_resolve(page):
    for drawing in re.findall(r"<svg.*?</svg>", in_the_book(page), re.DOTALL):
        ids = set(re.findall(r' id="([^"]+)"', drawing))
        inner = re.findall(r"url\(#([^)]+)\)", drawing) + re.findall(r'<use [^>]*href="#([^"]+)"', drawing)
        assert set(inner) <= ids


def test_every_text_from_a_table_is_escaped(page):
    assert "<script" not in in_the_book(page)
    assert "&lt;script&gt;" in in_the_book(page)
    assert "<script" not in page.html
    assert as_text(pd.DataFrame({EVIL: [EVIL, None, 0.5]})) == {"columns": [EVIL], "rows": [[EVIL], [""], ["0.5"]]}


def test_nothing_of_matplotlib_reaches_the_page(page):
    for word in ("matplotlib", "<style", "<metadata", "<?xml", "<!DOCTYPE", "<!--", "target=", "xlink"):
        assert word not in in_the_book(page)


def test_colours_follow_the_theme_and_fall_back(page):
    image = re.findall(r"<svg.*?</svg>", in_the_book(page), re.DOTALL)[0]
    hexes = re.findall(r"#[0-9a-f]{6}", image)
    assert hexes
    assert len(re.findall(r"var\(--a56-[a-z]+, #[0-9a-f]{6}\)", image)) == len(hexes)


def test_the_same_frame_gives_the_same_bytes(contacts):
    one, two = (figure(charts.contacts(contacts), id="x", title="T") for _ in range(2))
    assert in_the_book(one) == in_the_book(two)
    assert one.svg == two.svg
    assert one.png == two.png
    assert in_the_book(one) == in_the_book(one)  # drawing it changes nothing


def test_axes_of_others_are_refused():
    from matplotlib.figure import Figure

    with pytest.raises(ValueError, match="no chart of august1956.charts"):
        figure(Figure().add_subplot(), id="x", title="T")


# --- the palette ----------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", style.THEMES)
@pytest.mark.parametrize("token", ["ink", "muted", *style.FACTIONS])
def test_text_and_marks_have_contrast_on_paper_and_on_shade(theme, token):
    for ground in ("paper", "shade"):
        assert contrast(style.colour(token, theme), style.colour(ground, theme)) >= 4.5


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "rgb(255, 255, 255)") == pytest.approx(4.54, abs=0.01)


def test_factions_differ_in_more_than_colour():
    for looks in ("marker", "order", "label", "colour"):
        assert len({getattr(faction, looks) for faction in style.FACTIONS.values()}) == len(style.FACTIONS)
    assert len({faction.hatch for faction in style.FACTIONS.values()}) == len(style.FACTIONS)


def test_themes_name_the_same_tokens_and_no_hex_stands_for_two():
    assert list(style.THEMES["light"]) == list(style.THEMES["dark"])
    for theme in style.THEMES.values():
        assert len(set(theme.values())) == len(theme)


def test_the_style_sheet_gives_every_token_in_both_themes():
    for token, theme in chain(*([(token, theme) for token in tokens] for theme, tokens in style.THEMES.items())):
        assert f"--a56-{token}: {style.colour(token, theme)};" in style.css()
    assert "html[data-theme=dark]" in style.css()


def test_finer_groups_are_drawn_as_their_parents():
    assert style.faction("kapsan").id == "guerrilla"
    assert style.faction("domestic-south").id == "domestic"
    assert style.faction("technocrat").id == "other"
    assert style.faction(None).id == style.faction(pd.NA).id == "unknown"
