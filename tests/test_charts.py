"""What is drawn is what the tables say: marks, evidence and words of every chart are read back."""

import doctest
import functools
import gzip
import importlib
import inspect
import json
import re

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.path import Path

from august1956 import charts, data, dates, style, vocabulary
from august1956.data import sources
from august1956.figure import svg

CASES = {
    "bloc_leaders": ("leaders", {}),
    "committees": ("seats", {"bodies": "bodies", "counts": "counts"}),
    "purges": ("outcomes", {"events": "events"}),
    "totals": ("counts", {"bodies": "bodies"}),
    "contacts": ("contacts", {}),
    "disagreements": ("rivals", {}),
    "lifelines": ("seats", {"outcomes": "outcomes", "bodies": "bodies"}),
    "outcomes_by_faction": ("outcomes", {}),
    "turnover": ("seats", {"bodies": "bodies", "counts": "counts"}),
    "summer": ("events", {"contacts": "contacts"}),
    "survival": ("seats", {"outcomes": "outcomes", "bodies": "bodies"}),
    "emendations": ("emendations", {}),
    "coverage": ("seats", {"bodies": "bodies"}),
    "verdict_strip": ("verdicts", {}),
    "affair": ("events", {"story": "story", "lines": "lines", "later": "later"}),
    "who_told_whom": ("contacts", {"people": "people"}),
    "seat_score": ("seats", {"outcomes": "outcomes", "body": "third", "critics": "critics"}),
    "map": ("places", {"outcomes": "banished", "tour": "tour"}),
}  # chart: the fixture it draws, and those for its options
CHARTS = list(CASES)


def dated(frame, *columns):
    """Add the earliest and latest day of EDTF columns, as data.load() does."""
    for column in columns:
        spans = [dates.span(date) if isinstance(date, str) else (None, None) for date in frame[column]]
        frame[f"{column}_earliest"] = pd.to_datetime([first for first, _ in spans])
        frame[f"{column}_latest"] = pd.to_datetime([last for _, last in spans])
    return frame


def frame(columns, *rows):
    return pd.DataFrame(rows, columns=columns.split())


@pytest.fixture
def seats():
    rows = [
        ("kim", "Kim A", "guerrilla", "cc2", "full", "listed"),
        ("pak", "Pak B", "domestic", "cc2", "full", "implied"),
        ("choe", "Choe C", "yanan", "cc2", "chair", "listed"),
        ("choe", "Choe C", "yanan", "cc2", "full", "implied"),
        ("yi", "Yi D", "soviet", "cc2", "candidate", "listed"),
        ("kim", "Kim A", "guerrilla", "cc3", "full", "listed"),
        ("ho", "Ho E", "unknown", "cc3", "full", "listed"),
        ("choe", "Choe C", "yanan", "cc3", "full", "listed"),
    ]
    table = frame("person name faction body seat basis", *rows)
    starts = {"cc2": "1948-03-30", "cc3": "1956-04-29"}
    table["from"], table["to"] = table["body"].map(starts), table["body"].map({"cc2": "1956-04-29"})
    return dated(table.assign(source="lankov2009", status="preferred", entry="elected"), "from", "to")


@pytest.fixture
def bodies():
    rows = [
        ("cc2", "2nd Central Committee of the party", "1948-03-30", "1956-04-29", 10, "wp-en-cc-2"),
        ("cc3", "3rd Central Committee of the party", "1956-04-29", "1961-09-18", 12, "wp-en-cc-3"),
    ]
    table = dated(frame("id label from to full_seats source", *rows), "from", "to")
    return table.assign(kind="central-committee", candidate_seats=0)


@pytest.fixture
def counts():
    rows = [
        ("n1", "cc2", "guerrilla", "full", 3, 10, "lankov2009"),
        ("n2", "cc2", "guerrilla", "full", 4, 10, "suh1988"),
        ("n3", "cc2", "all", "full", 11, 11, "suh1988"),
        ("n4", "cc2", "all", "full", 10, 10, "lankov2009"),
        ("n5", "cc3", "remainder", "full", 7, 12, "lankov2009"),
        ("n6", "cc3", "yanan", "candidate", 7, 12, "lankov2009"),
        ("n7", "cabinet1", "yanan", "full", 7, 12, "lankov2009"),
        ("n8", "cc3", "retained", "full", 5, 12, "lankov2009"),
    ]
    return frame("id body faction seats count total source", *rows).assign(status="preferred")


@pytest.fixture
def outcomes():
    rows = [
        ("kim", "Kim A", "guerrilla", "promoted", "1956-04-29", "lankov2009"),
        ("pak", "Pak B", "domestic", "tried", "1953-08-06", "lankov2009"),
        ("pak", "Pak B", "domestic", "executed", "1956", "suh1988"),
        ("choe", "Choe C", "yanan", "expelled_party", "1956-08-31", "lankov2009"),
        ("choe", "Choe C", "yanan", "arrested", "1957-09?", "lankov2009"),
        ("ho", "Ho E", "unknown", "purged", None, "suh1988"),
        ("yi", "Yi D", "soviet", "purged", "1975", "suh1988"),
    ]
    table = frame("person name faction kind date source", *rows).assign(status="preferred")
    return dated(table, "date")


@pytest.fixture
def events():
    rows = [
        ("e1", "1956-08-30/1956-08-31", "plenum", "August plenum", "lankov2009"),
        ("e2", "1953-08-05", "plenum", "Sixth plenum", "lankov2009"),
        ("e3", "1956-06-01/1956-07-19", "diplomacy", "Tour of the bloc", "lankov2009"),
    ]
    return dated(frame("id date kind title source", *rows).assign(status="preferred"), "date")


@pytest.fixture
def contacts():
    rows = [
        ("t1", "1956-06-08", "choe", "yanan", "V. I. Ivanov", "USSR", "ivanov1956-06-08"),
        ("t2", "1956-06-20", "kim; choe", "guerrilla; yanan", "V. I. Ivanov", "USSR", "ivanov1956-06-20"),
        ("t3", "1956-08", "yi", "soviet", "A. M. Petrov", "USSR", "lankov2009"),
        ("t4", "1956-06", None, None, "A. M. Petrov", "USSR", "lankov2009"),
        ("t5", "1956", "kim", "guerrilla", "A. M. Petrov", "USSR", "lankov2009"),
    ]
    return dated(frame("id date persons faction diplomat country source", *rows).assign(status="preferred"), "date")


@pytest.fixture
def rivals():
    rows = [
        ("pak", "Pak B", "domestic", "executed", "1955-12-05", "rejected", "suh1988"),
        ("pak", "Pak B", "domestic", "died", "1956?", "preferred", "lankov2009"),
        ("pak", "Pak B", "domestic", "executed", "1956-12", "alternative", "suh1988"),
        ("pak", "Pak B", "domestic", "executed", "1956-12", "alternative", "yi2012"),
        ("mu", "Mu F", "yanan", "died", "1951", "preferred", "suh1988"),  # agrees with the next
        ("mu", "Mu F", "yanan", "died", "1951-08-09", "alternative", "yi2012"),
        ("choe", "Choe C", "yanan", "purged", "1956-08", "preferred", "suh1988"),  # two events, no rivals
        ("choe", "Choe C", "yanan", "purged", "1957-10", "preferred", "suh1988"),
        ("yi", "Yi D", "soviet", "executed", "1960", "preferred", "suh1988"),
        ("yi", "Yi D", "soviet", "died", "1996-08", "alternative", "yi2012"),
        ("ho", "Ho E", "unknown", "promoted", "1956", "alternative", "suh1988"),
        ("ho", "Ho E", "unknown", "promoted", "1958", "preferred", "suh1988"),
    ]
    return dated(frame("person name faction kind date status source", *rows), "date")


@pytest.fixture
def emendations():
    rows = [
        ("m1", "headline", "case", "attested", "of the", "to the"),
        ("m2", "p10", "wrong word", "inferred", "enhance", "Yan'an men"),
        ("m3", "p1", "wrong word", "attested", "sobakami", "dogs"),
        ("m4", "p1", "wrong word", "inferred", "ruin", "devastation"),
    ]
    return frame("id paragraph type russian_basis received edited", *rows).assign(source="asmolov2019eng")


@pytest.fixture
def leaders():
    rows = [
        ("A", "Hungary", "premier", "moscow", "1956-07", "removed", "1956-07-18"),
        ("B", "Poland", "first secretary", None, None, "died", "1956-03"),
        ("C", "North Korea", "chairman", "party; public", "1956-08-30/1956-08-31", "kept", "1957"),
    ]
    table = frame("leader country office pressure challenged outcome date", *rows)
    return dated(table.assign(source="lankov2009"), "challenged", "date")


@pytest.fixture
def verdicts():
    rows = [
        ("v1", "headline", "It was so.", "disputed", "lankov2009"),
        ("v2", "p1", "He spoke.", "confirmed", "lankov2009"),
        ("v3", "p1", "He left.", "partly confirmed", "suh1988"),
        ("v4", "p10", "He returned.", "not verifiable", "suh1988"),
    ]
    return frame("id paragraph claim verdict source", *rows)


@pytest.fixture
def story():
    return {"e3": ("kim", "Kim tours"), "e9": ("critics", "not in the frame")}


@pytest.fixture
def lines():
    return {"e1": "30 August"}


@pytest.fixture
def later():
    return {"e2": "the sixth"}


@pytest.fixture
def people():
    rows = [("choe", "Choe Chang-ik", "yanan"), ("yi", "Yi Sang-jo", "soviet"), ("kim", "Kim A", "guerrilla")]
    return frame("person name faction", *rows)


@pytest.fixture
def third():
    return "cc3"


@pytest.fixture
def critics():
    return ("yi",)


@pytest.fixture
def places():
    rows = [
        ("moscow", "Moscow", 55.75, 37.62, "city"),
        ("pyongyang", "Pyongyang", 39.03, 125.75, "city"),
        ("sunan", "Sunan", 39.2, 125.7, "town"),
        ("border", "Border with China", np.nan, np.nan, "border"),
        ("urals", "The Urals", np.nan, np.nan, "region"),
    ]
    return frame("id name latitude longitude kind", *rows).assign(source="lankov2009")


@pytest.fixture
def tour():
    rows = [("e1", "1956-06-01", "Moscow", "Tour: USSR"), ("e2", "1956-07-13", "The Urals", "Kim in the Urals")]
    return frame("id date place title", *rows).assign(source="lankov2009")


@pytest.fixture
def banished():
    rows = [("choe", "Choe C", "yanan", "banished", "Sunan", "1958", "lankov2009")]
    return frame("person name faction kind place date source", *rows)


DRAWN = {}  # the charts of the small tables as they are, each drawn once for the tests that only look at it


@pytest.fixture
def draw(request):
    """Draw a chart by name on the small tables above; what nothing was changed in is drawn once."""

    def new(name, narrow, ax=None, change=lambda table: table, **more):
        use = request.getfixturevalue
        first, options = CASES[name]
        options = {option: use(table) for option, table in options.items()} | more
        return getattr(charts, name)(change(use(first).copy()), narrow=narrow, ax=ax, **options)

    def call(name, narrow=False, **more):
        if more:
            return new(name, narrow, **more)
        if (name, narrow) not in DRAWN:
            DRAWN[name, narrow] = new(name, narrow)
        return DRAWN[name, narrow]

    return call


def markers(ax, gid=None):
    """Return the places of the single marks on the axes."""
    return [line for line in ax.lines if len(line.get_xdata()) == 1 and line.get_gid() == gid]


# --- the contract of all charts -------------------------------------------------------------------


