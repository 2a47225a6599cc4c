"""Loading tables: types, days, statuses, groups, the place of the data, and what goes wrong."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import sample

from august1956 import data
from august1956.data import sources


def test_types_and_days(folder):
    bodies = data.load("bodies", directory=folder)
    expected = pd.DataFrame({
        "id": ["cc3"],
        "label": ["3rd Central Committee"],
        "kind": ["central-committee"],
        "from": ["1956-04-29"],
        "to": ["1961-09-18"],
        "full_seats": pd.array([1], dtype="Int64"),
        "candidate_seats": pd.array([1], dtype="Int64"),
        "source": ["ho1612"],
        "from_earliest": pd.to_datetime(["1956-04-29"]).astype("datetime64[us]"),
        "from_latest": pd.to_datetime(["1956-04-29"]).astype("datetime64[us]"),
        "to_earliest": pd.to_datetime(["1961-09-18"]).astype("datetime64[us]"),
        "to_latest": pd.to_datetime(["1961-09-18"]).astype("datetime64[us]"),
    })  # fmt: skip
    pd.testing.assert_frame_equal(bodies[list(expected)], expected)


def test_open_and_empty_dates_are_not_a_time(folder):
    seats = data.load("seats", directory=sample.write(folder, [("seats", 0, "to", "1956-09/..")]))
    assert list(seats["to_earliest"].dt.date) == [pd.Timestamp("1956-09-01").date(), pd.NaT]
    assert seats["to_latest"].isna().all()
    assert list(seats["rank"]) == [1, pd.NA]


def test_empty_strings_are_missing_and_na_is_a_name(folder):
    changes = [("persons", 0, "name", "NA"), ("persons", 0, "hanja", "")]
    persons = data.load("persons", directory=sample.write(folder, changes))
    assert persons["name"][0] == "NA"
    assert persons["hanja"].isna().all()


@pytest.mark.parametrize(
    ("status", "ids"),
    [
        ("preferred", ["a-1"]),
        ("alternative", ["a-2"]),
        ("rejected", []),
        (["rejected", "alternative"], ["a-2"]),
        ("all", ["a-1", "a-2"]),
    ],
)
def test_status(folder, status, ids):
    claims = data.load("affiliations", status, directory=folder)
    assert (list(claims["id"]), list(claims.index)) == (ids, list(range(len(ids))))


def test_table_without_status_is_whole(folder):
    assert len(data.load("bodies", "rejected", directory=folder)) == 1


def test_groups(folder):
    expected = pd.DataFrame({
        "person": ["hong-kil-tong", "im-kkok-chong"],
        "name": ["Hong Kil-tong", "Im Kkok-chong"],
        "faction": ["other", "unknown"],
        "label": ["Other", "None known"],
    })  # fmt: skip
    pd.testing.assert_frame_equal(data.groups(folder), expected)


def test_groups_end_where_a_group_is_its_own_ancestor(folder):
    data.groups(sample.write(folder, [("factions", 0, "parent", "outlaws")]))


def test_tables(folder):
    assert data.tables(folder) == list(sample.ROWS)


def test_root_is_the_nearest_above(folder, monkeypatch):
    project = folder / "project"
    for name in ("data", "chapters/sequel"):
        (project / name).mkdir(parents=True)
    (folder / "datapackage.json").rename(project / "data" / "datapackage.json")
    monkeypatch.chdir(project / "chapters" / "sequel")
    assert data.root() == project / "data"
    monkeypatch.chdir(project / "data")
    assert data.root() == project / "data"


def test_root_is_beside_the_package_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert data.root() == sample.DATA


def test_no_root(tmp_path):
    with pytest.raises(data.DataError, match="there is no datapackage.json in .*; work in the project"):
        data.root(tmp_path)


def _break(file, old, new):
    def change(folder):
        path = folder / file
        path.write_bytes(path.read_bytes().replace(old, new))

    return change


FAULTS = [
    ("missing", lambda f: (f / "persons.csv").unlink(), "persons.csv is missing from .*; restore it"),
    ("empty", lambda f: (f / "persons.csv").write_text(""), "persons.csv cannot be read as a table"),
    ("a directory", lambda f: [(f / "persons.csv").unlink(), (f / "persons.csv").mkdir()], "cannot be read"),
    ("column", _break("persons.csv", b"hangul", b"hangeul"), "persons.csv has no column hangul; its columns"),
    ("semicolons", _break("persons.csv", b",", b";"), "no column id, name, .* with commas between"),
    ("Latin-1", _break("persons.csv", b"Seoul", b"S\xe9oul"), "persons.csv is not UTF-8; save it again"),
    ("too many cells at first", _break("persons.csv", b"Seoul", b"Seoul,,,,,"), "persons.csv cannot be read"),
    ("too many cells", _break("persons.csv", b"Kkok-chong", b"Kkok,,,,,"), "persons.csv cannot be read as"),
    ("date", _break("persons.csv", b"1920~", b"1920-13"), "persons.csv:2:birth: '1920-13': is not in"),
    ("schema", _break("datapackage.json", b"{", b"["), "datapackage.json cannot be read .*; restore it"),
]


@pytest.mark.parametrize(("name", "change", "message"), FAULTS)
def test_broken_file(folder, name, change, message):
    change(folder)
    with pytest.raises(data.DataError, match=message):
        data.load("persons", directory=folder)


def test_number_that_is_none(folder):
    sample.write(folder, [("bodies", 0, "full_seats", "seventy")])
    with pytest.raises(data.DataError, match="bodies.csv:2:full_seats: 'seventy': .* lists every fault"):
        data.load("bodies", directory=folder)


def test_unknown_table(folder):
    message = (
        "there is no table 'person'; the tables are persons, name_forms, factions, affiliations, bodies, "
        "seats, posts, outcomes, counts, events, contacts, audit, verdicts, places; did you mean 'persons'?"
    )
    with pytest.raises(data.DataError) as caught:
        data.load("person", directory=folder)
    assert str(caught.value) == message


def test_unknown_status(folder):
    with pytest.raises(data.DataError, match="there is no status 'prefered'; .* did you mean 'preferred'"):
        data.load("seats", "prefered", directory=folder)


@pytest.mark.parametrize("table", data.tables(sample.DATA))
def test_real_table(table):
    """Every table of the edition loads: with rows, the columns described, and days for each date."""
    frame = data.load(table, "all", directory=sample.DATA)
    described = sample.columns(table)
    assert len(frame) > 0
    assert list(frame)[: len(described)] == described
    for column in (name.removesuffix("_earliest") for name in frame if name.endswith("_earliest")):
        known = frame[f"{column}_earliest"].notna() | frame[f"{column}_latest"].notna()
        assert known.equals(frame[column].notna())


def test_real_groups():
    """Each person has one of the groups that charts draw."""
    table = data.groups(sample.DATA)
    assert list(table["person"]) == list(data.load("persons", directory=sample.DATA)["id"])
    assert set(table["faction"]) <= {"guerrilla", "yanan", "soviet", "domestic", "other", "unknown"}


def test_loading_needs_no_checker():
    """A chapter, and the browser, load tables without frictionless and before edtf is needed."""
    code = "import sys, august1956.data; sys.exit(bool({'frictionless', 'edtf'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(sample.DATA).parent).returncode == 0


# --- the bibliography ---


def test_sources_are_read_in_every_form_of_bibtex(tmp_path):
    (tmp_path / "datapackage.json").write_text("{}")
    (tmp_path / "sources.bib").write_text(
        '@string{site = "A site"}\n@misc{ one, title = "Said on\n  two lines", howpublished = site, year = 1956 }\n'
    )
    wanted = {"title": "Said on two lines", "howpublished": "A site", "year": "1956"}
    assert sources.entries(tmp_path) == {"one": ("misc", wanted)}


def test_a_broken_bibliography_is_told_in_a_sentence(tmp_path):
    (tmp_path / "datapackage.json").write_text("{}")
    (tmp_path / "sources.bib").write_text("@misc{one, title = {A} year = {1956}}\n")
    with pytest.raises(data.DataError, match="^sources.bib cannot be read: syntax error in line 1.*check` says"):
        sources.entries(tmp_path)


def test_a_label_that_names_a_person_spells_the_name_as_the_table_does():
    def bare(name):
        return name.replace("-", " ").casefold()

    names = {bare(name): name for name in data.load("persons", directory=sample.DATA)["name"]}
    said = [label.rpartition(", ")[2] for label in sources.labels(sample.DATA).values()]
    told = [(name, names[bare(name)]) for name in said if bare(name) in names]
    assert len(told) > 100
    assert [pair for pair in told if pair[0] != pair[1]] == []
