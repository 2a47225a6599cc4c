"""What several tests need."""

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
