"""What is drawn is what the tables say: marks, evidence and words of every chart are read back."""

import inspect
import itertools

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from august1956 import charts, dates, style

CHARTS = [name for name in charts.__all__ if hasattr(getattr(charts, name), "needs")]


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
    return dated(table.assign(source="lankov2009", status="preferred"), "from", "to")


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
    return dated(
        frame("id date persons faction diplomat country source", *rows).assign(status="preferred"), "date"
    )


@pytest.fixture
def draw(request):
    """Draw a chart by name on the small tables above."""

    def call(name, narrow=False, ax=None, change=lambda table: table, **more):
        use = request.getfixturevalue
        first, options = {
            "committees": ("seats", {"bodies": "bodies", "counts": "counts"}),
            "purges": ("outcomes", {"events": "events"}),
            "totals": ("counts", {"bodies": "bodies"}),
            "contacts": ("contacts", {}),
        }[name]
        options = {option: use(table) for option, table in options.items()} | more
        return getattr(charts, name)(change(use(first).copy()), narrow=narrow, ax=ax, **options)

    return call


def markers(ax, gid=None):
    """Return the places of the single marks on the axes."""
    return [line for line in ax.lines if len(line.get_xdata()) == 1 and line.get_gid() == gid]


# --- the contract of all charts -------------------------------------------------------------------


@pytest.mark.parametrize("name", CHARTS)
def test_axes_come_out_and_style_stays_inside(draw, name):
    before = dict(mpl.rcParams)
    ax = draw(name)
    assert isinstance(ax, Axes)
    assert dict(mpl.rcParams) == before
    figure = Figure()
    own = figure.add_subplot()
    assert draw(name, ax=own) is own
    assert figure.axes == [own]


@pytest.mark.parametrize("name", CHARTS)
def test_signature_is_that_of_all_charts(name):
    signature = inspect.signature(getattr(charts, name))
    first, *options = signature.parameters.values()
    assert first.kind is first.POSITIONAL_OR_KEYWORD
    assert all(option.kind is option.KEYWORD_ONLY for option in options)
    assert {"ax", "narrow"} <= set(signature.parameters)
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
    assert misplaced(draw(name, narrow=narrow)) == []


def misplaced(ax):
    """Return the texts that run over the edge, fall below 12 px, or lie on another text."""
    figure = ax.figure
    FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    texts = [text for text in figure.findobj(mpl.text.Text) if text.get_text().strip() and text.get_visible()]
    boxes = [text.get_window_extent() for text in texts]
    width, height = figure.bbox.width, figure.bbox.height
    inside = [box.x0 > -1 and box.y0 > -3 and box.x1 < width + 1 and box.y1 < height + 3 for box in boxes]
    wrong = [text.get_text() for text, good in zip(texts, inside, strict=True) if not good]
    wrong += [text.get_text() for text in texts if text.get_fontsize() < 12]
    pairs = itertools.combinations(zip(texts, boxes, strict=True), 2)
    wrong += [f"{a.get_text()} / {b.get_text()}" for (a, one), (b, two) in pairs if overlap(one, two)]
    return wrong


def overlap(one, two):
    across = min(one.x1, two.x1) - max(one.x0, two.x0)
    down = min(one.y1, two.y1) - max(one.y0, two.y0)
    return across > 1 and down > 3


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


@pytest.mark.parametrize("name", CHARTS)
def test_the_phone_variant_shows_the_same_evidence(draw, name):
    wide = charts.evidence(draw(name))
    narrow = charts.evidence(wide.redraw(narrow=True))
    pd.testing.assert_frame_equal(wide.table, narrow.table)
    assert wide.alt == narrow.alt
    assert [mark.title for mark in wide.marks] == [mark.title for mark in narrow.marks]


def test_axes_without_a_chart_have_no_evidence():
    with pytest.raises(ValueError, match="no chart of august1956.charts"):
        charts.evidence(Figure().add_subplot())


# --- committees -----------------------------------------------------------------------------------


def test_committees_draw_one_mark_a_seat(draw):
    ax = draw("committees", counts=None)
    named = [mark.artist for mark in charts.evidence(ax).marks]
    assert (
        len(named) == 6
    )  # three of the second (the candidate left out, one claim double), three of the third
    assert len(markers(ax, "unnamed")) == (10 - 3) + (12 - 3) + 1  # and one in the key
    assert [line.get_markerfacecolor() for line in named] == [
        style.FACTIONS[id].colour
        for id in ("guerrilla", "yanan", "domestic", "guerrilla", "yanan", "unknown")
    ]