@pytest.mark.parametrize("name", CHARTS)
def test_axes_come_out_and_style_stays_inside(draw, name):
    assert isinstance(draw(name), Axes)
    before, figure = dict(mpl.rcParams), Figure()
    own = figure.add_subplot()
    assert draw(name, ax=own) is own
    assert dict(mpl.rcParams) == before
    assert figure.axes == [own]


@pytest.mark.parametrize("name", CHARTS)
def test_signature_is_that_of_all_charts(name):
    signature = inspect.signature(getattr(charts, name))
    first, *options = signature.parameters.values()
    assert first.kind is first.POSITIONAL_OR_KEYWORD
    assert all(option.kind is option.KEYWORD_ONLY for option in options)
    assert {"dates", "source", "faction", "person", "ax", "narrow"} <= set(signature.parameters)
    assert signature.return_annotation is Axes


@pytest.mark.parametrize("name", CHARTS)
def test_a_missing_column_is_named_with_what_it_holds(draw, name):
    for column in getattr(charts, name).needs:
        with pytest.raises(ValueError, match=rf"charts\.{name} needs a column '{column}' \(.+\)"):
            draw(name, change=lambda table, column=column: table.drop(columns=column))


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_frame_says_no_rows(draw, name):
    ax = draw(name, change=lambda table: table.head(0))
    assert [text.get_text() for text in ax.texts] == ["No rows"]
    assert "no rows" in charts.evidence(ax).alt
    assert charts.evidence(ax).table.empty


@pytest.mark.parametrize("name", CHARTS)
def test_the_frame_given_is_not_changed(draw, name):
    kept = []

    def keep(table):
        kept.extend([table, table.copy()])
        return table

    draw(name, change=keep)
    pd.testing.assert_frame_equal(*kept)


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("narrow", [False, True])
def test_words_lie_on_the_sheet_and_not_on_each_other(draw, name, narrow):
    assert misplaced(draw(name, narrow)) == []


def misplaced(ax):
    """Return what runs over the edge, and the texts that fall below 12 px, or lie on another text or on a mark."""
    figure = ax.figure
    FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    texts = [text for text in figure.findobj(mpl.text.Text) if text.get_text().strip() and text.get_visible()]
    words = [text.get_text() for text in texts]
    boxes = extents(texts)
    low, high = np.array([-1, -3]), np.array([figure.bbox.width + 1, figure.bbox.height + 3])
    inside = (boxes[:, :2] > low).all(axis=1) & (boxes[:, 2:] < high).all(axis=1)
    wrong = [word for word, good in zip(words, inside, strict=True) if not good]
    wrong += [mark.title for mark in charts.evidence(ax).marks if not on_sheet(mark.artist, figure)]
    wrong += [text.get_text() for text in texts if text.get_fontsize() < 12]
    wrong += [f"{words[a]} / {words[b]}" for a, b in np.argwhere(np.triu(overlap(boxes, boxes, 1), 1))]
    marks = [mark for mark in charts.evidence(ax).marks if small(mark.artist)]
    covered = np.argwhere(overlap(extents(mark.artist for mark in marks), boxes, 3))
    return wrong + [f"{words[b]} on the mark {marks[a].title}" for a, b in covered]


def on_sheet(artist, figure):
    """Tell whether a mark lies on the sheet, but for the breadth of its outline."""
    left, bottom, right, top = artist.get_window_extent().extents
    return left > -3 and bottom > -3 and right < figure.bbox.width + 3 and top < figure.bbox.height + 3


def extents(artists):
    """Return the boxes of artists: left, bottom, right, top."""
    return np.array([artist.get_window_extent().extents for artist in artists]).reshape(-1, 4)


def small(artist):
    """Tell whether the box of an artist is the artist: no text, and no line that bends."""
    return not isinstance(artist, mpl.text.Text) and len(getattr(artist, "get_xdata", lambda: [0])()) < 3


def overlap(ones, others, least):
    """Tell of each pair of boxes whether they overlap by more than so many units across and 3 down."""
    one, other = ones[:, None], others[None]
    both = np.minimum(one[..., 2:], other[..., 2:]) - np.maximum(one[..., :2], other[..., :2])
    return (both > [least, 3]).all(axis=-1)


def test_words_that_lie_on_each_other_or_on_a_mark_are_found(draw):
    ax = draw("purges", change=lambda table: table)
    mark = charts.evidence(ax).marks[0]
    x, y = mark.artist.get_xdata()[0], mark.artist.get_ydata()[0]
    for words in ("one", "two"):
        ax.text(x, y, words, ha="center", va="center")
    ax.text(ax.get_xlim()[1], y, "over the edge")
    low = charts.evidence(ax).marks[1]
    low.artist.set_ydata([ax.get_ylim()[0] + 5])
    assert {"one / two", f"one on the mark {mark.title}", "over the edge", low.title} <= set(misplaced(ax))


@pytest.mark.parametrize("name", CHARTS)
def test_marks_are_on_the_axes_and_told(draw, name):
    ax = draw(name)
    marks = charts.evidence(ax).marks
    assert marks
    assert all(mark.artist.axes is ax and mark.title for mark in marks)


@pytest.mark.parametrize("name", CHARTS)
def test_colours_are_tokens_of_the_light_theme(draw, name):
    ax = draw(name)
    used = {mpl.colors.to_hex(artist.get_color()) for artist in [*ax.lines, *ax.texts]}
    assert used <= set(style.THEMES["light"].values())
    inline = svg.inline(svg.rendered(ax.figure), "fig", title="t", desc="d")
    fixed = re.findall(r"#[0-9a-f]{6}", re.sub(r"var\([^)]*\)", "", inline))
    assert fixed == [], "a colour that does not follow the theme"


@pytest.mark.parametrize("name", CHARTS)
def test_the_phone_variant_shows_the_same_evidence(draw, name):
    wide, narrow = charts.evidence(draw(name)), charts.evidence(draw(name, narrow=True))
    pd.testing.assert_frame_equal(wide.table, narrow.table)
    assert wide.alt == narrow.alt
    assert [mark.title for mark in wide.marks] == [mark.title for mark in narrow.marks]


@pytest.mark.slow  # two more drawings of each chart
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_drawn_from_either_end_of_its_dates_or_says_why_not(draw, name, outcomes):
    chart = getattr(charts, name)
    if "dates" in chart.refuses:
        why = chart.refuses["dates"]
        with pytest.raises(ValueError, match=rf"charts\.{name} takes no 'dates', because {why}"):
            draw(name, dates="earliest")
        assert f"Refused here: `dates`, because {why}." in chart.__doc__
        return
    vague = outcomes.assign(date=outcomes["date"].replace("1956-08-31", "1956-09/1956-12"))
    vague = dated(vague, "date")
    more = {"outcomes_by_faction": {"until": "1956-06-30"}, "survival": {"outcomes": vague}}
    more["seat_score"] = {"outcomes": vague}
    more["purges"] = {"change": untried}
    drawn = [charts.evidence(draw(name, dates=reading, **more.get(name, {}))) for reading in ("earliest", "latest")]
    assert ["the earliest day" in drawn[0].reading, "the latest day" in drawn[1].reading] == [True, True]
    assert stands(drawn[0]) != stands(drawn[1])
    assert [charts.evidence(one.redraw(narrow=True)).alt for one in drawn] == [one.alt for one in drawn]


def stands(evidence):
    """Return where the marks of a chart stand, and what they look like."""
    return [
        (mark.title, mark.artist.get_window_extent().extents.round(1).tolist(), mark.artist.get_markerfacecolor())
        if hasattr(mark.artist, "get_markerfacecolor")
        else mark.title
        for mark in evidence.marks
    ]


@pytest.mark.slow  # two more drawings of each chart
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_drawn_from_one_source_or_says_why_not(draw, name):
    chart = getattr(charts, name)
    every = charts.evidence(draw(name))
    key = every.sources[0] if name != "survival" else "lankov2009"
    if "source" in chart.refuses:
        with pytest.raises(ValueError, match=chart.refuses["source"]):
            draw(name, source=key)
        return
    one = charts.evidence(draw(name, source="lankov2009" if name != "emendations" else key))
    assert "only" in one.reading and len(one.table) <= len(every.table)
    assert charts.evidence(one.redraw(narrow=True)).alt == one.alt
    with pytest.raises(ValueError, match="source is .*not 'lankof2009'|the nearest are 'lankov2009'"):
        draw(name, source="lankof2009")


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("option", ["faction", "person"])
def test_a_misspelt_group_or_person_is_told_with_what_is_known(draw, name, option):
    chart = getattr(charts, name)
    right, wrong = {"faction": ("yanan", "yenan"), "person": ("choe", "cho")}[option]
    if option in chart.refuses:
        with pytest.raises(ValueError, match=f"takes no '{option}', because"):
            draw(name, **{option: right})
        return
    with pytest.raises(ValueError, match=f"{option} is .*'{right}'.*, not '{wrong}'"):
        draw(name, **{option: wrong})
    if name not in ("disagreements", "totals"):  # where these rows are contested by nobody, or of another body
        drawn = charts.evidence(draw(name, **{option: right}))
        assert drawn.marks and "only" in drawn.reading


def test_of_many_known_values_the_nearest_are_named(outcomes):
    many = pd.concat([outcomes.assign(person=[f"person-{i}-{n}" for n in range(7)]) for i in range(3)])
    with pytest.raises(ValueError, match=r"person 'persn-1-4' is not among the 21 known here; .*'person-1-4'"):
        charts.purges(many, person="persn-1-4")
    with pytest.raises(ValueError, match="named 'pak' is not among"):
        charts.purges(many, named=["pak"])
    with pytest.raises(ValueError, match="kinds 'purge' is not among .*'purged'"):
        charts.purges(outcomes, kinds=["purge"])


def test_a_conversation_has_its_month_by_either_end_of_its_date(draw):
    dates = {end: charts.evidence(draw("contacts", dates=end)) for end in ("range", "earliest", "latest")}
    assert [len(dates[end].marks) for end in dates] == [4, 5, 5]
    assert "from January 1956" in dates["earliest"].alt and "to December 1956" in dates["latest"].alt


@pytest.mark.parametrize("name", CHARTS)
def test_every_mark_leads_to_a_register(draw, name):
    marks = charts.evidence(draw(name)).marks
    nobody = [mark.title for mark in marks if not mark.href]
    assert all("not in the register" in title or "somebody unnamed" in title for title in nobody)
    kinds = {mark.href[1:].partition(":")[0] for mark in marks if mark.href}
    assert kinds <= {"person", "event", "contact", "source", "emendation", "body", "verdict"}


def test_axes_without_a_chart_have_no_evidence():
    with pytest.raises(ValueError, match="no chart of august1956.charts"):
        charts.evidence(Figure().add_subplot())


# --- committees -----------------------------------------------------------------------------------


def test_committees_draw_one_mark_a_seat(draw):
    ax = draw("committees", counts=None)
    named = [mark.artist for mark in charts.evidence(ax).marks]
    assert len(named) == 6  # three of the second (the candidate left out, one claim double), three of the third
    seven, nine = unnamed(ax)
    assert (seven + 1) / (nine + 1) == pytest.approx((10 - 3) / (12 - 3))  # one unit of each is the gap before its box
    assert [text.get_text() for text in ax.texts if text.get_text() in ("7", "9", "0")].count("0") == 4
    assert [line.get_markerfacecolor() for line in named] == [
        style.FACTIONS[id].colour for id in ("guerrilla", "yanan", "domestic", "guerrilla", "yanan", "unknown")
    ]


