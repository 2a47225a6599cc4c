"""The look in a browser: faces, links, cards, search, contrast themes, and paper, on which nothing is cut."""

import re
import unicodedata

import pytest
from colours import contrast
from printed import pages
from project import CHAPTERS

CHAPTER = "chapters/article/05-the-embassy.html"
SEQUEL = "chapters/sequel/09-the-plenum-and-the-visit.html"


@pytest.fixture
def address(project):
    """Return the folder of the built book, as a browser opens it."""
    return f"file://{project / '_build' / 'html'}"


# --- the faces ---


def test_the_faces_are_few_light_and_used(chromium, address, project):
    files = list((project / "_build/html/_static").glob("*.woff2"))
    assert len(files) >= 6 and sum(file.stat().st_size for file in files) <= 100_000
    page, got = chromium.new_page(), []
    page.on("requestfinished", lambda ask: got.append(ask.url.rpartition("/")[2]))
    page.goto(f"{address}/{CHAPTER}", wait_until="networkidle")
    sizes = {file.name: file.stat().st_size for file in files}
    assert 0 < sum(sizes.get(name, 0) for name in set(got)) <= 60_000
    assert page.evaluate(
        "document.fonts.check('16px \"August Sans\"') && document.fonts.check('16px \"August Serif\"')"
    )
    page.close()


def test_a_page_without_its_faces_is_whole_and_readable(chromium, address):
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.route("**/*.woff2", lambda route: route.abort())
    page.goto(f"{address}/{CHAPTER}")
    assert page.locator("#p5").is_visible() and page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_numerals_are_lining_in_code_charts_and_text(wide, address):
    wide.goto(f"{address}/chapters/reference/data.html")
    styles = "[...document.querySelectorAll('code, td, p')].map(e => getComputedStyle(e).fontVariantNumeric)"
    assert not any("oldstyle" in one for one in wide.evaluate(styles))


SERIF = """[...document.querySelectorAll("body *")].filter(one => !one.closest("blockquote, h1, .bar-title")
  && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())
  && getComputedStyle(one).fontFamily.startsWith('"August Serif"')).map(one => one.textContent.slice(0, 60))"""


@pytest.mark.parametrize("name", ["index.html", CHAPTER, SEQUEL, "chapters/reference/persons/pak-chang-ok.html"])
def test_only_the_article_and_titles_are_set_in_the_serif_face(wide, address, name):
    wide.goto(f"{address}/{name}")
    assert wide.evaluate(SERIF) == []
    if name == CHAPTER:
        face = "getComputedStyle(document.querySelector('#p5 p')).fontFamily"
        assert wide.evaluate(face).startswith('"August Serif"')


# --- links and cards ---


def test_three_ranks_of_link_can_be_told_apart(wide, address):
    wide.goto(f"{address}/{SEQUEL}")
    look = "e => { const s = getComputedStyle(e); return [s.color, parseFloat(s.fontSize), s.textDecorationStyle]; }"
    name = wide.locator("main p a.person").first.evaluate(look)
    cited = wide.locator("main p .bibtex-citation a").first.evaluate(look)
    away = wide.locator("main p a:not(.person)[href*='glossary']").first.evaluate(look)
    ink = wide.evaluate("getComputedStyle(document.body).color")
    assert name[0] == ink and name[2] == "dotted"
    assert cited[1] < name[1] and cited[0] not in (ink, away[0])
    assert away[0] not in (ink, cited[0])


def test_a_card_can_be_entered_by_the_pointer_and_closed_by_key_where_one_is(wide, address):
    wide.goto(f"{address}/{SEQUEL}")
    name, card = wide.locator("main p a.person").first, wide.locator("#card")
    name.hover()
    card.wait_for()
    box = card.bounding_box()
    wide.mouse.move(box["x"] + 5, box["y"] + 5)
    wide.wait_for_timeout(400)
    assert card.is_visible()
    wide.keyboard.press("Escape")
    assert card.is_hidden()
    cite = wide.locator("main p .bibtex-citation a").first
    cite.focus()
    wide.keyboard.press("Shift+Tab")
    wide.keyboard.press("Tab")
    assert card.is_visible() and "Grade:" in card.inner_text()
    place = wide.evaluate("scrollY")
    wide.keyboard.press("Escape")
    assert card.is_hidden() and wide.evaluate("scrollY") == place
    assert cite.evaluate("e => e === document.activeElement")


