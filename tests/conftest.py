"""What several tests need."""

import pytest
import sample


@pytest.fixture
def folder(tmp_path):
    """Return a directory with the small sound data package of `sample`."""
    return sample.write(tmp_path)
