"""The built book in Firefox: every page, and what a reader does on them, opened from the folder and served.

`make firefox` runs these; `make test` leaves them out, for no package carries a Firefox.
"""

import threading
from functools import partial
from http.server import ThreadingHTTPServer

import programs
import pytest
from bidi import Firefox
from lighthouse import Compressing
from test_browser import CHAPTER, FOUND, NOTES, SHOWN, SMALL_TEXT
from test_look import SEQUEL

PERSONS = "chapters/reference/persons.html"
PAPER = "getComputedStyle(document.body).backgroundColor"
WIDTHS = (1280, 390, 320)  # 320 px is what is left of 1280 at 400 per cent; there the charts are enlarged too


@pytest.fixture(scope="module", params=["light", "dark"])
def firefox(request, tmp_path_factory):
    """Start the machine's own Firefox, on a system that is light or dark; nothing here is skipped."""
    program = programs.find("firefox")
    assert program, "these tests need Firefox: `make firefox` says how to get it"
    browser = Firefox(program, tmp_path_factory.mktemp("profile"), request.param)
    yield browser
    browser.close()


@pytest.fixture(scope="module", params=["folder", "served"])
def address(request, project):
    """Return the address of the built book: as its folder, and at a host."""
    html = project / "_build" / "html"
    if request.param == "folder":
        yield html.as_uri()
        return
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressing, directory=html)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


light = pytest.mark.parametrize("firefox", ["light"], indirect=True)


@pytest.fixture
def wide(firefox):
    """Return a fresh page 1280 px wide."""
    page = firefox.page(1280)
    yield page
    page.close()


@pytest.fixture
def phone(firefox):
    """Return a fresh page 390 px wide."""
    page = firefox.page(390, 844)
    yield page
    page.close()


# --- every page ---


@pytest.mark.parametrize(("firefox", "address"), [("light", "folder"), ("dark", "served")], indirect=True)
def test_every_page_fits_is_quiet_and_asks_nobody(firefox, wide, address, project):
    html = project / "_build" / "html"
    names = [html / "index.html", html / "search.html", html / "404.html", *sorted(html.glob("chapters/**/*.html"))]
    assert len(names) > 300
    faults = []
    for name in (path.relative_to(html).as_posix() for path in names):
        wide.size(WIDTHS[0])
        wide.open(f"{address}/{name}")
        for width in WIDTHS:
            wide.size(width)
            if wide.evaluate("document.documentElement.scrollWidth > innerWidth"):
                faults.append((name, width, "scrolls sideways"))
            if width > 320:
                faults += [(name, width, *small) for small in wide.evaluate(f"({SMALL_TEXT})()")]
        told = wide.told(address)
        faults += [] if name == "404.html" else [(name, fault) for fault in told]  # it asks at several heights
    assert faults == []


def test_the_page_is_as_light_or_dark_as_the_system_until_the_reader_chooses(firefox, wide, address):
    wide.open(f"{address}/{CHAPTER}")
    system, button = wide.evaluate(PAPER), ".theme-button"
    seen = {}
    for _ in range(3):
        seen[wide.text(button)] = wide.evaluate(PAPER)
        wide.click(button)
    assert list(seen) == ["Theme: system", "Theme: light", "Theme: dark"]
    assert seen["Theme: light"] != seen["Theme: dark"]
    assert system == seen["Theme: system"] in (seen["Theme: light"], seen["Theme: dark"])
    wide.click(button)
    wide.open(f"{address}/{CHAPTER}")
    assert wide.text(button) == "Theme: light" and wide.evaluate(PAPER) == seen["Theme: light"]


# --- a wide screen ---


@light
def test_the_faces_can_be_had(wide, address):
    wide.open(f"{address}/index.html")
    load = "name => new FontFace('tried', `url(_static/august-${name}-latin.woff2)`).load()"
    faces = wide.evaluate(f"Promise.all(['serif', 'sans', 'mono'].map({load}))")
    assert len(faces) == 3


@light
def test_a_name_has_a_card_on_hover_and_focus_until_escape(wide, address):
    wide.open(f"{address}/{SEQUEL}")
    name, card = "main p a.person", "#card"
    wide.hover(name)
    wide.until("!document.querySelector('#card').hidden")
    wide.hover(card)
    assert wide.shown(card)
    place = wide.evaluate("scrollY")
    wide.press("Escape")
    wide.evaluate("new Promise(done => setTimeout(done, 400))")  # another name may lie under the pointer now
    assert not wide.shown(card) and wide.evaluate("scrollY") == place
    wide.hover(name)
    assert wide.shown(card)
    wide.press("Escape")
    wide.evaluate(f"document.querySelector('{name}').focus()")
    wide.press("Tab")
    wide.press("Shift", "Tab")
    assert wide.shown(card) and " · " in wide.text(card)
    wide.press("Escape")
    assert not wide.shown(card)
    wide.press("Enter")
    wide.until("location.pathname.includes('/persons/')")