def unnamed(ax):
    """Return how wide the boxes of seats of nobody are."""
    return [np.ptp(line.get_xdata()) for line in ax.lines if line.get_gid() == "unnamed"]


def test_committees_draw_ticks_where_authors_count_and_none_through_a_unit(draw):
    ax = draw("committees")
    ticks = [line for line in ax.lines if line.get_gid() == "tick"]
    three, four = [line.get_xdata()[0] for line in ticks]
    pitch = unnamed(draw("committees", counts=None))[0]
    assert four - three == pytest.approx((pitch + 1) / 7)
    units = [mark.artist.get_window_extent() for mark in charts.evidence(ax).marks]
    for tick in (line.get_window_extent() for line in ticks):
        assert not [box for box in units if box.x0 < tick.x0 < box.x1 and box.y0 < tick.y1 - 1 and tick.y0 < box.y1]


def test_committees_prefer_the_listed_seat_and_half_fill_the_implied(draw):
    marks = charts.evidence(draw("committees")).marks
    fills = {mark.title.split(",")[0]: mark.artist.get_fillstyle() for mark in marks[:3]}
    assert fills == {"Kim A": "full", "Choe C": "full", "Pak B": "left"}
    assert marks[2].href == "#person:pak"
    assert "implied" in marks[2].title


@pytest.mark.parametrize(
    "how", [{"entry": "co-opted"}, {"entry": "merger"}, {"entry": None, "from_earliest": pd.Timestamp("1953-08-05")},
            {"entry": None, "from_earliest": pd.NaT}],
)  # fmt: skip
def test_who_joined_later_takes_no_seat_of_the_elected(seats, bodies, how):
    later = seats.query("body == 'cc2' and person == 'kim'").assign(person="nam", name="Nam F", **how)
    joined = pd.concat([seats, later], ignore_index=True)
    drawn = [charts.committees(rows, bodies=bodies) for rows in (seats, joined)]
    assert unnamed(drawn[0]) == unnamed(drawn[1])
    assert [len(charts.evidence(ax).marks) for ax in drawn] == [6, 7]
    assert "1 joined later or at a time not known" in charts.evidence(drawn[1]).alt
    assert charts.evidence(charts.coverage(joined, bodies=bodies)).table["joined_later"].tolist() == [1, 0]
    assert "3 of 10 named and 1 who joined later" in charts.evidence(charts.turnover(joined, bodies=bodies)).alt


def test_committees_units_never_share_a_place(draw):
    ax = draw("committees")
    places = [(line.get_xdata()[0], line.get_ydata()[0]) for line in markers(ax)]
    assert len(set(places)) == len(places)


def test_committees_evidence_adds_up_to_the_seats(draw, bodies):
    evidence = charts.evidence(draw("committees"))
    drawn = evidence.table[evidence.table["what"] != "total given"]
    assert drawn.groupby("body")["units"].sum().to_dict() == dict(
        zip(bodies["label"], bodies["full_seats"], strict=True)
    )
    assert evidence.sources == ("lankov2009", "suh1988", "wp-en-cc-2", "wp-en-cc-3")


def test_committees_alternative_text_gives_the_numbers(draw):
    ax = draw("committees")
    words = {text.get_text() for text in ax.texts}
    assert {"Lankov 2009: 3; Suh 1988: 4", "What an author counts as the rest: Lankov 2009 7"} <= words
    bold = [text.get_text() for text in ax.texts if text.get_weight() == "bold"]
    assert bold[:4] == ["2nd Central Committee, 1948", "1", "1", "0"]  # guerrillas, Yan’an men, nobody Soviet
    alt = charts.evidence(ax).alt
    assert alt.startswith("Rows of seats in 2 bodies")
    assert "2nd Central Committee, 1948: 10 seats, 3 named (1 guerrilla, 1 Yan’an and 1 domestic), 7 of nobody" in alt
    assert "Lankov 2009 counts 3 guerrilla" in alt
    assert "Suh 1988 counts 4 guerrilla and 11 in all" in alt


# --- purges ---------------------------------------------------------------------------------------


def untried(outcomes):
    """Return the outcomes without the trial, so that what is known of Pak has no day but a year."""
    return outcomes[outcomes["kind"] != "tried"]


def test_purges_draw_a_mark_for_each_person_and_keep_the_rest_in_the_table(draw):
    evidence = charts.evidence(draw("purges"))
    assert [mark.title for mark in evidence.marks] == [
        "Pak B: tried, 6 August 1953 (Lankov 2009)",
        "Choe C: expelled from the party, 31 August 1956 (Lankov 2009)",
    ]
    drawn = evidence.table.set_index("kind")["drawn"].to_dict()
    assert drawn == {"tried": "yes", "expelled from the party": "yes", "executed": "no", "arrested": "no"}
    assert "More outcomes of the same persons, in the table and not drawn: 2 outcomes." in evidence.alt
    assert "Not drawn, because not dated to these years: 2 outcomes." in evidence.alt


@pytest.mark.parametrize(
    ("rows", "drawn"),
    [
        ([("executed", "1953", None), ("tried", "1953-08", None)], "tried"),  # by August, and the other by December
        ([("purged", "1953-08", None), ("executed", "1953-08", None)], "executed"),  # the gravest of a date
        ([("expelled_cc", "1953-08", None), ("expelled_party", "1953-08", None)], "expelled from the party"),
        ([("fled_abroad", "1956-08-31", None), ("expelled_party", "1956-08-30/1956-08-31", "yes")], "fled abroad"),
        ([("expelled_cc", "1956-08-30/1956-08-31", "yes"), ("tried", "1957", None)],
         "expelled from the Central Committee"),
    ],
)  # fmt: skip
def test_purges_draw_what_is_surely_first(outcomes, rows, drawn):
    for order in (rows, rows[::-1]):
        table = pd.DataFrame(order, columns=["kind", "date", "annulled"]).assign(**outcomes.loc[1, ["person", "name"]])
        table = dated(table.assign(faction="domestic", source="lankov2009"), "date")
        marks = charts.evidence(charts.purges(table)).marks
        assert [mark.title.split(": ")[1].split(",")[0] for mark in marks] == [drawn]


def test_purges_add_in_words_what_came_later_to_the_named(outcomes):
    said = [text.get_text() for text in charts.purges(outcomes, named=["pak"]).texts]
    assert said[said.index("Pak B,") + 1] == "executed 1956" and "Choe C" in said
    phone = [text.get_text() for text in charts.purges(outcomes, named=["choe"], narrow=True).texts]
    assert "Pak B" not in phone and phone[phone.index("Choe C,") + 1] == "arrested 1957"


@pytest.mark.parametrize("narrow", [False, True])
def test_a_bracket_spans_the_marks_of_its_crowd_and_no_other(outcomes, narrow):
    many = pd.concat([outcomes.iloc[[1]].assign(person=f"p{n}", name=f"Pak {n}") for n in range(5)])
    ax = charts.purges(pd.concat([many, outcomes.iloc[[3]].assign(faction="domestic")]), narrow=narrow)
    assert "5 tried or held, Aug 1953" in " ".join(text.get_text() for text in ax.texts)
    (bracket,) = [line.get_ydata() for line in ax.lines if len(line.get_xdata()) == 4]
    inside = [min(bracket) < mark.artist.get_ydata()[0] < max(bracket) for mark in charts.evidence(ax).marks]
    assert inside == [True] * 5 + [False]


def test_the_title_says_that_no_guerrilla_fell_only_where_there_are_guerrillas(outcomes):
    assert charts.finding(charts.purges(outcomes)).endswith(": 1 person, 1 person and no guerrilla")
    assert "guerrilla" not in charts.finding(charts.purges(outcomes[outcomes["person"] != "kim"]))
    fallen = dated(outcomes.assign(kind="purged", date="1957"), "date")
    assert "no guerrilla" not in charts.finding(charts.purges(fallen))


def test_most_are_said_to_be_of_a_year_only_where_more_than_half_are(outcomes):
    years = ["1953", "1953-08", "1953-12", "1956", "1957", "[1957..1958]"]
    rows = [outcomes.iloc[[1]].assign(person=f"p{n}", date=year) for n, year in enumerate(years)]
    said = [charts.finding(charts.purges(dated(pd.concat(some), "date"))) for some in (rows[:4], rows, rows[-1:])]
    assert [one.partition("held, ")[2] for one in said] == [
        "most of them in 1953", "3 of them in 1953", "1948 to 1961",
    ]  # fmt: skip


def test_purges_place_marks_by_their_dates(draw):
    ax = draw("purges")
    places = {mark.title.split(" (")[0]: mark.artist.get_xdata()[0] for mark in charts.evidence(ax).marks}
    tried = places["Pak B: tried, 6 August 1953"]
    assert tried == pytest.approx((pd.Timestamp("1953-08-06") - pd.Timestamp(0)).days)
    assert mpl.dates.num2date(tried).year == 1953


def test_purges_never_make_a_day_of_a_year(draw):
    ax = draw("purges", change=untried)
    (executed,) = [mark for mark in charts.evidence(ax).marks if "executed" in mark.title]
    bars = [
        line
        for line in ax.lines
        if len(line.get_xdata()) == 2 and line.get_color() == style.FACTIONS["domestic"].colour
    ]
    (bar,) = bars
    assert np.ptp(bar.get_xdata()) == pytest.approx(365)  # 1 January to 31 December of a leap year
    assert bar.get_ydata()[0] == executed.artist.get_ydata()[0]


@pytest.mark.parametrize(("reading", "day"), [("earliest", "1956-01-01"), ("latest", "1956-12-31")])
def test_purges_can_be_read_by_either_end(draw, reading, day):
    evidence = charts.evidence(draw("purges", dates=reading, change=untried))
    (executed,) = [mark for mark in evidence.marks if "executed" in mark.title]
    assert executed.artist.get_xdata()[0] == pytest.approx((pd.Timestamp(day) - pd.Timestamp(0)).days)
    assert executed.artist.get_marker() is style.glyph("executed or suicide")
    assert f"the {reading} day" in evidence.reading


def test_purges_refuse_another_reading(draw):
    with pytest.raises(ValueError, match="not 'median'"):
        draw("purges", dates="median")


def test_purges_of_years_in_which_nothing_happened_have_lanes_and_no_marks(outcomes):
    ax = charts.purges(outcomes, first="1961-01-01", last="1961-12-31")
    assert charts.evidence(ax).marks == () and any(text.get_text().endswith(": none") for text in ax.texts)
    assert charts.finding(ax) == "Nobody was removed, held or driven abroad, 1961 to 1961"


def test_purges_keep_marks_of_a_lane_apart(outcomes):
    same = pd.concat([outcomes.iloc[[1]].assign(person=f"p{n}") for n in range(12)], ignore_index=True)
    marks = charts.evidence(charts.purges(same)).marks
    assert len({mark.artist.get_ydata()[0] for mark in marks}) == 12


# --- totals ---------------------------------------------------------------------------------------


def test_totals_draw_each_figure_of_each_author(draw):
    ax = draw("totals")
    table = charts.evidence(ax).table
    assert table["count"].tolist() == [3, 4, 7]
    assert [mark.title for mark in charts.evidence(ax).marks] == [
        "2nd Central Committee, 1948, Guerrilla: 3 of 10 seats (Lankov 2009)",
        "2nd Central Committee, 1948, Guerrilla: 4 of 10 seats (Suh 1988)",
        "3rd Central Committee, 1956, All the rest: 7 of 12 seats (Lankov 2009)",
    ]


