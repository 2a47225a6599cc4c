"""What the docstrings of the package show is what it does; test_charts runs those of the charts, on the floor too."""

import doctest
import importlib

import pytest
from project import ROOT

SHOWING = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in sorted((ROOT / "august1956").rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8") and "charts" not in path.parts
]


@pytest.mark.parametrize("module", SHOWING)
def test_the_examples_of_a_module_run(module, monkeypatch):
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testmod(importlib.import_module(module))
    assert tried and not failed
