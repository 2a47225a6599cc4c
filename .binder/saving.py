"""How JupyterLab keeps a chapter: a save writes what its reader changed, and nothing of the kernel's own."""

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from jupytext import build_async_jupytext_contents_manager_class

__all__ = ["Chapters"]

KEPT = ("tags",)  # of what a cell says of itself; the rest is of the day


class Chapters(build_async_jupytext_contents_manager_class(AsyncLargeFileManager)):
    """Chapters are MyST notebooks, with cells or without; their headers stay as they are."""

    async def save(self, model, path=""):
        """Save a chapter with the header that it has, and its cells with their tags alone."""
        if model["type"] == "notebook" and path.endswith(".md") and await self.file_exists(path):
            notebook = model["content"]
            notebook["metadata"] = (await self.get(path, type="notebook"))["content"]["metadata"]
            for cell in notebook["cells"]:
                cell["metadata"] = {name: cell["metadata"][name] for name in KEPT if name in cell["metadata"]}
        return await super().save(model, path)