def test_totals_share_one_scale(draw):
    marks = charts.evidence(draw("totals")).marks
    x = [mark.artist.get_xdata()[0] for mark in marks]
    assert (x[2] - x[0]) / (x[1] - x[0]) == pytest.approx((7 - 3) / (4 - 3))


# --- contacts -------------------------------------------------------------------------------------


def test_contacts_draw_one_unit_for_each_that_a_month_holds(draw):
    evidence = charts.evidence(draw("contacts"))
    assert evidence.table["date"].tolist() == ["1956-06-08", "1956-06-20", "1956-06", "1956-08"]
    assert evidence.table["faction"].tolist() == ["yanan", "unknown", "unknown", "soviet"]
    assert len(evidence.marks) == 4
    assert "1 conversation that no single month holds not drawn" in evidence.alt


def test_contacts_say_how_many_soviet_koreans_held_alone(draw, contacts):
    said = "1 of 4 recorded conversations with foreign diplomats was held by Soviet Koreans only"
    assert charts.finding(draw("contacts")) == said
    for narrow in (False, True):
        bold = {text.get_text() for text in draw("contacts", narrow=narrow).texts if text.get_weight() == "bold"}
        assert "Soviet Koreans: 1" in bold
    assert "Soviet" not in charts.finding(charts.contacts(contacts[contacts["faction"] != "soviet"]))


def test_contacts_name_people_where_names_are_given(draw):
    people = frame("person name", ("choe", "Choe Chang-ik"), ("yi", "Yi Sang-jo"))
    marks = charts.evidence(draw("contacts", people=people)).marks
    assert marks[0].title == "8 June 1956: Choe Chang-ik (Yan’an) and V. I. Ivanov, USSR"
    assert [mark.href for mark in marks] == ["#contact:t1", "#contact:t2", "#contact:t4", "#contact:t3"]


def test_contacts_shade_what_they_are_told(draw):
    shade = {"Kim abroad": "1956-06-01/1956-07-19", "August plenum": "1956-08-30/1956-08-31"}
    ax = draw("contacts", shade=shade)
    assert {"Kim abroad", "August plenum"} <= {text.get_text() for text in ax.texts}
    assert len(ax.collections) == 1
    assert "Kim abroad, 1 June to 19 July 1956, is shaded." in charts.evidence(ax).alt


# --- disagreements -----------------------------------------------------------------------------------


def test_disagreements_draw_only_dates_that_exclude_each_other_and_what_is_furthest_apart_first(draw):
    evidence = charts.evidence(draw("disagreements"))
    assert evidence.table["name"].tolist() == ["Yi D"] * 2 + ["Pak B"] * 4
    assert evidence.table["date"].tolist() == ["1960", "1996-08", "1955-12-05", "1956?", "1956-12", "1956-12"]
    assert evidence.table["apart"].tolist() == ["36 years"] * 2 + ["12 months"] * 4
    assert evidence.finding == "The sources differ by 12 months to 36 years on when 2 people died"


def test_disagreements_draw_one_mark_a_date_and_name_its_sources(draw):
    titles = [mark.title for mark in charts.evidence(draw("disagreements")).marks]
    assert titles[2:] == [
        "Pak B, death: 5 December 1955, rejected (Suh 1988)",
        "Pak B, death: perhaps 1956, preferred (Lankov 2009)",
        "Pak B, death: December 1956, alternative (Suh 1988 and Yi 2012)",
    ]


@pytest.mark.parametrize("narrow", [False, True])
def test_lines_of_disagreement_begin_together_and_are_as_long_as_the_dates_are_apart(draw, narrow):
    xs = [mark.artist.get_xdata()[0] for mark in charts.evidence(draw("disagreements", narrow=narrow)).marks]
    days = (
        pd.Timestamp("1996-08-16") - pd.Timestamp("1960-07-01"),
        pd.Timestamp("1956-12-16") - pd.Timestamp("1955-12-05"),
    )
    assert (xs[1] - xs[0]) / (xs[4] - xs[2]) == pytest.approx(days[0] / days[1], rel=0.01)
    words = {text.get_text() for text in draw("disagreements", narrow=narrow).texts}
    assert {"1960 to 1996", "1955 to 1956", "36 years", "12 months"} <= words


def test_deaths_come_before_other_matters_under_heads_that_count_them(draw):
    def more(table):
        rows = [("choe", "Choe C", "yanan", "fled_abroad", date, "alternative", "suh1988") for date in ("1900", "1990")]
        return pd.concat([table, dated(frame("person name faction kind date status source", *rows), "date")])

    ax = draw("disagreements", change=more)
    rows = {text.get_text(): text.get_position()[1] for text in ax.texts}
    heads = [rows[head] for head in ("When did they die? 2 people", "Fled: 1 matter")]
    assert heads[0] < rows["Pak B"] < heads[1] < rows["Choe C"]
    assert "1900 to 1990; we prefer none" in rows and "90 years" in rows
    assert charts.finding(ax) == "The sources differ by 12 months to 36 years on when 2 people died"
    assert "Choe C, fled abroad, 90 years apart: 1900 (alternative: Suh 1988); " in charts.evidence(ax).description


def test_the_title_on_disagreements_fits_one_death_no_death_and_no_rival(draw):
    def only(person, kinds):
        return charts.finding(draw("disagreements", change=lambda rows: rows[rows["person"] == person], kinds=kinds))

    assert only("yi", ["executed", "died"]) == "The sources differ by 36 years on when Yi D died"
    assert only("ho", ["promoted"]) == "The sources differ by 2 years on the date of 1 event"
    assert only("ho", ["died"]) == "No date is contested"


def test_disagreements_tell_status_by_filling_and_group_by_shape(draw):
    ax = draw("disagreements")
    artists = [mark.artist for mark in charts.evidence(ax).marks]
    assert [artist.get_marker() for artist in artists] == ["^", "^", "D", "D", "D"]
    filled = [artist.get_markerfacecolor() == artist.get_color() for artist in artists]
    assert filled == [True, False, False, True, False]
    x, y = artists[2].get_xdata()[0], artists[2].get_ydata()[0]
    strokes = [
        line for line in ax.lines if len(line.get_xdata()) == 2 and line.get_xdata()[0] < x < line.get_xdata()[1]
    ]
    assert any(line.get_ydata()[0] > y > line.get_ydata()[1] for line in strokes), "the rejected one is struck through"


# --- lifelines ---------------------------------------------------------------------------------------


def test_lifelines_sort_by_the_first_end_and_leave_the_rest_last(draw):
    table = charts.evidence(draw("lifelines")).table
    assert list(dict.fromkeys(table["name"])) == ["Pak B", "Choe C", "Kim A", "Yi D", "Ho E"]


def test_lifelines_have_a_lane_for_each_person_and_a_mark_for_each_end(draw):
    ax = draw("lifelines")
    evidence = charts.evidence(ax)
    assert [mark.title for mark in evidence.marks] == [
        "Pak B: domestic",
        "Pak B: tried, 6 August 1953",
        "Pak B: executed, 1956",
        "Choe C: Yan’an",
        "Choe C: expelled from the party, 31 August 1956",
        "Choe C: arrested, perhaps September 1957",
        "Kim A: guerrilla",
        "Yi D: Soviet",
        "Ho E: of no known group",
    ]
    ends = [mark.artist for mark in evidence.marks if not isinstance(mark.artist, mpl.text.Text)]
    assert len({artist.get_ydata()[0] for artist in ends}) == 2
    last = "Kim A (promoted 1956), Yi D (in office 1956) and Ho E (in office 1956)"
    assert f"No lasting expulsion, flight or death known, and what is known last: {last}." in evidence.alt
    assert set(evidence.table["what"]) == {"term", "end", "last known"}


def test_lifelines_count_those_with_an_end_in_a_head_of_their_own(draw):
    words = {text.get_text(): text.get_position()[1] for text in draw("lifelines").texts}
    order = sorted(words, key=words.get)
    before, after = "Gone before the plenum, or possibly before: 1", "Gone from the plenum on: 1"
    told = [before, "Pak B", after, "Choe C", "No lasting expulsion, flight or death known: 3", "Kim A"]
    assert [one for one in order if one in told] == told


def test_lifelines_tell_at_the_right_the_last_that_is_known(outcomes):
    rows = [
        ("kim", "Kim A", "1955", "1970"),  # still there at the end of the years drawn
        ("yi", "Yi D", "1955", "1957-03"),  # and home after that
        ("ho", "Ho E", "1955", "1957-03"),  # and nothing later
        ("so", "So F", None, "1953"),
    ]
    terms = dated(frame("person name from to", *rows).assign(faction="soviet", body="cabinet"), "from", "to")
    told = outcomes.head(2).assign(person=["yi", "so"], kind=["returned_abroad", "purged"], date=["1957", "1957-10"])
    words = [text.get_text() for text in charts.lifelines(terms, outcomes=dated(told, "date")).texts]
    assert [words[words.index(name) + 1] for name in ("Kim A", "Yi D", "Ho E")] == [
        "still in office", "abroad 1957", "in office 1957",
    ]  # fmt: skip
    assert words[words.index("So F") + 1] == "office to 1953"


def test_nobody_is_perhaps_in_office_after_leaving_the_country(outcomes):
    term = dated(frame("person name from to", ("yi", "Yi D", "1950", None)), "from", "to")
    left = dated(outcomes.head(1).assign(person="yi", kind="returned_abroad", date="1957-11"), "date")
    ax = charts.lifelines(term.assign(faction="soviet"), outcomes=left)
    bar = [
        line for line in ax.lines if line.get_color() == style.FACTIONS["soviet"].colour and len(line.get_xdata()) == 2
    ]
    assert max(line.get_xdata()[1] for line in bar) == (pd.Timestamp("1957-11-30") - pd.Timestamp(0)).days


def test_nobody_is_perhaps_in_office_after_death(outcomes):
    term = dated(frame("person name from to", ("ho", "Ho K", "1949-06", "1953")), "from", "to")
    died = dated(outcomes.head(1).assign(person="ho", kind="suicide", date="1953-07-02"), "date")
    ax = charts.lifelines(term.assign(faction="soviet"), outcomes=died)
    colour = style.FACTIONS["soviet"].colour
    ends = [line.get_xdata()[1] for line in ax.lines if line.get_color() == colour and len(line.get_xdata()) == 2]
    assert max(ends) == (pd.Timestamp("1953-07-02") - pd.Timestamp(0)).days


def test_of_landmarks_that_would_merge_the_august_plenum_alone_is_drawn(seats, outcomes, events):
    near = dated(events.head(1).assign(date="1956-09-23", title="September plenum"), "date")
    ax = charts.lifelines(seats, outcomes=outcomes, events=pd.concat([near, events]))
    words = [text.get_text() for text in ax.texts]
    assert "August plenum" in words and "Sixth plenum" in words and "September plenum" not in words


def test_an_arrow_starts_from_its_day(draw, outcomes):
    fled = outcomes.assign(kind=outcomes["kind"].replace("expelled_party", "fled_abroad"))
    marks = charts.evidence(draw("lifelines", outcomes=fled)).marks
    (arrow,) = [mark.artist.get_xdata()[0] for mark in marks if "fled" in mark.title]
    assert arrow > (pd.Timestamp("1956-08-31") - pd.Timestamp(0)).days


