"""The book in a browser, opened from its folder: what a reader sees, on a wide screen and a phone, light and dark."""

import pytest
from colours import contrast
from project import CHAPTERS

from august1956 import vocabulary
from august1956.book.formats import bibliography, citations

CHAPTER = "chapters/article/05-the-embassy.html"
PERSONS = ["pak-chang-ok", "kim-chwa-hyok-1916", "samsonov"]  # of many rows, a namesake, of whom little is told
PAGES = ["index.html", *[f"{chapter}.html" for chapter in CHAPTERS], "search.html", "404.html",
         *[f"chapters/reference/persons/{id}.html" for id in PERSONS]]  # fmt: skip
AT_SIGNS = """() => {
  const told = {};
  const signs = [...document.querySelectorAll("a.row-mark")];
  for (const sign of signs.filter((_, place) => place % (signs.length >> 3) === 0)) {
    sign.click();
    told[sign.hash.slice(1)] = [...sign.nextElementSibling.querySelectorAll("a[download]")].map((link) =>
      [link.download, decodeURIComponent(link.href.slice(link.href.indexOf(",") + 1))]);
  }
  return told;
}"""
SMALL_TEXT = """() => [...document.querySelectorAll('.chart svg text')].filter(t => t.getClientRects().length)
  .map(t => {
  const svg = t.ownerSVGElement, scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  return [parseFloat(getComputedStyle(t).fontSize) * scale, t.textContent];
}).filter(([size]) => size < 11.9)"""

OUTSIDE = """() => [...document.querySelectorAll('figure.chart svg:not(.chart-marks)')].flatMap(svg => {
  const sheet = svg.getBoundingClientRect(), drawn = svg.querySelectorAll('text, use, path:not(defs *, clipPath *)');
  return sheet.width ? [...drawn].map(one => [one.getBoundingClientRect(), one]).filter(([box]) => box.width &&
    Math.max(sheet.left - box.left, box.right - sheet.right, sheet.top - box.top, box.bottom - sheet.bottom) > 3)
    .map(([, one]) => `${svg.closest('figure').id}: ${one.textContent || one.tagName}`) : [];
})"""


@pytest.fixture
def address(project):
    """Return the folder of the built book, as a browser opens it."""
    return f"file://{project / '_build' / 'html'}"