def test_committees_prefer_the_listed_seat_and_half_fill_the_implied(draw):
    marks = charts.evidence(draw("committees")).marks
    fills = {mark.tip: mark.artist.get_fillstyle() for mark in marks[:3]}
    assert fills == {"Kim A": "full", "Choe C": "full", "Pak B": "left"}
    assert marks[2].href == "#person:pak"
    assert "implied" in marks[2].title


def test_committees_units_never_share_a_place(draw):
    ax = draw("committees")
    places = [(line.get_xdata()[0], line.get_ydata()[0]) for line in markers(ax) + markers(ax, "unnamed")]
    assert len(set(places)) == len(places)


def test_committees_evidence_adds_up_to_the_seats(draw, bodies):
    evidence = charts.evidence(draw("committees"))
    drawn = evidence.table[evidence.table["what"] != "total given"]
    assert drawn.groupby("body")["units"].sum().to_dict() == dict(
        zip(bodies["label"], bodies["full_seats"], strict=True)
    )
    assert evidence.sources == ("lankov2009", "suh1988", "wp-en-cc-2", "wp-en-cc-3")


def test_committees_alternative_text_gives_the_numbers(draw):
    alt = charts.evidence(draw("committees")).alt
    assert alt.startswith("Unit chart of 2 bodies")
    assert (
        "2nd Central Committee, 1948: 10 seats, 3 named (1 guerrilla, 1 Yan’an and 1 domestic), 7 hollow"
        in alt
    )
    assert "Lankov 2009 counts 3 guerrilla" in alt
    assert "Suh 1988, of 11 counts 4 guerrilla" in alt


# --- purges ---------------------------------------------------------------------------------------


def test_purges_draw_a_mark_for_each_dated_row(draw, outcomes):
    evidence = charts.evidence(draw("purges"))
    assert sorted(evidence.table["kind"]) == ["arrested", "executed", "expelled_party", "tried"]
    assert len(evidence.marks) == 4
    assert "Not drawn, because not dated to these years: 2 outcomes." in evidence.alt


def test_purges_place_marks_by_their_dates(draw):
    ax = draw("purges")
    places = {mark.title.split(" (")[0]: mark.artist.get_xdata()[0] for mark in charts.evidence(ax).marks}
    tried = places["Pak B: tried, 6 August 1953"]
    assert tried == (pd.Timestamp("1953-08-06") - pd.Timestamp(0)).days
    assert mpl.dates.num2date(tried).year == 1953


def test_purges_never_make_a_day_of_a_year(draw):
    ax = draw("purges")
    (executed,) = [mark for mark in charts.evidence(ax).marks if "executed" in mark.title]
    assert executed.artist.get_markerfacecolor() == style.colour("paper")
    bars = [
        line
        for line in ax.lines
        if len(line.get_xdata()) == 2 and line.get_color() == style.FACTIONS["domestic"].colour
    ]
    (bar,) = bars
    assert np.ptp(bar.get_xdata()) == 365  # 1 January to 31 December of a leap year
    assert bar.get_ydata()[0] == executed.artist.get_ydata()[0]


@pytest.mark.parametrize(("reading", "day"), [("earliest", "1956-01-01"), ("latest", "1956-12-31")])
def test_purges_can_be_read_by_either_end(draw, reading, day):
    evidence = charts.evidence(draw("purges", dates=reading))
    (executed,) = [mark for mark in evidence.marks if "executed" in mark.title]
    assert executed.artist.get_xdata()[0] == (pd.Timestamp(day) - pd.Timestamp(0)).days
    assert executed.artist.get_markerfacecolor() == style.FACTIONS["domestic"].colour
    assert f"the {reading} day" in evidence.reading


def test_purges_refuse_another_reading(draw):
    with pytest.raises(ValueError, match="not 'median'"):
        draw("purges", dates="median")


def test_purges_keep_marks_of_a_lane_apart(outcomes):
    same = pd.concat([outcomes.iloc[[1]]] * 12, ignore_index=True)
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


def test_contacts_name_people_where_names_are_given(draw):
    people = frame("person name", ("choe", "Choe Chang-ik"), ("yi", "Yi Sang-jo"))
    marks = charts.evidence(draw("contacts", people=people)).marks
    assert marks[0].title == "8 June 1956: Choe Chang-ik (Yan’an) and V. I. Ivanov, USSR"
    assert marks[0].href == "#person:choe"
    assert marks[2].href is None


def test_contacts_shade_what_they_are_told(draw):
    shade = {"Kim abroad": "1956-06-01/1956-07-19", "August plenum": "1956-08-30/1956-08-31"}
    ax = draw("contacts", shade=shade)
    assert {"Kim abroad", "August plenum"} <= {text.get_text() for text in ax.texts}
    assert len(ax.collections) == 1
    assert "Kim abroad, 1 June to 19 July 1956, is shaded." in charts.evidence(ax).alt
