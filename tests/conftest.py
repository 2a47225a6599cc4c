"""What several tests need."""

import shutil
from pathlib import Path

import pytest
import sample
from project import STRICT, build, copy_project


@pytest.fixture
def folder(tmp_path):
    """Return a directory with the small sound data package of `sample`."""
    return sample.write(tmp_path)


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """Build the book from scratch, once; return the project's copy."""
    project = copy_project(tmp_path_factory.mktemp("project"))
    code, output = build(project, *STRICT)
    assert code == 0, output[-4000:]
    assert "WARNING" not in output
    return project


@pytest.fixture
def variant(project, tmp_path):
    """Return a copy of the built project, cache and all, for a test to break."""
    return Path(shutil.copytree(project, tmp_path / "variant", symlinks=True))