@pytest.fixture
def phone(chromium):
    """Return a fresh page 390 px wide."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def test_every_page_fits_is_quiet_and_asks_nobody(chromium, address):
    page, faults = chromium.new_page(), []
    page.on("console", lambda said: None if page.url.endswith("/404.html") else faults.append((page.url, said.text)))
    page.on("pageerror", lambda error: faults.append((page.url, str(error))))
    page.on("request", lambda ask: faults.append(ask.url) if not ask.url.startswith(("file:", "data:")) else None)
    for name in PAGES:
        page.goto(f"{address}/{name}")
        for width, theme in [(1280, "light"), (390, "dark"), (320, "light")]:  # 320 px: 1280 at 400 per cent
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                faults.append((name, width, "is wider than the screen"))
            faults += [(name, width, f"outside its drawing: {one}") for one in page.evaluate(OUTSIDE)]
            small = page.evaluate(SMALL_TEXT) if width > 320 else []  # where the page is enlarged, so are the charts
            faults += [(name, width, f"text of {size:.1f} px in a chart: {text}") for size, text in small]
    page.close()
    assert faults == []


def test_the_front_door_opens(wide, address):
    wide.goto(f"{address}/index.html")
    assert wide.get_by_role("heading", level=1).inner_text().startswith("To Kill Kim Il Sung")
    wide.get_by_role("link", name="Read the story").click()
    wide.wait_for_url("**/chapters/prologue.html")


def test_the_theme_button_turns_the_page_and_is_remembered(wide, address):
    wide.goto(f"{address}/{CHAPTER}")
    colour = "getComputedStyle(document.body).backgroundColor"
    before = wide.evaluate(colour)
    button = wide.get_by_role("button", name="Theme")
    button.click()
    button.click()
    assert button.inner_text() == "Theme: dark" and wide.evaluate(colour) != before
    wide.reload()
    assert wide.evaluate(colour) != before


def test_the_layers_leave_the_article_alone_and_come_back(wide, address):
    wide.goto(f"{address}/{CHAPTER}")
    commentary = wide.get_by_role("heading", name="Soviet citizens of Korean nationality")
    assert commentary.is_visible() and wide.locator("aside.apparatus").first.is_visible()
    wide.get_by_label("the article alone").check()
    assert not commentary.is_visible() and not wide.locator("aside.apparatus").first.is_visible()
    assert wide.locator("#p5").is_visible() and wide.locator("#p6").is_visible()
    wide.reload()
    assert wide.get_by_label("the article alone").is_checked() and not commentary.is_visible()
    wide.emulate_media(media="print")
    assert wide.locator("#p6").is_visible() and not wide.get_by_role("group", name="Show").is_visible()
    assert not commentary.is_visible() and wide.locator("figure.chart").first.is_hidden()
    wide.emulate_media(media="screen")
    wide.get_by_label("with notes and commentary").check()
    assert commentary.is_visible()


def test_the_number_of_a_paragraph_copies_its_address(wide, address):
    wide.context.grant_permissions(["clipboard-read", "clipboard-write"])
    wide.goto(f"{address}/{CHAPTER}")
    wide.get_by_role("link", name="Paragraph 6, link to it").click()
    wide.get_by_text("Address copied").wait_for()
    assert wide.evaluate("navigator.clipboard.readText()") == f"{address}/{CHAPTER}#p6" == wide.url


def test_nobody_has_an_empty_card(wide, address):
    wide.goto(f"{address}/chapters/article/01-a-film-title.html")
    links = "[...document.querySelectorAll('a.person')]"
    cards = dict(wide.evaluate(f"{links}.map(link => [link.textContent, link.dataset.card || ''])"))
    assert [name for name, card in cards.items() if not card] == []
    assert cards["Syngman Rhee"].startswith("Syngman Rhee · ") and "President of South Korea" in cards["Syngman Rhee"]


def test_a_name_shows_its_card_on_focus_and_leads_to_the_register(wide, address):
    wide.goto(f"{address}/{CHAPTER}")
    name = wide.get_by_role("link", name="Pak Ui-wan").first
    name.focus()
    card = wide.get_by_role("tooltip")
    assert card.is_visible() and card.inner_text().startswith("Pak Ui-wan · 박의완 · Soviet")
    wide.keyboard.press("Escape")
    assert not card.is_visible()
    name.click()
    wide.wait_for_url("**/persons/pak-ui-wan.html")


def test_contents_open_and_lead_on_a_phone(phone, address):
    phone.goto(f"{address}/{CHAPTER}")
    link = phone.get_by_role("navigation", name="Contents").get_by_role("link", name="Who was left in power")
    assert not link.is_visible()
    phone.get_by_role("button", name="Contents").click()
    link.click()
    phone.wait_for_url("**/04-who-was-left.html")


PAK = "chapters/reference/persons/pak-chang-ok.html"
FOUND = {
    **dict.fromkeys(["Pak Chang-ok", "pak chang ok", "Park Chang-ok", "박창옥", "朴昌玉", "Пак Чан Ок"], PAK),
    "p5": "chapters/article/05-the-embassy.html#p5",
    "plenum": "chapters/reference/glossary.html#glossary-plenum",
    **dict.fromkeys(["Pyongyang", "평양"], "chapters/reference/places.html#place-pyongyang"),
    "Tour: Hungary": "chapters/reference/chronology.html#e1956-06-17-hungary",
    "outcomes": "chapters/reference/data.html#table-outcomes",
    "jin2012": "chapters/reference/sources.html#jin2012",
}


def test_search_finds_an_entry_by_any_form_of_its_name(wide, address):
    wide.goto(f"{address}/{CHAPTER}")
    wide.keyboard.press("Control+k")
    wide.keyboard.type("Pak Chang-ok")
    wide.keyboard.press("Enter")
    wide.wait_for_url("**/search.html?q=Pak+Chang-ok")
    first = wide.locator("#entries a").first
    first.wait_for()
    found = {"Pak Chang-ok": first.get_attribute("href")}
    for words in FOUND.keys() - found.keys():
        wide.goto(f"{address}/search.html?q={words}")
        first.wait_for()
        found[words] = first.get_attribute("href")
    assert found == FOUND


def test_search_still_finds_pages(wide, address):
    wide.goto(f"{address}/search.html?q=snitching")
    wide.locator("#search-results li").first.wait_for(timeout=10_000)


NOTES = "chapters/reference/textual-notes.html"
SHOWN = "[...document.querySelectorAll('.register tbody tr')].filter(row => row.getClientRects().length)"


def test_a_register_is_filtered_and_sorted_by_keyboard_and_its_view_can_be_cited(wide, address):
    wide.goto(f"{address}/{NOTES}")
    everything = wide.evaluate(f"{SHOWN}.length")
    wide.get_by_label("fault").focus()
    wide.keyboard.type("idiom")
    wide.keyboard.press("Tab")
    wide.wait_for_function("location.hash === '#notes?fault=idiom'")
    kinds = wide.evaluate(f"{SHOWN}.map(row => row.cells[5].textContent.trim())")
    assert set(kinds) == {"idiom"} and len(kinds) < everything
    assert f"{len(kinds)} of {everything} rows shown" in wide.locator(".filters").get_by_role("status").inner_text()
    head = wide.get_by_role("columnheader", name="this edition")
    head.get_by_role("button").focus()
    wide.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    wide.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending" and wide.url.endswith(
        "#notes?fault=idiom&sort=-this+edition"
    )
    readings = wide.evaluate(f"{SHOWN}.map(row => row.cells[4].textContent.trim())")
    wide.goto("about:blank")
    wide.goto(f"{address}/{NOTES}#notes?fault=idiom&sort=-this+edition")
    assert wide.evaluate(f"{SHOWN}.map(row => row.cells[4].textContent.trim())") == readings
    assert len(wide.locator("th[aria-sort]").all()) == 1 and wide.get_by_label("fault").input_value() == "idiom"
    wide.get_by_role("button", name="Show all").click()
    assert wide.evaluate(f"{SHOWN}.length") == everything


def test_the_buttons_of_the_verdicts_bear_their_signs(wide, address):
    wide.goto(f"{address}/chapters/reference/verdicts.html")
    words = [button.inner_text().rpartition(" (")[0] for button in wide.locator(".choices button").all()]
    assert len(words) > 3 and set(words) <= {f"{sign} {verdict}" for verdict, sign in vocabulary.MARKS.items()}


def test_a_hidden_row_shows_itself_when_an_address_asks_for_it(wide, address):
    wide.goto(f"{address}/{NOTES}#notes?fault=idiom&paragraph=nonsense")
    assert not wide.locator("#em-p5-02").is_visible() and wide.get_by_label("paragraph").input_value() == ""
    wide.evaluate("location.hash = 'em-p5-02'")
    wide.locator("#em-p5-02").wait_for()
    assert wide.locator("#em-p5-02").bounding_box()["y"] < 900


def test_every_row_is_there_in_print_and_without_scripts(wide, chromium, address):
    wide.goto(f"{address}/chapters/reference/chronology.html#events?kind=plenum&date=1956")
    few = wide.evaluate(f"{SHOWN}.length")
    wide.emulate_media(media="print")
    every = wide.evaluate(f"{SHOWN}.length")
    assert 0 < few < every and not wide.get_by_role("button", name="Show all").is_visible()
    lines = "[...document.querySelectorAll('.az li')].filter(line => line.getClientRects().length).length"
    wide.emulate_media(media="screen")
    wide.goto(f"{address}/chapters/reference/persons.html")
    wide.locator(".filters select").first.select_option(index=1)
    some = wide.evaluate(lines)
    wide.emulate_media(media="print")
    assert 0 < some < wide.evaluate(lines) == wide.locator(".az li").count()
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/chapters/reference/chronology.html")
    assert page.locator(".register tbody tr").count() == every and page.get_by_label("kind").count() == 0
    context.close()


SOURCES = "chapters/reference/sources.html"
ENTRIES = "[...document.querySelectorAll('div.citation')].filter(one => one.getClientRects().length)"
HEADS = "[...document.querySelectorAll('section:has(.citation-list) > h2')].filter(one => one.getClientRects().length)"


def test_the_sources_stand_by_grade_and_are_narrowed_by_grade_and_words_but_not_on_paper(wide, address):
    wide.goto(f"{address}/{SOURCES}")
    everything = wide.evaluate(f"{ENTRIES}.length")
    assert wide.evaluate(f"{HEADS}.length") == 4
    wide.get_by_role("button", name="scholarly").click()
    assert wide.evaluate(f"{HEADS}.map(one => one.firstChild.textContent)") == ["By scholars"]
    wide.get_by_label("with the words").fill("lankov 2002")
    few = wide.evaluate(f"{ENTRIES}.length")
    assert 0 < few < everything and f"{few} of {everything} sources" in wide.get_by_role("status").first.inner_text()
    wide.emulate_media(media="print")
    assert (wide.evaluate(f"{ENTRIES}.length"), wide.evaluate(f"{HEADS}.length")) == (everything, 4)


def test_a_mark_of_the_contacts_chart_leads_to_its_conversation(wide, address):
    wide.goto(f"{address}/{CHAPTER}")
    wide.locator("#fig-contacts .chart-marks a rect").first.click()
    wide.wait_for_url("**/conversations.html#t19*")
    assert wide.locator("tr:has(:target)").get_by_role("link", name="Pak Chang-sik").is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chart_is_one_stop_of_the_tab_key_and_shows_where_one_is(chromium, address, theme):
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, color_scheme=theme)
    page.goto(f"{address}/{CHAPTER}")
    layer = page.locator(".chart-marks").first
    marks, inside = layer.locator("a"), "document.activeElement.closest('.chart-marks') !== null"
    marks.first.focus()
    page.keyboard.press("Tab")
    assert not page.evaluate(inside)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("End")
    assert marks.last.evaluate("mark => mark === document.activeElement")
    ring = page.evaluate("getComputedStyle(document.activeElement.querySelector('rect')).stroke")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert contrast(ring, paper) >= 3
    page.keyboard.press("Escape")
    assert not page.evaluate(inside)
    marks.last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reference/*.html#*")
    page.close()


def test_without_javascript_every_mark_can_be_reached(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{CHAPTER}")
    marks = page.locator(".chart-marks").first.locator("a")
    assert marks.count() > 10
    assert all(mark.get_attribute("tabindex") is None for mark in marks.all())
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_print_is_on_white_without_what_only_a_screen_can_use(chromium, address, theme):
    page = chromium.new_page(viewport={"width": 690, "height": 900}, color_scheme=theme)
    page.emulate_media(media="print", color_scheme=theme)
    page.goto(f"{address}/chapters/article/04-who-was-left.html")
    paper = "getComputedStyle(document.documentElement).getPropertyValue('--a56-paper')"
    assert page.evaluate(paper).strip() == "#ffffff"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for noise in (".chart-download", ".chart-table", ".chart-description", ".chart-behind"):
        assert not any(element.is_visible() for element in page.locator(noise).all())
    folded = page.locator("figure.chart:visible details.chart-sources p").all()
    assert folded and all(sources.is_visible() for sources in folded)
    assert page.evaluate("document.documentElement.scrollWidth") <= 690
    page.close()


def test_arrow_keys_go_from_mark_to_mark(wide, address):
    wide.goto(f"{address}/{CHAPTER}")
    marks = wide.locator(".chart-marks").first.locator("a")
    assert [mark.get_attribute("tabindex") for mark in marks.all()].count("-1") == marks.count() - 1
    marks.first.focus()
    wide.keyboard.press("ArrowRight")
    assert marks.nth(1).evaluate("mark => mark === document.activeElement")


def test_the_page_can_be_used_by_keyboard_alone(wide, address):
    wide.goto(f"{address}/{CHAPTER}")
    wide.keyboard.press("Tab")
    assert wide.evaluate("document.activeElement.textContent") == "Skip to the text"
    wide.keyboard.press("Enter")
    assert wide.evaluate("location.hash") == "#main"


def test_each_row_is_cited_at_its_sign_as_in_the_files(wide, address, project):
    items = {item["id"]: item for item in citations.groups(project)["rows"]}
    forms = {"bib": bibliography.bibtex, "ris": bibliography.ris, "json": bibliography.as_json}
    for page, least in [("chronology", 160), ("verdicts", 40), ("places", 40), ("persons/pak-chang-ok", 30)]:
        wide.goto(f"{address}/chapters/reference/{page}.html")
        assert wide.locator("a.row-mark").count() >= least, page
        told = wide.evaluate(AT_SIGNS)
        assert len(told) >= 8, page
        for files in told.values():
            assert [name.rpartition(".")[2] for name, _ in files] == list(forms)
            for name, text in files:
                row, _, ending = name.rpartition(".")
                assert text == forms[ending]([items[row]]), name
    wide.goto(
        f"{address}/chapters/reference/self-review.html"
    )  # where ids given up stand at the row that took their place
    assert wide.locator("a.row-mark").count() == len([id for id in items if id.startswith("ride-")])