def test_the_title_of_lifelines_counts_by_the_first_end(seats, outcomes, bodies):
    yanan = outcomes[outcomes["person"] == "choe"]
    early = dated(yanan.head(1).assign(kind="expelled_cc", date="1955-12-02"), "date")
    ends = {"all": yanan, "none": pd.concat([early, yanan]), "perhaps": dated(yanan.assign(date="1956"), "date")}
    said = {how: charts.finding(charts.lifelines(seats, outcomes=rows, bodies=bodies)) for how, rows in ends.items()}
    who = "1 of 5 persons in office is known to have fallen, fled or died"
    assert said == {"all": f"{who}, all of them from the August plenum on", "none": who, "perhaps": who}


def test_lifelines_are_certain_only_as_far_as_sources_go(seats, outcomes, bodies):
    third = seats[seats["body"] == "cc3"]
    ax = charts.lifelines(third, outcomes=outcomes, bodies=bodies)
    ink = style.colour("ink")
    thick = {
        line.get_color(): line.get_xdata() for line in ax.lines if line.get_linewidth() == 6 and line.get_color() != ink
    }
    days = [(pd.Timestamp(day) - pd.Timestamp(0)).days for day in ("1956-04-29", "1956-08-31")]
    assert list(thick) == [style.FACTIONS["yanan"].colour]  # only Choe has an end
    assert list(thick[style.FACTIONS["yanan"].colour]) == pytest.approx(days)
    thin = [line for line in ax.lines if line.get_linewidth() == 1.6 and line.get_color() != ink]
    last = (pd.Timestamp("1961-09-18") - pd.Timestamp(0)).days
    assert max(line.get_xdata()[-1] for line in thin) == pytest.approx(last)


# --- outcomes by faction -----------------------------------------------------------------------------


def test_fates_draw_one_unit_a_person(draw):
    table = charts.evidence(draw("outcomes_by_faction")).table
    assert dict(zip(table["name"], table["row"], strict=True)) == {
        "Pak B": "Killed, held or banished",
        "Choe C": "Killed, held or banished",
        "Ho E": "Expelled, purged or demoted",
        "Yi D": "Expelled, purged or demoted",
        "Kim A": "In post, only rebuked, or died",
    }


def test_fates_can_be_cut_off_and_read_by_the_last(draw):
    table = charts.evidence(draw("outcomes_by_faction", until="1956-12-31")).table
    assert dict(zip(table["name"], table["kind"], strict=True))["Choe C"] == "expelled from the party"
    assert not {"Yi D", "Ho E"} & set(table["name"])  # later, and at a time not known
    with pytest.raises(ValueError, match="'gravest' or 'last'"):
        draw("outcomes_by_faction", by="first")


def test_every_kind_has_a_step_a_glyph_and_a_row():
    from august1956.charts.outcomes_by_faction import ROWS

    assert {kind.step for kind in style.KINDS.values()} == set(vocabulary.STEPS)
    assert sorted(step for steps in ROWS.values() for step in steps) == sorted(vocabulary.STEPS)
    glyphs = [style.glyph(step).vertices.tolist() for step in vocabulary.STEPS]
    assert all(glyphs.count(glyph) == 1 for glyph in glyphs)


def test_silence_is_never_milder_than_a_rebuke():
    assert vocabulary.STEPS.index("fate unknown") < vocabulary.STEPS.index("rebuked")


def test_what_was_annulled_or_laid_on_somebody_gone_does_not_outrank_what_followed(outcomes):
    choe = outcomes[outcomes["person"] == "choe"]
    fled = dated(choe.head(1).assign(kind="fled_abroad", date="1956-08-31"), "date")
    for column in ("annulled", "absent"):
        rows = pd.concat([choe.head(1).assign(**{column: "yes"}), fled])
        assert charts.evidence(charts.outcomes_by_faction(rows)).table["row"].tolist() == ["Abroad"]


def test_what_another_state_did_or_somebody_only_meant_is_not_counted(outcomes):
    hands = outcomes.assign(by=["none"] + ["north_korea"] * 6)
    hands.loc[hands["kind"] == "executed", "by"] = "south_korea"
    evidence = charts.evidence(charts.purges(hands))
    assert "executed" not in set(evidence.table["kind"])
    assert "Not counted, because another state did it: 1 outcome." in evidence.description
    assert set(charts.harm(hands)["kind"]) == {"tried", "expelled_party", "arrested", "purged"}


# --- turnover ----------------------------------------------------------------------------------------


def test_turnover_joins_those_named_twice(draw):
    ax = draw("turnover")
    lines = [line for line in ax.lines if len(line.get_xdata()) == 2 and line.get_linewidth() == 1.8]
    assert len(lines) == 2  # Kim and Choe; Pak is not named again, Ho is new
    assert "2 named in both" in {text.get_text() for text in ax.texts}
    pale = [mark.title.split(",")[0] for mark in charts.evidence(ax).marks if mark.artist.get_alpha()]
    assert sorted(pale) == ["Ho E", "Pak B"]
    table = charts.evidence(ax).table.set_index(["body", "name"])
    assert table.loc[("2nd Central Committee of the party", "Pak B"), "stays"] == False  # noqa: E712
    assert table.loc[("3rd Central Committee of the party", "Ho E"), "new"] == True  # noqa: E712


def test_turnover_shows_the_seats_of_nobody_named_and_says_what_authors_count(draw):
    ax = draw("turnover")
    bars = [np.ptp(line.get_ydata()) for line in ax.lines if line.get_gid() == "unnamed"]
    assert bars[0] / bars[1] == pytest.approx((10 - 3) / (12 - 3))
    assert {"7", "9"} <= {text.get_text() for text in ax.texts}
    assert "Lankov 2009 counts 5" in {text.get_text() for text in ax.texts}
    assert "may still have sat in it" in charts.evidence(ax).alt


# --- the summer --------------------------------------------------------------------------------------


def test_summer_draws_what_touches_these_days(draw):
    table = charts.evidence(draw("summer")).table
    assert table["title"].tolist().count("diplomats among themselves") == 1
    assert set(table.loc[table["what"] == "event", "title"]) == {"August plenum", "Tour of the bloc"}
    assert "1956" not in set(table["date"])  # a year alone says nothing of these days
    assert len(table) == 2 + 4


def test_summer_puts_a_month_under_its_name_and_not_on_a_day(draw):
    ax = draw("summer")
    y = {mark.title.split(":")[0]: mark.artist.get_ydata()[0] for mark in charts.evidence(ax).marks}
    labels = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert labels["June 1956"] < y["June 1956"] < labels["1 Jun"] < y["8 June 1956"]


def test_summer_names_the_listener(draw):
    for narrow in (False, True):
        words = " ".join(text.get_text() for text in draw("summer", narrow=narrow).texts)
        assert words.count("→ Petrov") == 1 and words.count("→ Ivanov") == 2
        assert words.count("diplomats among themselves, with Petrov") == 1


def test_summer_goes_down_with_the_days(draw):
    drawn = charts.evidence(draw("summer"))
    above, below = drawn.marks[: len(drawn.table)], drawn.marks[len(drawn.table) :]
    assert sorted(mark.title for mark in above) == sorted(mark.title for mark in below)
    places = [mark.artist.get_ydata()[0] for mark in below]
    assert places == sorted(places) and places[0] > max(mark.artist.get_ydata()[0] for mark in above)


def test_summer_finds_the_longest_stretch_in_which_others_may_not_have_spoken(draw, contacts):
    assert "holds the most" in charts.finding(draw("summer"))  # one talk is dated to the year alone
    said = "From {} 1956 only kim is on record speaking to a foreign diplomat"
    assert charts.finding(draw("summer", apart=["kim"])) == said.format("21 June to 31 July")
    moved = dated(contacts.assign(date=contacts["date"].replace("1956-08", "1956-07")), "date")
    assert charts.finding(draw("summer", apart=["kim"], contacts=moved)) == said.format("1 August to 29 August")
    known = moved[moved["date"] != "1956"]
    assert charts.finding(draw("summer", contacts=known)).startswith("From 1 August to 29 August 1956 no Korean is")
    no_plenum = draw("summer", apart=["kim"], change=lambda events: events[events["kind"] != "plenum"])
    assert "on record" not in charts.finding(no_plenum)
    with pytest.raises(ValueError, match="apart is .*'kim'.*, not 'kin'"):
        draw("summer", apart=["kin"], people=frame("person name", ("kim", "Kim A")))


def test_summer_shades_days_on_which_no_mark_of_others_stands(draw):
    ax = draw("summer", apart=["kim"])
    *_, (left, right) = sorted((box.x0, box.x1) for box in (one.get_datalim(ax.transData) for one in ax.collections))
    start, end = mpl.dates.date2num(np.array(["1956-06-21", "1956-08-01"], "datetime64"))
    assert (left, right) == (start, end)


def test_summer_counts_what_each_month_holds(draw):
    words = [text.get_text() for text in draw("summer").texts]
    assert {"2 talks, 1 event", "1 talk, 1 event"} <= set(words)  # another is of diplomats among themselves


# --- survival ----------------------------------------------------------------------------------------