def test_no_card_tells_how_a_life_ended(wide, address):
    wide.goto(f"{address}/{SEQUEL}")
    cards = wide.evaluate("[...document.querySelectorAll('a.person')].map(e => e.dataset.card)")
    assert len(cards) > 10 and all(cards)
    assert any("in the summer of 1956:" in card for card in cards)
    assert [card for card in cards if any(end in card for end in ("fled", "purged", "executed", "died"))] == []


def test_a_mark_of_a_chart_says_who_it_is_and_what_became_of_the_person(wide, address):
    wide.goto(f"{address}/chapters/article/04-who-was-left.html")
    mark = wide.locator(".chart-marks a[href*='/pak-chang-ok.html']").first
    mark.locator("rect").first.hover()
    card = wide.locator("#card")
    card.wait_for()
    assert card.inner_text().count("Pak Chang-ok") == 1
    said, who = card.inner_text().removesuffix("Follow in the charts").strip().split("\n")
    assert said.startswith("Pak Chang-ok") and said == mark.get_attribute("aria-label")
    assert "박창옥 · Soviet Koreans · in the summer of 1956: Vice Premier · fate unknown" in who
    wide.keyboard.press("Escape")
    wide.mouse.move(0, 0)
    assert card.is_hidden()
    mark.focus()
    wide.keyboard.press("ArrowRight")
    wide.keyboard.press("ArrowLeft")
    assert "박창옥" in card.inner_text()


PLACES = """() => [...document.querySelectorAll(".chart-drawings")].flatMap((all) => {
  const drawn = [...all.querySelectorAll("svg[role=img]")].map((one) => one.getBoundingClientRect());
  const inside = drawn.find((box) => box.width);
  return [...all.querySelectorAll(".chart-marks g > *")].filter((mark) => {
    const shown = [...mark.querySelectorAll("rect")].flatMap((one) => [...one.getClientRects()]);
    return shown.length !== 1 || shown[0].left < inside.left - 12 || shown[0].right > inside.right + 12
      || shown[0].top < inside.top - 12 || shown[0].bottom > inside.bottom + 12;
  }).map((mark) => mark.getAttribute("aria-label"));
})"""


@pytest.mark.parametrize("width", [1280, 390])
def test_a_mark_has_one_place_and_it_is_in_the_drawing_that_is_shown(chromium, address, width):
    page = chromium.new_page(viewport={"width": width, "height": 844})
    page.goto(f"{address}/chapters/reference/gallery.html")
    assert page.locator(".chart-marks g > *").count() > 400
    assert page.evaluate(PLACES) == []
    page.close()


def test_a_mark_that_shows_no_person_has_a_card_too(wide, address):
    wide.goto(f"{address}/{CHAPTER}")
    mark = wide.locator("#fig-contacts .chart-marks a").first
    mark.locator("rect").first.hover()
    card = wide.locator("#card")
    card.wait_for()
    assert card.inner_text() == mark.get_attribute("aria-label") != ""


def test_the_first_tap_opens_a_card_at_the_foot_and_the_second_the_entry(chromium, address):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{address}/{SEQUEL}")
    page.locator("main p a.person").first.tap()
    card = page.locator("#card.sheet")
    card.wait_for()
    box = card.bounding_box()
    assert box["y"] + box["height"] == pytest.approx(844, abs=2) and page.url.endswith(SEQUEL)
    card.get_by_role("link", name="Open entry").tap()
    page.wait_for_url("**/persons/*.html")
    page.goto(f"{address}/chapters/article/04-who-was-left.html")
    mark = page.locator(".chart-marks a[href*='/pak-chang-ok.html']").first
    mark.locator("rect").last.tap()
    card.wait_for()
    assert "박창옥" in card.inner_text() and page.url.endswith("04-who-was-left.html")
    card.get_by_role("link", name="Open entry").tap()
    page.wait_for_url("**/persons/pak-chang-ok.html")
    context.close()


def test_the_code_of_a_figure_is_folded_below_it(wide, address):
    wide.goto(f"{address}/{CHAPTER}")
    code = wide.locator(".cell:has(figure.chart) > details").first
    assert code.get_attribute("open") is None and code.locator("summary").inner_text() == "Show the code"
    figure = wide.locator(".cell:has(figure.chart) figure.chart").first
    assert figure.bounding_box()["y"] < code.bounding_box()["y"]


# --- finding one's way ---