@light
def test_the_layers_leave_the_article_alone_but_never_what_an_address_names(wide, address):
    wide.open(f"{address}/{CHAPTER}")
    commentary = ("h2", "Soviet citizens of Korean nationality")
    assert wide.shown(*commentary) and wide.shown("aside.apparatus") and wide.shown("#fig-contacts")
    wide.click(".layers label", "the article alone")
    assert wide.shown("#p5") and not wide.shown(*commentary)
    assert not wide.shown("aside.apparatus") and not wide.shown("figure.chart")
    wide.open("about:blank")
    wide.open(f"{address}/{CHAPTER}")
    assert not wide.shown(*commentary)
    wide.evaluate("location.hash = 'fig-contacts'")
    wide.until("document.querySelector('#fig-contacts').getClientRects().length")
    wide.until("Math.abs(document.querySelector('#fig-contacts').getBoundingClientRect().top) < innerHeight")
    assert wide.evaluate("localStorage.getItem('layer')") == "article"  # the choice is kept


@light
def test_a_register_is_filtered_and_a_row_shows_itself_when_an_address_asks_for_it(wide, address):
    wide.open(f"{address}/{NOTES}")
    every = wide.evaluate(f"{SHOWN}.length")
    menu = (
        "[...document.querySelectorAll('.filters label')].find(label => label.textContent.startsWith('fault')).control"
    )
    wide.evaluate(f"{menu}.focus()")
    wide.type("idiom")
    wide.press("Enter")
    wide.until("location.hash === '#notes?fault=idiom'")
    few = wide.evaluate(f"{SHOWN}.length")
    assert 0 < few < every and wide.text(".filters [role=status]").startswith(f"{few} of {every} rows shown")
    wide.click("th button", "this edition")
    assert wide.shown("th[aria-sort=ascending]", "this edition")
    assert wide.evaluate("location.hash").endswith("sort=this+edition")
    assert not wide.shown("#em-p5-02")
    wide.evaluate("location.hash = 'em-p5-02'")
    wide.until("document.querySelector('#em-p5-02').getClientRects().length")
    assert 0 < wide.evaluate("document.querySelector('#em-p5-02').getBoundingClientRect().top") < 900


@light
def test_the_index_of_persons_is_filtered_and_an_address_of_old_goes_on_to_its_page(wide, address):
    wide.open(f"{address}/{PERSONS}#id1?group=Soviet+Koreans")
    lines = "[...document.querySelectorAll('.az li')].filter(line => line.getClientRects().length)"
    groups = wide.evaluate(f"{lines}.map(line => line.querySelector('.by-group').textContent)")
    assert set(groups) == {"Soviet Koreans"}
    assert wide.text(".filters [role=status]").startswith(f"{len(groups)} of ")
    wide.click(".filters button", "Show all")
    assert wide.text(".filters [role=status]").startswith("All ")
    wide.evaluate("location.hash = 'pak-chang-ok'")
    wide.until("location.pathname.endsWith('/persons/pak-chang-ok.html')")


@light
@pytest.mark.parametrize("words", [*FOUND, "Пак Чан-ок", "pakchangok", "Pak Chang-uk"])
def test_search_finds_an_entry_by_any_form_of_its_name_and_misspelt(wide, address, words):
    wide.open(f"{address}/{CHAPTER}")
    wide.press("Control", "k")
    wide.type(words)
    wide.press("Enter")
    wide.until("location.pathname.endsWith('/search.html')")
    wide.until("document.querySelector('#entries a')")
    found = wide.evaluate("document.querySelector('#entries a').getAttribute('href')")
    assert found == FOUND.get(words, FOUND["박창옥"])


@light
def test_search_finds_pages_and_ends(wide, address):
    wide.open(f"{address}/search.html?q=snitching")
    wide.until("document.querySelector('#search-results li')")
    wide.open(f"{address}/search.html?q=constructor")
    wide.until("/did not match any|found 0|Search finished/.test(document.body.innerText)")


