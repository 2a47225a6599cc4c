"""What a browser shows of a page: what an address names, tables and wrong addresses, with and without JavaScript."""

import functools
import http.server
import shutil
import threading

import pytest


class Host(http.server.SimpleHTTPRequestHandler):
    """Serves a book in a subfolder, and its 404.html for every wrong address, as hosts of static pages do."""

    def send_error(self, code, message=None, explain=None):
        """Show the book's own page."""
        page = (self.book / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture(scope="module")
def host(built, tmp_path_factory):
    """Return the address of the small book under ``/repo/``."""
    folder = tmp_path_factory.mktemp("host")
    Host.book = shutil.copytree(built.html, folder / "repo")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Host, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/repo"
    server.shutdown()


@pytest.fixture
def page(chromium):
    """Return a fresh page of a small window, so that what an address names has to be scrolled to."""
    context = chromium.new_context(viewport={"width": 1000, "height": 300})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("where", ["nope.html", "chapters/article/nope.html", "chapters/a/b/c/nope"])
def test_a_wrong_address_at_any_depth_gets_a_styled_page_whose_links_lead_into_the_book(host, page, where):
    page.goto(f"{host}/{where}", wait_until="load")
    assert page.evaluate("getComputedStyle(document.querySelector('.bar')).display") == "flex"
    links = page.evaluate("[...document.querySelectorAll('main a, nav a, .bar a')].map((link) => link.href)")
    assert f"{host}/chapters/index.html" in links and f"{host}/chapters/article/04-talks.html" in links
    assert all(link.startswith(f"{host}/") for link in links if not link.endswith("#main"))
    page.click("main a")
    page.wait_for_url(f"{host}/chapters/index.html")
    assert page.text_content("h1").startswith("The small book")


def test_what_an_address_names_is_shown_whatever_layer_was_chosen(host, page):
    page.goto(f"{host}/chapters/article/04-talks.html")
    page.click("text=the article alone")
    assert not page.is_visible("#fig-talks")
    page.goto(f"{host}/chapters/index.html")
    page.click("text=the talks")
    page.wait_for_url("**/04-talks.html#fig-talks")  # it waits for the whole page, as no assertion does
    page.wait_for_function("scrollY > 0")
    assert page.is_visible("#fig-talks")
    assert page.evaluate("localStorage.getItem('layer')") == "article"  # the choice is kept
    page.goto(f"{host}/chapters/article/07-signals.html")
    assert not page.is_visible("table.register")


def test_a_row_can_be_corrected_where_the_project_has_a_form(host, page):
    file = next((Host.book / "chapters/reference/persons").glob("*.html"))
    form = '<a class="correct" href="https://forms.example/new?place=persons/x.html">Correct a fact</a></body>'
    file.write_text(file.read_text(encoding="utf-8").replace("</body>", form), encoding="utf-8")
    page.goto(f"{host}/chapters/reference/persons/{file.name}")
    row = page.get_attribute("a.row-mark >> nth=0", "href")
    page.click("a.row-mark >> nth=0")
    own = page.get_by_role("link", name="Correct this row")
    own.wait_for()
    asked = f"https://forms.example/new?place=persons%2Fx.html%23{row[1:]}"
    assert own.get_attribute("href") == asked == page.get_attribute("a.correct", "href")


def test_the_whole_article_stands_there_whatever_layer_was_chosen(host, page):
    page.goto(f"{host}/chapters/article/04-talks.html")
    page.click("text=the article alone")
    page.goto(f"{host}/chapters/article/00-the-article.html#p10")
    assert page.is_visible("#p4") and page.is_visible("#p10") and page.is_visible("aside summary >> nth=1")
    page.click("aside summary >> nth=1")
    assert page.is_visible("aside details[open] .verdicts")


@pytest.mark.parametrize("view", ["?who=Yi", "?day=Tuesday", "?sort=-day"])
def test_without_javascript_an_address_of_a_view_leads_to_its_table(host, chromium, view):
    context = chromium.new_context(viewport={"width": 1000, "height": 300}, java_script_enabled=False)
    page = context.new_page()
    seen = []
    for address in ("", "#incoming", f"#incoming{view}"):
        page.goto("about:blank")
        page.goto(f"{host}/chapters/article/07-signals.html{address}")
        seen.append(page.locator("#incoming").bounding_box()["y"])
    assert seen[0] > seen[1] == pytest.approx(seen[2], abs=60)
    context.close()