def test_the_front_page_leads_to_article_and_story_and_shows_no_code(wide, address):
    wide.goto(f"{address}/index.html")
    article, story = wide.locator(".ways a").all()
    assert re.fullmatch(r"Read the article \(\d+ minutes\)", article.inner_text())
    assert re.fullmatch(r"Read the story \(\d+ minutes\)", story.inner_text())
    assert wide.locator("figure.chart").count() == 2 and wide.locator("main pre").count() == 0
    article.click()
    wide.wait_for_url("**/00-the-article.html")


def test_the_rail_is_short_numbered_and_shows_where_one_is(wide, address):
    wide.goto(f"{address}/{SEQUEL}")
    rail = wide.get_by_role("navigation", name="Contents")
    shown = [link for link in rail.get_by_role("link").all() if link.is_visible()]
    assert len(shown) <= 18
    assert rail.locator("[aria-current=page]").inner_text().startswith("9")
    assert wide.locator(".eyebrow").inner_text().startswith("Chapter 9 · by the editors · ")
    assert wide.locator(".turn a").first.inner_text().splitlines()[-1].startswith("8 · ")


def test_the_theme_has_three_states_and_says_which_is_on(chromium, address):
    page = chromium.new_page(color_scheme="dark")
    page.goto(f"{address}/{CHAPTER}")
    button, paper = page.locator(".theme-button"), "getComputedStyle(document.body).backgroundColor"
    assert button.inner_text() == "Theme: system"
    dark = page.evaluate(paper)
    button.click()
    assert button.inner_text() == "Theme: light" and page.evaluate(paper) != dark
    button.click()
    assert button.inner_text() == "Theme: dark" and page.evaluate(paper) == dark
    page.reload()
    assert button.inner_text() == "Theme: dark"
    button.click()
    assert button.inner_text() == "Theme: system"
    page.close()


PAK = "chapters/reference/persons/pak-chang-ok.html"


def test_a_name_is_found_with_other_hyphens_without_spaces_and_misspelt(wide, address):
    for words in ("Пак Чан-ок", "пак чан ок", "pakchangok", "Pak Chang-uk", "Pak Changok"):
        wide.goto(f"{address}/search.html?q={words}")
        wide.locator(f"#entries a[href='{PAK}']").first.wait_for()


def test_a_word_that_every_object_knows_ends_the_search_like_any_other(wide, address):
    wide.goto(f"{address}/search.html?q=constructor")
    wide.get_by_text(re.compile("did not match any|found 0|Search finished")).first.wait_for(timeout=15_000)


def test_hits_are_grouped_and_each_says_what_it_is(wide, address):
    wide.goto(f"{address}/search.html?q=pak")
    heads = [head.inner_text() for head in wide.locator("#entries summary").all()]
    assert heads[0].startswith("Persons (") and any(head.startswith("Sources (") for head in heads)
    assert all(context.inner_text().strip() for context in wide.locator("#entries .context").all()[:20])


# --- contrast themes and paper ---


@pytest.mark.parametrize("remembered", ["light", "dark"])
def test_in_contrast_themes_the_words_of_charts_are_read_whatever_theme_is_remembered(chromium, address, remembered):
    context = chromium.new_context(forced_colors="active", color_scheme="light" if remembered == "dark" else "dark")
    page = context.new_page()
    page.add_init_script(f"localStorage.setItem('theme', '{remembered}')")
    page.goto(f"{address}/{CHAPTER}")
    colours = page.evaluate("""() => {
      const canvas = getComputedStyle(document.body).backgroundColor;
      const texts = [...document.querySelectorAll(".chart-wide > svg:first-child text")];
      const shown = texts.filter(t => t.getClientRects().length);
      return shown.map(t => [getComputedStyle(t).fill, canvas]);
    }""")
    context.close()
    assert colours and min(contrast(*pair) for pair in colours) >= 4.5


PRINTED = ["textual-notes", "conversations", "disagreements", "data", "self-review", "verdicts", "chronology"]


@pytest.mark.parametrize("name", PRINTED)
def test_on_paper_every_word_of_a_page_is_there(chromium, address, name):
    page = chromium.new_page()
    page.goto(f"{address}/chapters/reference/{name}.html")
    page.emulate_media(media="print")
    shown = page.evaluate("""() => [...document.querySelectorAll('main td, main th, main p, main dd, main dt, main li')]
      .filter(e => e.getClientRects().length && !e.closest('.highlight, svg')).map(e => e.innerText).join(' ')""")
    sheets = " ".join(pages(page.pdf(format="A4")))
    page.close()
    printed, joined = set(letters(sheets)), "".join(letters(sheets))
    lost = [word for word in set(letters(shown)) if word not in joined and not in_pieces(word, printed)]
    assert lost == []