@light
def test_the_marks_of_a_chart_are_one_stop_and_lead_to_their_row(wide, address):
    wide.open(f"{address}/{CHAPTER}")
    marks, inside = "#fig-contacts .chart-marks a", "document.activeElement.matches('.chart-marks a')"
    wide.evaluate(f"document.querySelector('{marks}').focus()")
    wide.press("ArrowRight")
    assert wide.evaluate(f"[...document.querySelectorAll('{marks}')].indexOf(document.activeElement)") == 1
    wide.press("Escape")
    assert not wide.evaluate(inside)
    wide.click("#fig-contacts .chart-marks a rect")
    wide.until("location.pathname.endsWith('/conversations.html')")
    wide.until("document.querySelector(':target')?.getClientRects().length")


@light
def test_a_person_is_followed_from_a_card_and_by_key_through_the_figures(wide, address):
    wide.open(f"{address}/chapters/article/04-who-was-left.html")
    ringed = "[...document.querySelectorAll('.followed')].length"
    wide.evaluate("document.querySelector('.chart-marks a[href*=kim-il-sung]').focus()")
    wide.press("f")
    assert wide.evaluate(ringed) and wide.text(".following").startswith("Following ")
    wide.open(f"{address}/chapters/reference/gallery.html")
    assert wide.evaluate(ringed)
    wide.click(".following button")
    assert not wide.evaluate(ringed) and not wide.shown(".following")
    wide.open(f"{address}/{CHAPTER}")
    wide.hover("main p a.person")
    wide.until("document.querySelector('#card button')")
    wide.click("#card button", "Follow in the charts")
    assert wide.text(".following").startswith("Following ")


@light
def test_the_page_can_be_used_by_keyboard_alone(wide, address):
    wide.open(f"{address}/{CHAPTER}")
    wide.press("Tab")
    assert wide.evaluate("document.activeElement.textContent") == "Skip to the text"
    wide.press("Enter")
    wide.until("location.hash === '#main'")


@light
def test_the_number_of_a_paragraph_leads_there(wide, address):
    wide.open(f"{address}/{CHAPTER}")
    wide.click("a.para[href$='#p6']")
    wide.until("location.hash === '#p6'")


# --- a phone ---


@light
def test_on_a_phone_the_contents_are_a_sheet_that_opens_closes_and_leads(phone, address):
    phone.open(f"{address}/{CHAPTER}")
    link = ("#contents a", "Who was left in power")
    assert not phone.shown(*link)
    phone.tap(".open-contents")
    assert phone.shown(*link)
    phone.press("Escape")
    assert not phone.shown(*link)
    phone.tap(".open-contents")
    phone.tap(*link)
    phone.until("location.pathname.endsWith('/04-who-was-left.html')")


@light
def test_on_a_phone_the_first_tap_opens_a_card_at_the_foot_and_its_link_the_entry(phone, address):
    phone.open(f"{address}/{SEQUEL}")
    phone.tap("main p a.person")
    phone.until("document.querySelector('#card.sheet') && !document.querySelector('#card').hidden")
    bottom = phone.evaluate("document.querySelector('#card').getBoundingClientRect().bottom")
    assert bottom == pytest.approx(844, abs=2)
    phone.tap("#card a", "Open entry")
    phone.until("location.pathname.includes('/persons/')")


@light
def test_on_a_phone_a_chart_has_its_narrow_drawing_and_nothing_of_the_wide_one(phone, address):
    phone.open(f"{address}/{CHAPTER}")
    phone.evaluate("document.querySelector('#fig-contacts').scrollIntoView()")
    assert phone.shown("#fig-contacts .chart-narrow svg") and not phone.shown("#fig-contacts .chart-wide svg")
    drawing = "document.querySelector('#fig-contacts .chart-narrow svg')"
    assert phone.evaluate(f"{drawing}.getBoundingClientRect().right") <= 390


@light
def test_on_a_phone_a_table_is_read_downwards_and_each_cell_says_what_it_is(phone, address):
    phone.open(f"{address}/{NOTES}")
    row = "document.querySelector('tr:has(#em-p5-02)')"
    heads = phone.evaluate(f"[...{row}.cells].map(cell => getComputedStyle(cell, '::before').content.includes(': '))")
    tops = phone.evaluate(f"[...{row}.cells].map(cell => cell.getBoundingClientRect().top)")
    assert len(tops) > 5 and all(heads) and tops == sorted(set(tops))
    assert phone.evaluate(f"[...{row}.cells].every(cell => cell.getAttribute('role') === 'cell')")
