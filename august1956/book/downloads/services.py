"""Where a chapter can be run: addresses made from one setting, and none where nothing is set."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import yaml
from sphinx.application import Sphinx
from sphinx.config import Config

__all__ = ["Services", "SettingError", "read", "setup"]


class SettingError(Exception):
    """The setting cannot be used; the message says which key, why, and how to mend it."""


@dataclass(frozen=True)
class Services:
    """Where the book and its repository are published; every field is empty where it is not known.

    Attributes
    ----------
    base : str
        Public address of the built book, with a slash at its end (`html.baseurl`).
    repository : str
        Address of the repository (`repository.url`).
    branch : str
        Its branch (`repository.branch`).
    published : str
        A branch that holds the built book, for Colab, which opens notebooks only from GitHub
        (`repository.published`).
    hub : str
        A JupyterHub with nbgitpuller, for a class (`repository.hub`).
    """

    base: str = ""
    repository: str = ""
    branch: str = "main"
    published: str = ""
    hub: str = ""

    def page(self, docname: str, anchor: str = "") -> str:
        """Return the public address of a page, empty when the book has none."""
        return f"{self.base}{docname}.html{'#' * bool(anchor)}{anchor}" if self.base else ""

    def wheel(self, name: str) -> str:
        """Return the public address of the wheel, empty when the book has none."""
        return f"{self.base}_downloads/{name}" if self.base else ""

    def correction(self, docname: str, anchor: str = "") -> str:
        """Return the address of the form that corrects a fact, empty when the repository is not known.

        Parameters
        ----------
        docname : str
            The page.
        anchor : str, optional
            The figure, paragraph or row in it.

        The form, `.github/ISSUE_TEMPLATE/correct-a-fact.yml`, takes the page as its field ``place``.
        """
        if not self.repository:
            return ""
        place = (self.page(docname) or f"{docname}.html") + (f"#{anchor}" if anchor else "")
        return f"{self.repository}/issues/new?{urlencode({'template': 'correct-a-fact.yml', 'place': place})}"

    def release(self, version: str) -> str:
        """Return the address of a version's files, frozen, empty when the repository is not known."""
        return f"{self.repository}/releases/tag/v{version}" if self.repository else ""

    def run_links(self, docname: str) -> dict[str, str]:
        """Return the services that can run a chapter and their addresses for it.

        Parameters
        ----------
        docname : str
            The chapter's path in the project, without ``.md``.

        Returns
        -------
        dict of str to str
            Only what the setting supports; empty when nothing is set. Shapes of the addresses as documented by
            mybinder.org, colab.research.google.com and nbgitpuller.readthedocs.io.
        """
        return {name: way for name, way in self._every(docname).items() if way}

    def _every(self, docname: str) -> dict[str, str]:
        return {"Binder": self._binder(docname), "Colab": self._colab(docname), "JupyterHub": self._hub(docname)}

    def _binder(self, docname: str) -> str:
        if not self.repository:
            return ""
        host, path = urlsplit(self.repository).netloc, urlsplit(self.repository).path.strip("/")
        provider = {"github.com": f"gh/{path}", "gitlab.com": f"gl/{quote(path, safe='')}"}.get(
            host, f"git/{quote(self.repository, safe='')}"
        )
        lab = quote(f"lab/tree/{docname}.md", safe="")
        return f"https://mybinder.org/v2/{provider}/{quote(self.branch, safe='')}?urlpath={lab}"

    def _colab(self, docname: str) -> str:
        host, path = urlsplit(self.repository).netloc, urlsplit(self.repository).path.strip("/")
        if host != "github.com" or not self.published:
            return ""
        return f"https://colab.research.google.com/github/{path}/blob/{quote(self.published)}/{docname}.ipynb"

    def _hub(self, docname: str) -> str:
        if not (self.hub and self.repository):
            return ""
        folder = self.repository.rsplit("/", 1)[1]
        lab = f"lab/tree/{folder}/{docname}.md"
        query = urlencode({"repo": self.repository, "branch": self.branch, "urlpath": lab}, quote_via=quote)
        return f"{self.hub}/hub/user-redirect/git-pull?{query}"


def read(config: Path) -> Services:
    """Read the one setting, `html.baseurl` and `repository` of ``_config.yml``.

    Parameters
    ----------
    config : pathlib.Path
        The file.

    Returns
    -------
    Services

    Raises
    ------
    SettingError
        When an address is not one, or the repository has a key that nothing reads.
    """
    settings = yaml.safe_load(config.read_text(encoding="utf-8"))
    own = dict(settings.get("repository") or {})
    base = _address((settings.get("html") or {}).get("baseurl"), "html.baseurl")
    url = _address(own.pop("url", ""), "repository.url").removesuffix(".git")
    hub = _address(own.pop("hub", ""), "repository.hub")
    rest = {name: own.pop(name) for name in ("branch", "published") if own.get(name)}
    strange = ", ".join(sorted(set(own) - {"branch", "published"}))
    if strange:
        raise SettingError(f"_config.yml: repository has {strange}; known are url, branch, published, hub")
    return Services(base=base + "/" if base else "", repository=url, hub=hub, **rest)


def _address(text: str | None, key: str) -> str:
    text = (text or "").strip().rstrip("/")
    if text and not re.fullmatch(r"https?://[^/\s]+(/\S*)?", text):
        raise SettingError(f"_config.yml: {key} is {text!r}; expected an address that begins with https://, or nothing")
    return text


def read_settings(app: Sphinx, config: Config) -> None:
    """Read the one setting, and whether JupyterLite is there, so that pages are written again when either changes."""
    config.august1956_lite = (Path(app.outdir) / "lite" / "index.html").is_file()  # made by `make lite`
    try:
        config.august1956_services = read(Path(app.confdir) / "_config.yml")
    except SettingError as error:
        print(f"\nThe book was not built.\n{error}", file=sys.stderr)
        raise SystemExit(1) from None


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.add_config_value("august1956_services", Services(), "html")
    app.add_config_value("august1956_lite", False, "html")
    app.connect("config-inited", read_settings)
