"""What JupyterLab writes into a chapter that it saves: the reader's line and no other, by its own manager of files."""

import asyncio
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from difflib import ndiff

import pytest
from project import ROOT

CHAPTERS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "chapters").rglob("*.md"))
OF_THE_DAY = {  # what Lab, its kernel and its MyST viewer put into an open notebook
    "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"},
    "language_info": {"name": "python", "version": "3.14.2", "pygments_lexer": "ipython3"},
}
RESULT = {"expression": "size", "result": {"status": "ok", "data": {"text/plain": "71"}, "metadata": {}}}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Return a copy of the chapters, and the manager that `make lab` gives them."""
    folder = tmp_path_factory.mktemp("saving")
    shutil.copytree(ROOT / "chapters", folder / "chapters")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(ROOT / ".binder"), *sys.path])
        from saving import Chapters

        yield folder, Chapters(root_dir=str(folder / "chapters"))


def saved(lab, name, typed=""):
    """Open a chapter, run it, type a line at the end of its first cell, save; return the text before and after."""
    folder, manager = lab
    before = (folder / name).read_text(encoding="utf-8")

    async def work():
        path = os.path.relpath(name, "chapters")
        notebook = (await manager.get(path, content=True, type="notebook"))["content"]
        notebook["metadata"] |= OF_THE_DAY
        for cell in notebook["cells"]:
            cell["metadata"] |= {"trusted": True, "user_expressions": [RESULT]}
            if cell["cell_type"] == "code":
                cell["execution_count"] = 1
        notebook["cells"][0]["source"] += typed
        await manager.save({"type": "notebook", "format": "json", "content": notebook}, path)

    with ThreadPoolExecutor(1) as beside:  # where no browser's loop runs
        beside.submit(asyncio.run, work()).result()
    return before, (folder / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_that_was_run_and_saved_is_the_same_byte_for_byte(lab, name):
    before, after = saved(lab, name)
    assert after == before


def test_a_typed_line_changes_that_line_alone(lab):
    before, after = saved(lab, "chapters/article/04-who-was-left.md", "\nA reader’s own line.")
    lines = [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    assert lines == ["+ A reader’s own line."]


def test_the_settings_of_make_lab_name_this_manager(monkeypatch):
    from traitlets.config.loader import PyFileConfigLoader

    monkeypatch.setattr(sys, "path", list(sys.path))
    settings = PyFileConfigLoader("jupyter_server_config.py", path=str(ROOT / ".binder")).load_config()
    assert settings.ServerApp.contents_manager_class.__name__ == "Chapters"