def test_on_paper_a_figures_title_stands_on_the_sheet_of_its_drawing(chromium, address):
    page = chromium.new_page()
    page.goto(f"{address}/chapters/sequel/08-the-summer-of-1956.html")
    sheets = pages(page.pdf(prefer_css_page_size=True))
    page.close()
    for title, word in {"Figure 8.1": "2 East Berlin", "Figure 8.2": "Pak Kil-yong"}.items():
        assert [title in sheet for sheet in sheets if word in sheet] == [True], title


def in_pieces(word, printed):
    """Tell whether a word stands in print whole, or broken where a narrow column ends."""
    return word in printed or any(
        word[:cut] in printed and in_pieces(word[cut:], printed) for cut in range(1, len(word))
    )


def letters(text):
    """Return the Latin words of a text, ligatures taken apart; other scripts depend on the machine's fonts."""
    return re.findall(r"[A-Za-z]+", unicodedata.normalize("NFKC", text))


NOTES = """() => {
  const box = (one) => one.getBoundingClientRect();
  const meet = (one, other) => box(one).width && box(other).width &&
    box(one).left < box(other).right && box(other).left < box(one).right &&
    box(one).top < box(other).bottom && box(other).top < box(one).bottom;
  const passages = [...document.querySelectorAll(".passage")], notes = [...document.querySelectorAll(".apparatus")];
  const text = [...document.querySelectorAll("main :is(p, dd, h2, figure, table)")].filter(it => !it.closest("aside"));
  return {
    holes: passages.filter(one => !one.querySelector(".article-heading"))
      .map(one => [one.nextElementSibling || one.parentNode.nextElementSibling, one.querySelector("blockquote")])
      .map(([next, quote]) => box(next).top - box(quote).bottom),
    covered: notes.flatMap((note, place) => [...notes.slice(place + 1), ...text].filter(other => meet(note, other)))
      .map(({textContent}) => textContent),
  };
}"""


@pytest.mark.parametrize("width", [1280, 1600])
def test_notes_hang_beside_the_text_leave_no_hole_in_it_and_cover_nothing(wide, address, width):
    wide.set_viewport_size({"width": width, "height": 900})
    for name in [name for name in CHAPTERS if re.search(r"/article/0[1-7]", name)]:
        wide.goto(f"{address}/{name}.html")
        for layer in ("with notes", "with notes and commentary"):
            wide.get_by_label(layer, exact=True).check()
            told = wide.evaluate(NOTES)
            assert told["holes"] and max(told["holes"]) < 40 and told["covered"] == [], (name, layer)
        wide.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert wide.evaluate(NOTES)["covered"] == [], name


def test_on_a_wide_screen_the_sequel_keeps_its_sources_in_the_margin_and_on_a_phone_in_the_text(wide, address):
    wide.goto(f"{address}/chapters/sequel/09-the-plenum-and-the-visit.html")
    paragraph = wide.locator("article section > p:has(> .bibtex-citation)").first

    def edges():
        return [place.bounding_box() for place in (paragraph, paragraph.locator(".bibtex-citation").first)]

    text, source = edges()
    assert source["x"] >= text["x"] + text["width"] and source["y"] < text["y"] + text["height"]
    assert source["x"] + source["width"] <= 1280
    before = "mark => mark.previousSibling.textContent.at(-1)"  # no space is left before the full stop
    assert paragraph.locator(".bibtex-citation").first.evaluate(before).strip()
    wide.set_viewport_size({"width": 390, "height": 844})
    text, source = edges()
    assert source["x"] + source["width"] <= text["x"] + text["width"] + 1


def test_a_person_chosen_in_one_figure_is_ringed_in_all_until_let_go(wide, address):
    wide.goto(f"{address}/chapters/article/04-who-was-left.html")
    who = "kim-il-sung"
    mark = wide.locator(f".chart-marks a[href*='/{who}.html']").first
    mark.focus()
    wide.keyboard.press("f")
    assert wide.locator(f".followed[href*='/{who}.html']").count() >= 1
    assert "Following " in wide.locator(".following").inner_text()
    wide.goto(f"{address}/chapters/reference/gallery.html")
    assert wide.locator(".followed").count() >= 1
    wide.get_by_role("button", name="Let go").click()
    assert wide.locator(".followed").count() == 0 and wide.locator(".following").is_hidden()
