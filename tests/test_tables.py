"""What commands do with tables beside checking them: tidy, changes, describe."""

import csv
import io

import pytest
import sample

from august1956 import data
from august1956.__main__ import main
from august1956.check.tidy import Untidy, tidied

QUOTES = "quotes and empty lines as the other tables have them"
TIDY = {  # what a spreadsheet saved, what it becomes, what is said of it
    "mark": (b"\xef\xbb\xbfid,a\nx,1\n", b"id,a\nx,1\n", ["byte order mark taken out"]),
    "line ends": (b"id,a\r\nx,1\r\n", b"id,a\nx,1\n", ["line ends made LF"]),
    "spaces": ("id,a\nx,\u00a0Kim  Il \ny,z\n".encode(), b"id,a\nx,Kim Il\ny,z\n", ["1 cell trimmed"]),
    "letters": ("id,a\nx,\u1100\u1175\u11b7\n".encode(), "id,a\nx,김\n".encode(), ["letters composed (NFC)"]),
    "quotes": (b'"id","a"\n"x","1, 2"\n', b'id,a\nx,"1, 2"\n', [QUOTES]),
    "semicolons": (b'id;a\nx;"1, 2"\n', b'id,a\nx,"1, 2"\n', ["separators made commas"]),
    "empty columns": (b"id,a,,\nx,1,,\n,,,\n", b"id,a\nx,1\n", [QUOTES]),
    "nothing": ('id,a\nx,"say ""김"", ok"\n'.encode(), 'id,a\nx,"say ""김"", ok"\n'.encode(), []),
}  # fmt: skip


@pytest.mark.parametrize("kind", TIDY)
def test_what_a_spreadsheet_does_is_undone_and_said(kind):
    saved, sound, said = TIDY[kind]
    assert tidied(saved) == (sound, said)
    assert tidied(sound) == (sound, [])


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("id,a\nx,김일성\n".encode("cp949"), "Korean code page"),
        (b'id,a\nx,"open\n', "quotes that do not match"),
        (b"id,a\nx,1,2\n", "rows of different lengths"),
        (b"", "is empty"),
    ],
)
def test_what_cannot_be_understood_is_refused(raw, said):
    with pytest.raises(Untidy, match=said):
        tidied(raw)


def test_tidying_the_real_tables_changes_nothing_and_loses_nothing(tmp_path, capsys):
    for path in data.root().glob("*.[cb]*"):
        if path.suffix in (".csv", ".bib"):
            (tmp_path / path.name).write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert main(["tidy", str(tmp_path)]) == 0
    assert "persons.csv: byte order mark taken out, line ends made LF" in capsys.readouterr().out
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (data.root() / path.name).read_bytes(), path.name


def test_a_table_that_cannot_be_tidied_is_left_as_it_is(folder, capsys):
    broken = "id,a\nx,김일성\n".encode("cp949")
    (folder / "persons.csv").write_bytes(broken)
    assert main(["tidy", str(folder)]) == 1
    assert "persons.csv: is not UTF-8; it may be the Korean code page 949" in capsys.readouterr().out
    assert (folder / "persons.csv").read_bytes() == broken


def test_changes_name_every_row_and_cell_that_differs(tmp_path, capsys):
    old, new = tmp_path / "old", tmp_path / "new"
    for folder, changes in ((old, ()), (new, [("persons", 0, "birth", "1921"), ("posts", 0, "id", "p-2")])):
        folder.mkdir()
        sample.write(folder, changes)
    assert main(["changes", str(old), str(new)]) == 1
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows == [
        ["table", "id", "what", "column", "old", "new"],
        ["persons", "hong-kil-tong", "changed", "birth", "1920~", "1921"],
        ["posts", "p-2", "added", "", "", ""],
        ["posts", "p-1", "retired", "", "", ""],
    ]
    assert main(["changes", str(old), str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.startswith("august1956: ")


@pytest.mark.parametrize("table", data.tables())
def test_every_column_can_be_explained(table):
    for field in data.descriptor.resource(table)["schema"]["fields"]:
        told = data.describe(f"{table}.{field['name']}").splitlines()
        assert told[0] == f"{table}.{field['name']}: {field['description']}" and told[1].startswith("type: ")
    assert "columns: " in data.describe(table)


def test_a_column_that_is_not_there_is_told_with_the_nearest(capsys):
    assert main(["describe", "outcomes.knid"]) == 2
    assert "did you mean 'kind'?" in capsys.readouterr().err
