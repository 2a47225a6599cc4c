"""The small book, built once."""

import shutil

import pytest
from small import lay_out


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Return the small book, built once; not to be changed."""
    book = lay_out(tmp_path_factory.mktemp("small") / "book")
    code, said = book.build()
    assert code == 0, said[-4000:]
    return book


@pytest.fixture
def book(built, tmp_path):
    """Return the built small book, to be changed; it is put back afterwards, as a copy elsewhere would be read anew."""
    kept = shutil.copytree(built.root, tmp_path / "kept")
    yield built
    shutil.rmtree(built.root)
    shutil.copytree(kept, built.root)