def test_kaplan_meier_on_a_worked_example():
    # Freireich's 21 patients on 6-MP, as in Kalbfleisch and Prentice (1980), table 1.1.
    weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    relapse = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    table = charts.kaplan_meier(weeks, np.array(relapse, bool))
    assert table["time"].tolist() == [0, 6, 7, 10, 13, 16, 22, 23]
    assert table["at_risk"].tolist() == [21, 21, 17, 15, 12, 11, 7, 6]
    assert table["share"].round(3).tolist() == [1, 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert table["low"].round(3).tolist()[1] == 0.620
    assert table["high"].round(3).tolist()[1] == 0.952


def test_kaplan_meier_without_an_end_stays_at_one():
    table = charts.kaplan_meier([1.0, 2.0], [False, False])
    assert table["share"].tolist() == [1.0]
    assert table["at_risk"].tolist() == [2]


def test_kaplan_meier_leaves_intervals_open_at_nought():
    table = charts.kaplan_meier([1.0, 2.0], [True, True])
    assert table["share"].tolist() == [1.0, 0.5, 0.0]
    assert table["low"].isna().tolist() == [True, False, True]


def test_survival_follows_the_members_of_the_body(draw):
    table = charts.evidence(draw("survival")).table.set_index("name")
    assert sorted(table.index) == ["Choe C", "Kim A"]  # Ho's group is not known
    assert table.at["Choe C", "ended"]
    assert table.at["Choe C", "years"] == pytest.approx(124 / 365.25, abs=0.01)
    assert not table.at["Kim A", "ended"]


def test_survival_reads_dates_by_either_end(draw, outcomes):
    vague = outcomes[outcomes["person"] != "choe"]
    row = dated(outcomes.head(1).assign(person="choe", kind="purged", date="1957"), "date")
    years = {
        reading: charts.evidence(draw("survival", outcomes=pd.concat([vague, row]), dates=reading))
        .table.set_index("name")
        .at["Choe C", "years"]
        for reading in ("earliest", "range", "latest")
    }
    assert years["earliest"] < years["range"] < years["latest"] == pytest.approx(years["earliest"] + 1, abs=0.02)


def test_survival_wants_a_body_that_is_there(draw):
    with pytest.raises(ValueError, match="body is 'cc2' or 'cc3', not 'cc9'"):
        draw("survival", body="cc9")


# --- leaders of other ruling parties ---------------------------------------------------------------


@pytest.mark.parametrize("narrow", [False, True])
def test_leaders_stand_under_who_pressed_them_and_the_case_compared_comes_first(draw, narrow):
    ax = draw("bloc_leaders", narrow=narrow)
    words = [text.get_text() for text in sorted(ax.texts, key=lambda text: text.get_position()[1])]
    said = " ".join(words)
    order = [
        "The case compared",
        "C, North Korea",
        "Also, or only, pressed from outside the party: no office lost in 0 of 1 case",
        "A, Hungary",
        "Not counted: 1 case",
        "Nobody pressed:",
        "B, Poland",
    ]
    if narrow:
        order[2:3] = ["Also, or only, pressed from outside the party:", "no office lost in 0 of 1 case"]
    places = [said.index(word) for word in order]
    assert places == sorted(places)
    bold = [text.get_text() for text in ax.texts if text.get_weight() == "bold"]
    assert {"C, North Korea", "kept", "lost"} <= set(bold) and not {"A, Hungary", "died"} & set(bold)


def test_the_years_of_the_leaders_stand_at_head_and_foot_and_the_plenum_is_a_line(draw):
    ax = draw("bloc_leaders")
    heights = [text.get_position()[1] for text in ax.texts if text.get_text() == "1956"]
    rows = [text.get_position()[1] for text in ax.texts if text.get_text() in ("A, Hungary", "B, Poland")]
    assert len(heights) == 2 and min(heights) < min(rows) < max(rows) < max(heights)
    plenum = (pd.Timestamp(vocabulary.AUGUST_PLENUM[0]) - pd.Timestamp(0)).days
    assert any(np.allclose(line.get_xdata(), plenum) and np.ptp(line.get_ydata()) > 20 for line in ax.lines)


def test_a_leader_s_mark_stands_on_a_line_over_the_days_of_a_vague_date(draw):
    ax = draw("bloc_leaders")
    marks = {mark.title[0]: mark.artist for mark in charts.evidence(ax).marks}
    lines = {line.get_ydata()[0]: np.ptp(line.get_xdata()) for line in ax.lines if line.get_linewidth() == 1.4}
    assert [round(lines[marks[one].get_ydata()[0]]) for one in "ABC"] == [0, 30, 364]
    assert {artist.get_color() for artist in marks.values()} == {style.colour("ink")}


def test_nobody_presses_a_leader_who_died(draw):
    evidence = charts.evidence(draw("bloc_leaders"))
    assert "died in office, March 1956 (pressed by nobody)" in evidence.alt
    assert evidence.table["outcome"].tolist() == ["kept", "removed", "died"]
    assert evidence.table["counted"].tolist() == ["no", "yes", "no"]


def test_the_title_on_leaders_counts_the_rows_under_its_headings(published):
    evidence = charts.evidence(published["bloc_leaders"])
    counted = evidence.table[evidence.table["counted"] == "yes"]
    alone, kept = counted["pressure"].eq("party"), counted["outcome"].eq("kept")
    numbers = [int(n) for n in re.findall(r"\d+", evidence.finding)]
    assert "cases" in evidence.finding
    assert numbers == [(alone & kept).sum(), alone.sum(), (~alone & kept).sum(), (~alone).sum()]
    words = {text.get_text() for text in published["bloc_leaders"].texts}
    assert f"Pressed by their own party alone: no office lost in {numbers[0]} of {numbers[1]} cases" in words
    assert f"Not counted: {len(evidence.table) - len(counted) - 1} cases" in words
    assert len(evidence.marks) == len(evidence.table) > len(counted) > 0


# --- emendations and coverage ------------------------------------------------------------------------


def test_emendations_draw_one_unit_each_filled_where_attested(draw):
    evidence = charts.evidence(draw("emendations"))
    assert evidence.table["id"].tolist() == ["m1", "m3", "m4", "m2"]
    fills = {mark.title.split("“")[1].split("”")[0]: mark.artist.get_markerfacecolor() for mark in evidence.marks}
    ink, paper = style.colour("ink"), style.colour("paper")
    assert fills == {"of the": ink, "sobakami": ink, "ruin": paper, "enhance": paper}


@pytest.mark.parametrize("narrow", [False, True])
def test_emendations_end_each_row_with_its_sum_in_bold(draw, narrow):
    ax = draw("emendations", narrow=narrow)
    rows = {text.get_text(): text.get_position() for text in ax.texts}
    bold = {text.get_text(): text.get_position() for text in ax.texts if text.get_weight() == "bold"}
    assert set(bold) == {"3", "1"}
    assert [bold["3"][1], bold["1"][1]] == [rows["Wrong word"][1], rows["Case"][1]]
    assert "head" in rows and bold["3"][0] == ax.get_xlim()[1]


def test_coverage_bars_are_as_long_as_the_numbers(draw):
    ax = draw("coverage")
    evidence = charts.evidence(ax)
    assert evidence.table[["seats", "listed", "implied", "unnamed"]].to_numpy().tolist() == [
        [10, 2, 1, 7],
        [12, 3, 0, 9],
    ]
    widths = [mark.artist.get_width() for mark in evidence.marks]
    assert np.allclose(np.array(widths) / widths[0] * 2, [2, 1, 7, 3, 9])
    words = {text.get_text() for text in ax.texts}
    assert {"Named in part: 2 bodies", "3 of 10, 1 implied", "3 of 12"} <= words


def test_coverage_names_a_body_by_its_year_and_by_whose_it_was_where_not_the_party_s(published):
    words = [text.get_text() for text in published["coverage"].texts]
    first = [words[i + 1 : i + 3] for i, word in enumerate(words) if word in ("1946", "1948")]
    names = [" ".join(lines) for lines in first if lines[0].startswith("1st Standing Committee")]
    assert names == ["1st Standing Committee 2 of 13", "1st Standing Committee of the Supreme People's Assembly"]


# --- the strip of verdicts ----------------------------------------------------------------------------


def test_verdicts_stand_in_the_order_of_the_article_and_are_filled_by_what_was_found(draw):
    ax = draw("verdict_strip")
    marks = charts.evidence(ax).marks
    assert [mark.href for mark in marks] == ["#verdict:v1", "#verdict:v2", "#verdict:v3", "#verdict:v4"]
    assert [mark.artist.get_hatch() or "" for mark in marks] == ["////", "", "", ""]
    ink = mpl.colors.to_rgba(style.colour("ink"))
    assert [mark.artist.get_facecolor() == ink for mark in marks] == [False, True, False, False]
    lefts = [mark.artist.get_x() for mark in marks]
    assert lefts == sorted(lefts)
    assert lefts[1] - lefts[0] > lefts[2] - lefts[1], "a gap between paragraphs"
    said = sorted(ax.texts, key=lambda text: (text.get_position()[1], text.get_position()[0]))
    assert [text.get_text() for text in said[:8]] == [
        *"1111",
        "confirmed",
        "partly confirmed",
        "not verifiable",
        "disputed",
    ]


# --- who told whom ----------------------------------------------------------------------------------


def test_talks_run_from_who_told_down_to_who_heard(draw):
    ax = draw("who_told_whom")
    rows = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert rows["Choe Chang-ik"] < rows["heard by"] < rows["Ivanov"]
    evidence = charts.evidence(ax)
    assert evidence.table["told_by"].tolist() == ["Choe Chang-ik", "Kim A and Choe Chang-ik"]
    assert evidence.marks[1].persons == ("kim", "choe")
    assert "Not drawn, because no single day is known: 3 talks." in evidence.description


def test_a_talk_without_a_teller_or_a_listener_is_drawn_as_not_known(contacts):
    nobody = dated(contacts.head(1).assign(persons=None, diplomat=None), "date")
    ax = charts.who_told_whom(nobody)
    table = charts.evidence(ax).table
    assert table[["told_by", "heard_by"]].to_numpy().tolist() == [["not known", "not known"]]
    assert "not known" in {text.get_text() for text in ax.texts}


def test_a_speaker_outside_the_register_is_named(contacts, people):
    outside = dated(contacts.head(1).assign(persons=None, faction=None, speaker="an official"), "date")
    assert charts.evidence(charts.who_told_whom(outside, people=people)).table["told_by"].tolist() == ["an official"]
    assert "an official" in charts.evidence(charts.contacts(outside, people=people)).marks[0].title


def test_talks_of_one_day_stand_beside_each_other(contacts, people):
    drawn = [dated(contacts.head(1).assign(id=f"t{i}", persons=who), "date") for i, who in enumerate(["choe", "kim"])]
    ax = charts.who_told_whom(pd.concat(drawn), people=people)
    first, second = (mark.artist.get_window_extent() for mark in charts.evidence(ax).marks)
    assert second.x0 > (first.x0 + first.x1) / 2


def test_the_title_counts_leaders_only_of_the_known_tellers(contacts, people):
    drawn = [dated(contacts.head(1).assign(id=f"t{i}", persons=who), "date") for i, who in enumerate(["choe", None])]
    ax = charts.who_told_whom(pd.concat(drawn), people=people, away=None)
    assert charts.finding(ax) == "1 leader and others in 2 talks with foreign diplomats"


def test_the_talks_of_kims_absence_are_counted_over_them(contacts, people):
    home = dated(contacts.head(1).assign(id="t9", date="1956-07-25", persons="yi"), "date")
    told = dated(frame("id date person listener source", ("e1", "1956-07-26", "kim", "yi", "lankov2009")), "date")
    for narrow, words in ((False, "At home: 1 talk"), (True, "Kim at home: 1 talk + 1 reported")):
        ax = charts.who_told_whom(pd.concat([contacts, home]), people=people, reported=told, narrow=narrow)
        assert {"Kim abroad: 2 talks", words} <= {text.get_text() for text in ax.texts}
    said = "Of 3 talks of 3 leaders with foreign diplomats, 2 took place while Kim was abroad"
    assert charts.finding(ax) == said


def test_the_phone_has_a_mark_for_every_group_in_a_talk(draw):
    ax = draw("who_told_whom", narrow=True)
    (mixed,) = [mark.artist for mark in charts.evidence(ax).marks if "and" in mark.title]
    row = [line.get_marker() for line in markers(ax) if line.get_ydata()[0] == mixed.get_ydata()[0]]
    assert sorted(row) == ["o", "s"]


def test_arrows_of_neighbouring_days_stand_apart(published):
    places = sorted({mark.artist.get_window_extent().x0 for mark in charts.evidence(published["who_told_whom"]).marks})
    assert min(np.diff(places)) > 9


def test_a_reported_talk_is_dashed_and_leads_to_its_event(contacts, people):
    told = dated(frame("id date person listener source", ("e1", "1956-07-20", "kim", "yi", "lankov2009")), "date")
    ax = charts.who_told_whom(contacts, people=people, reported=told)
    mark = charts.evidence(ax).marks[-1]
    assert mark.href == "#event:e1"
    assert any(line.get_linestyle() == "--" and len(line.get_xdata()) == 2 for line in ax.lines)


# --- the affair ---------------------------------------------------------------------------------------


def test_the_affair_draws_what_has_words_and_orders_marks_by_time(draw):
    evidence = charts.evidence(draw("affair"))
    assert evidence.table["words"].tolist() == ["the sixth", "Kim tours", "30 August"]
    assert [mark.href for mark in evidence.marks] == ["#event:e2", "#event:e3", "#event:e1"]


def test_the_affair_ends_with_the_last_that_is_drawn():
    events = data.load("events")
    whole, early = (charts.evidence(ax).summary for ax in (charts.affair(events), charts.affair(events, later={})))
    assert whole.endswith(" from 1956 to March 1958.") and early.endswith(" from 1956 to October 1956.")


def test_the_days_of_the_affair_are_those_of_the_events():
    days = data.load("events").set_index("id")["date"]
    assert days["e1956-06-01-tour"] == "/".join(vocabulary.KIM_ABROAD)
    assert days["e1956-08-30-plenum"] == "/".join(vocabulary.AUGUST_PLENUM)
    assert days["e1956-09-23-plenum"] == vocabulary.SEPTEMBER_PLENUM


def shaded(ax, token):
    """Return the boxes of what is shaded in a colour: left, bottom, right, top."""
    return extents(one for one in ax.collections if mpl.colors.to_hex(one.get_facecolor()) == style.colour(token))


@pytest.mark.parametrize("narrow", [False, True])
def test_the_days_when_the_critics_were_out_are_to_scale_and_say_how_many(narrow):
    ax = charts.affair(data.load("events"), narrow=narrow)
    assert charts.finding(ax).startswith("Punished by 31 August 1956") and charts.finding(ax).endswith("for 23 days")
    words = {text.get_text(): text.get_window_extent() for text in ax.texts}
    (out,), lanes = shaded(ax, "rule" if narrow else "paper"), shaded(ax, "shade")
    side = 1 if narrow else 0  # time runs down, or across
    whole = (pd.Timestamp("1956-10-31") - pd.Timestamp("1956-04-15")).days
    share = (out[side + 2] - out[side]) / (lanes[:, side + 2].max() - lanes[:, side].min())
    assert share == pytest.approx(23 / whole, rel=0.05)
    inside = {word for word, box in words.items() if overlap(box.extents.reshape(1, 4), out.reshape(1, 4), 1).any()}
    assert inside == ({"23 days out", "Four flee to China", "Mao agrees", "Envoys arrive"} if narrow
                      else {"23 days", "out"})  # fmt: skip


def test_every_event_of_the_story_is_in_the_table():
    from august1956.charts.affair import LATER, LINES, STORY

    assert {*STORY, *LATER, *LINES} <= set(data.load("events")["id"])
    assert all(len(words.split()) <= 6 for _, words in STORY.values())


# --- the seat score -----------------------------------------------------------------------------------


def test_the_seat_score_tells_the_end_in_a_word(draw):
    ax = draw("seat_score")
    rows = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert rows["expelled 1956"] == rows["Choe C"]
    table = charts.evidence(ax).table.set_index("name")
    assert table.at["Choe C", "end"] == "expelled from the party"
    assert table.at["Ho E", "end"] == ""  # nothing dated is known
    assert rows["last seen 1956"] > rows["Not seen in September 1961: 2"]  # of Kim A and Ho E


def test_the_seat_score_counts_its_parts_in_heads(draw, outcomes):
    fled = dated(outcomes.head(1).assign(person="so", name="So F", kind="fled_abroad", date="1956-08-31"), "date")
    posts = dated(frame("person from to", ("ho", "1961-09-25", None)), "from", "to")  # a week after the last moment
    ax = draw("seat_score", outcomes=pd.concat([outcomes, fled]), critics=("so", "yi"), posts=posts)
    said = [text.get_text() for text in sorted(ax.texts, key=lambda text: text.get_position()[1])]
    order = ["August plenum", "Still in post in September 1961: 1", "Ho E", "Fallen or gone: 1", "Choe C",
             "Not seen in September 1961: 1", "Kim A", "Critics outside the committee: 1 of the 2 fallen or gone",
             "So F", "Yi D"]  # fmt: skip
    assert [word for word in said if word in order] == order


def test_an_annulled_expulsion_does_not_end_a_line(draw, outcomes):
    gone = outcomes[outcomes["person"] != "choe"]
    choe = dated(outcomes[outcomes["kind"] == "expelled_party"].assign(annulled="e2"), "date")
    back = dated(choe.assign(kind="rehabilitated", date="1956-09-23", annulled=None), "date")
    ax = draw("seat_score", outcomes=pd.concat([gone, choe, back]))
    assert charts.evidence(ax).table.set_index("name").at["Choe C", "end"] == ""
    titles = [mark.title for mark in charts.evidence(draw("lifelines", outcomes=pd.concat([gone, choe]))).marks]
    assert "Choe C: Yan’an" in titles and not any("expelled" in title for title in titles)


def test_a_demotion_that_may_be_part_of_something_graver_gives_way_to_it(draw, outcomes):
    expelled = outcomes["kind"] == "expelled_party"
    year = outcomes.assign(kind=outcomes["kind"].mask(expelled, "purged"), date=outcomes["date"].mask(expelled, "1958"))
    demoted = outcomes[expelled].assign(kind="demoted", date="1958-03")
    ax = draw("seat_score", outcomes=dated(pd.concat([year[year["kind"] != "arrested"], demoted]), "date"))
    assert charts.evidence(ax).table.set_index("name").at["Choe C", "end"] == "purged"


def test_whose_seats_have_no_date_is_named_and_not_drawn(draw):
    def undated(table):
        return dated(table.assign(**{"from": table["from"].where(table["person"] != "ho")}), "from")

    evidence = charts.evidence(draw("seat_score", change=undated))
    assert "Ho E" not in set(evidence.table["name"])
    assert "Not drawn, because no seat has a date: Ho E." in evidence.description


def test_who_joined_the_body_later_is_named_and_not_drawn(draw):
    def later(table):
        return dated(table.assign(**{"from": table["from"].where(table["person"] != "ho", "1958")}), "from")

    evidence = charts.evidence(draw("seat_score", change=later))
    assert "Ho E" not in set(evidence.table["name"])
    assert "Not drawn, because they joined later: Ho E." in evidence.description


def test_an_office_attests_the_moments_that_are_drawn(draw):
    posts = dated(frame("person from to", ("kim", "1957", "1960")), "from", "to")
    moments = {"Congress": "1956-04-29", "December 1958": "1958-12-01"}
    for narrow in (False, True):
        evidence = charts.evidence(draw("seat_score", posts=posts, moments=moments, narrow=narrow))
        assert evidence.table.set_index("name").at["Kim A", "attested_until"] == "1958-12-01"
        assert "Kim A: still in post at the end" in evidence.alt


# --- the map ------------------------------------------------------------------------------------------


def test_the_map_puts_places_where_their_degrees_are(draw):
    marks = {mark.title.split(":")[0]: mark.artist for mark in charts.evidence(draw("map")).marks}
    moscow, sunan = marks["1. Moscow"], marks["Sunan"]
    assert moscow.get_xdata()[0] == pytest.approx((37.62 - 6) / 35 * 400)
    assert sunan.get_marker() == "s" and sunan.get_ydata()[0] > moscow.get_ydata()[0]


def test_a_place_without_coordinates_is_named_and_not_drawn(draw):
    evidence = charts.evidence(draw("map"))
    assert "No coordinates, so not drawn: The Urals." in evidence.description
    grey = {text.get_text() for text in draw("map").texts if text.get_color() == style.colour("muted")}
    assert {"2 The Urals, 13 July", "Grey: no single place, so not on the map"} <= grey


def test_the_map_stays_in_its_frames_and_says_what_lies_outside_them(draw, banished):
    ax = draw("map", narrow=True, outcomes=banished.assign(place="Far", kind="banished"), change=far)
    assert "Outside both maps: Far." in charts.evidence(ax).description
    for collection in ax.collections:
        corners = np.concatenate([path.vertices for path in collection.get_paths()])
        assert corners[:, 0].min() > -0.1 and corners[:, 0].max() < 350.1


def far(places):
    row = frame("id name latitude longitude kind", ("far", "Far", 43.25, 76.9, "city")).assign(source="lankov2009")
    return pd.concat([places, row], ignore_index=True)


def test_the_way_past_a_stop_that_is_not_drawn_is_dashed(places, tour):
    more = frame("id date place title source", ("e3", "1956-07-15", "Berlin", "Tour: GDR", "lankov2009"))
    berlin = frame("id name latitude longitude kind", ("b", "Berlin", 52.5, 13.4, "city")).assign(source="lankov2009")
    ax = charts.map(pd.concat([places, berlin]), tour=pd.concat([tour, more]))
    ways = [line for line in ax.lines if line.get_color() == style.colour("guerrilla") and line.get_linewidth() == 1.4]
    assert [line.get_linestyle() for line in ways] == ["--", "--"]  # the way and its key
    assert {"3 Berlin", "past a stop that is not on the map"} <= {text.get_text() for text in ax.texts}
    assert charts.finding(ax) == "Kim was abroad for 45 days, from 1 June to 15 July 1956"


def test_the_bars_of_a_journey_are_as_long_as_its_stops(places, tour):
    ax = charts.map(places, tour=tour.assign(date=["1956-06-01/1956-06-06", "[1956-06-08..1956-06-10]"]))
    bars = {width: [np.ptp(line.get_xdata()) for line in ax.lines if line.get_linewidth() == width] for width in (5, 1)}
    (lasted,), (among,) = bars[5], bars[1]
    assert lasted / among == pytest.approx(6 / 3)
    assert "In all 10 days" in {text.get_text() for text in ax.texts}


def test_a_stop_without_a_date_leaves_the_journey_its_other_days(places, tour):
    ax = charts.map(places, tour=pd.concat([tour, tour.tail(1).assign(date=None)]))
    assert charts.finding(ax) == "Kim was abroad for 43 days, from 1 June to 13 July 1956"


def test_the_border_is_drawn_as_a_border_and_bears_what_happened_there(places):
    flight = frame("id date place title source", ("e1", "1956-08-31", "Border with China", "Four flee", "lankov2009"))
    ax = charts.map(places, events=flight)
    (mark,) = charts.evidence(ax).marks
    assert mark.href == "#event:e1" and len(mark.artist.get_xdata()) > 50
    assert mark.artist.get_color() == style.colour("muted")
    words = {text.get_text(): text.get_weight() for text in ax.texts}
    assert words["Four flee, 31 August 1956"] == "bold" and {"Yalu", "Tumen"} <= set(words)
    assert charts.finding(ax) == "Four flee, 31 August 1956"


# --- helpers -----------------------------------------------------------------------------------------


def test_packing_uses_the_first_free_row():
    from august1956.charts._sheet import pack

    assert pack([(0, 2), (1, 3), (2, 4), (3, 5)]) == [0, 1, 0, 1]
    assert pack([(0, 2), (2, 4)], gap=1) == [0, 1]


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("lankov2009", "Lankov 2009"),
        ("ivanov1956-09-06", "Ivanov, 6 September 1956"),
        ("wp-en-mu-chong", "Wikipedia"),
        ("da-list-200", "da-list-200"),
    ],
)
def test_sources_are_called_by_what_their_key_tells(key, label):
    from august1956.charts._words import short

    assert short(key) == label
    assert short(key, {key: "Other"}) == "Other"


# --- the published tables ----------------------------------------------------------------------------


PLACES = frame(
    "id name latitude longitude kind source",
    ("moscow", "Moscow", 55.75, 37.62, "city", "geonames-cities500"),
    ("beijing", "Beijing", 39.91, 116.4, "city", "geonames-cities500"),
    ("pyongyang", "Pyongyang", 39.03, 125.75, "city", "geonames-cities500"),
    ("sunan", "Sunan, South Pyongan", 39.2, 125.68, "town", "geonames-cities500"),
)


@pytest.fixture(scope="module")
def published():
    """Draw every chart from the tables of the book."""
    people = data.groups()
    seats = data.load("seats").merge(people, on="person")
    outcomes = data.load("outcomes").merge(people, on="person")
    rivals = data.load("outcomes", status="all").merge(people, on="person")
    committees = data.load("bodies").query("id in ['cc1', 'cc2', 'cc3', 'cc4']")
    counts, events, contacts = data.load("counts"), data.load("events"), data.load("contacts")
    return {
        "bloc_leaders": charts.bloc_leaders(data.load("bloc_leaders")),
        "committees": charts.committees(seats, bodies=committees, counts=counts),
        "purges": charts.purges(outcomes),
        "totals": charts.totals(counts, bodies=committees),
        "contacts": charts.contacts(contacts, people=people),
        "disagreements": charts.disagreements(rivals),
        "lifelines": charts.lifelines(seats.query("body == 'cc3'"), outcomes=outcomes, bodies=committees),
        "outcomes_by_faction": charts.outcomes_by_faction(outcomes),
        "turnover": charts.turnover(seats, bodies=committees, counts=counts),
        "summer": charts.summer(events, contacts=contacts, people=people),
        "survival": charts.survival(seats, outcomes=outcomes, bodies=committees),
        "emendations": charts.emendations(data.load("emendations")),
        "coverage": charts.coverage(seats, bodies=data.load("bodies")),
        "verdict_strip": charts.verdict_strip(data.load("verdicts")),
        "affair": charts.affair(events),
        "who_told_whom": charts.who_told_whom(contacts, people=people),
        "seat_score": charts.seat_score(seats, outcomes=outcomes, posts=data.load("posts")),
        "map": charts.map(
            PLACES, outcomes=outcomes[outcomes["kind"].eq("banished") & outcomes["place"].isin(PLACES["name"])]
        ),
    }


@pytest.fixture(scope="module")
def narrow(published):
    """Return a function that draws a published chart for a phone, once."""
    return functools.cache(lambda name: charts.evidence(published[name]).redraw(narrow=True))


@pytest.mark.slow
@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("phone", [False, True])
def test_published_words_lie_on_the_sheet_and_no_word_or_line_on_another(published, narrow, name, phone):
    ax = narrow(name) if phone else published[name]
    assert misplaced(ax) == []
    assert struck(ax) == []


def struck(ax):
    """Return the words, and the glyphs of outcomes, of a chart once drawn through which a long line runs downwards."""
    lines = [line for line in ax.lines if len(line.get_xdata()) == 2 and np.ptp(line.get_xdata()) == 0]
    spans = [line.get_window_extent() for line in lines if np.ptp(line.get_ydata()) > 40]
    things = [(text.get_text(), text.get_window_extent()) for text in ax.texts if text.get_text()]
    glyphs = [mark for mark in charts.evidence(ax).marks if isinstance(getattr(mark.artist, "get_marker", str)(), Path)]
    things += [(mark.title, mark.artist.get_window_extent()) for mark in glyphs]
    return [word for word, box in things for one in spans if box.x0 + 1 < one.x0 < box.x1 - 1 and across(one, box)]


def across(line, box):
    return min(line.y1, box.y1) - max(line.y0, box.y0) > 4


def test_the_phone_shows_every_conversation_of_the_wide_drawing(published, narrow):
    wide = charts.evidence(published["contacts"])
    ax = narrow("contacts")
    FigureCanvasAgg(ax.figure)
    ax.figure.draw_without_rendering()
    boxes = [mark.artist.get_window_extent() for mark in charts.evidence(ax).marks]
    inside = [box.y0 > 0 and box.x1 < ax.figure.bbox.width and box.y1 < ax.figure.bbox.height for box in boxes]
    assert sum(inside) == len(wide.marks) == len(wide.table) > 100
    sums = [int(text.get_text()) for text in ax.texts if text.get_text().isdigit() and len(text.get_text()) < 4]
    assert sum(sums) == len(wide.table)


def test_the_phone_says_the_same_of_those_who_stayed(published, narrow):
    wide = published["turnover"]
    drawn = [" ".join(text.get_text() for text in ax.texts) for ax in (wide, narrow("turnover"))]
    assert [one.count("named in both") for one in drawn] == [3, 3]
    assert [one.count(" counts ") for one in drawn] == [drawn[0].count(" counts ")] * 2 and " counts " in drawn[0]
    total, stay = re.search(r"Of the (\d+) members .*?, (\d+) are named again", charts.finding(wide)).groups()
    assert all(f"= {total}" in one and f"{stay} named in both" in one for one in drawn)


def test_no_lines_of_those_named_twice_cross_where_there_are_two_bodies():
    seats, bodies = data.load("seats", groups=True), data.load("bodies").query("id in ['cc3', 'cc4']")
    ax = charts.turnover(seats, bodies=bodies)
    ends = sorted(tuple(line.get_ydata()) for line in ax.lines if line.get_linewidth() == 1.8)
    assert len(ends) > 10 and [right for _, right in ends] == sorted(right for _, right in ends)


@pytest.mark.parametrize("name", CHARTS)
def test_published_charts_have_marks_sources_and_alternative_texts(published, name):
    evidence = charts.evidence(published[name])
    assert evidence.marks
    assert len(evidence.table)
    assert len(evidence.alt) > 80
    assert evidence.sources
    assert evidence.summary.count(". ") == 0 and evidence.summary.endswith(".")
    assert evidence.finding and not evidence.finding.endswith(".") and "%" not in evidence.finding


@pytest.mark.slow
@pytest.mark.parametrize("name", CHARTS)
def test_no_drawing_is_heavier_than_40_kb_compressed(published, narrow, name):
    wide = charts.evidence(published[name])
    drawn = [published[name], narrow(name)]
    text = "".join(
        svg.inline(svg.rendered(ax.figure), "f", title="t", desc=wide.alt)
        + json.dumps(svg.boxes(ax.figure, charts.evidence(ax).marks))
        for ax in drawn
    )
    assert len(gzip.compress(text.encode())) < 40_000


def test_titles_change_with_the_table(outcomes, verdicts):
    fewer = [charts.finding(charts.verdict_strip(rows)) for rows in (verdicts, verdicts.head(2))]
    assert fewer == [
        "Of 4 claims in the article, 1 is confirmed, 1 is partly confirmed, 1 is not verifiable and 1 is disputed",
        "Of 2 claims in the article, 1 is confirmed and 1 is disputed",
    ]
    assert charts.finding(charts.purges(outcomes)) != charts.finding(charts.purges(outcomes.query("person == 'pak'")))


def test_groups_and_kinds_are_those_of_the_tables():
    factions = data.load("factions")
    parents = dict(factions.dropna(subset=["parent"])[["id", "parent"]].itertuples(index=False))
    assert parents == vocabulary.PARENTS
    assert set(factions.loc[factions["parent"].isna(), "id"]) <= set(vocabulary.GROUPS)
    assert set(data.load("outcomes", status="all")["kind"]) <= set(vocabulary.KINDS)


def test_shapes_mean_groups_and_nothing_else(published):
    shapes = {faction.marker for faction in style.FACTIONS.values()}
    for name in ("purges", "lifelines", "bloc_leaders"):
        used = {mark.artist.get_marker() for mark in charts.evidence(published[name]).marks if small(mark.artist)}
        assert not {shape for shape in used if isinstance(shape, str)} & shapes


@pytest.mark.slow
def test_every_public_chart_has_an_example_that_runs():
    modules = [importlib.import_module(f"august1956.charts.{name}") for name in CHARTS]
    modules += [importlib.import_module(f"august1956.charts.{name}") for name in ("_contract", "_seats")]
    for module in modules:
        found = [test for test in doctest.DocTestFinder(exclude_empty=True).find(module) if test.examples]
        assert found, module.__name__
        for test in found:
            assert doctest.DocTestRunner(verbose=False).run(test).failed == 0, test.name


def test_every_named_full_member_has_a_unit(published):
    seats = data.load("seats").query("body in ['cc1', 'cc2', 'cc3', 'cc4'] and seat != 'candidate'")
    expected = seats.drop_duplicates(["person", "body"]).groupby("person").size().to_dict()
    drawn = pd.Series([mark.href.split(":")[1] for mark in charts.evidence(published["committees"]).marks])
    assert drawn.value_counts().to_dict() == expected


def test_every_person_with_a_dated_purge_of_these_years_has_a_mark(published):
    from august1956.charts.purges import KINDS

    rows = data.load("outcomes")
    rows = rows[rows["kind"].isin(KINDS) & rows["date"].notna()]
    assert "south_korea" in set(rows["by"])
    rows = rows[~rows["by"].isin(["south_korea", "japan", "none"]) | (rows["kind"] == "fled_abroad")]
    inside = (rows["date_latest"] >= "1948-01-01") & (rows["date_earliest"] <= "1961-12-31")
    drawn = sorted(mark.href.split(":")[1] for mark in charts.evidence(published["purges"]).marks)
    assert drawn == sorted(set(rows.loc[inside, "person"]))
    assert len(charts.evidence(published["purges"]).table) == inside.sum()


def test_every_conversation_of_a_known_month_has_a_unit(published):
    rows = data.load("contacts")
    months = rows["date_earliest"].dt.to_period("M") == rows["date_latest"].dt.to_period("M")
    assert len(charts.evidence(published["contacts"]).marks) == months.sum()


def test_every_emendation_has_a_unit(published):
    table = charts.evidence(published["emendations"]).table
    assert sorted(table["id"]) == sorted(data.load("emendations")["id"])


# --- what sources are called -------------------------------------------------------------------------


def test_every_source_has_the_label_that_the_book_gives_it():
    from pybtex.database import parse_file

    from august1956.book.bibliography import short_label

    entries = parse_file(str(data.root() / "sources.bib")).entries
    assert sources.labels() == {key: short_label(entry) for key, entry in entries.items()}


def test_sources_without_shorthand_are_author_and_year(tmp_path):
    (tmp_path / "datapackage.json").write_text("{}")
    entry = "@book{%s,\n  author = {%s},\n  title = {{A Title}},\n  year = {1988},\n}\n"
    (tmp_path / "sources.bib").write_text(
        entry % ("suh1988", "Suh, Dae-Sook")
        + entry % ("two", "Suh, Dae-Sook and Lee, Chae-Jin")
        + entry % ("many", "A, B and C, D and E, F")
        + "@misc{none,\n  title = {{A Title}},\n}\n@misc{short,\n  shorthand = {Ivanov, {6} Sept 1956},\n}\n"
    )
    assert sources.labels(tmp_path) == {
        "suh1988": "Suh 1988",
        "two": "Suh and Lee 1988",
        "many": "A and others 1988",
        "none": "A Title",
        "short": "Ivanov, 6 Sept 1956",
    }


@pytest.mark.parametrize(
    ("kind", "fields", "lacks"),
    [
        ("book", {"author": "A", "publisher": "P", "address": "Q", "year": "1988"}, []),
        ("book", {"editor": "A", "year": "1988"}, ["publisher", "place"]),
        ("article", {"journal": "J", "grade": "reference"}, ["day"]),
        ("article", {"journal": "J", "grade": "scholarly", "number": "3", "year": "1988"}, ["author", "pages"]),
        ("techreport", {"institution": "I", "date": "1947"}, ["number"]),
        ("misc", {"howpublished": "A site"}, ["address"]),
        ("misc", {"howpublished": sources.ARCHIVE, "grade": "primary", "url": "u"}, ["date", "archive"]),
        ("misc", {"howpublished": sources.ARCHIVE, "grade": "primary", "url": "u", "type": "listing"}, []),
    ],
)
def test_what_an_imprint_lacks(kind, fields, lacks):
    assert sources.missing(kind, fields) == lacks


@pytest.mark.parametrize("dates", ["earliest", "latest", "range"])
def test_survival_can_be_drawn_from_either_end_of_vague_dates(dates):
    people = data.groups()
    seats, outcomes = (data.load(table).merge(people, on="person") for table in ("seats", "outcomes"))
    ends = charts.survival(seats, outcomes=outcomes, bodies=data.load("bodies"), dates=dates)
    assert (charts.evidence(ends).table["years"] >= 0).all()
