"""Matplotlib's SVG made fit to stand in a page: themed colours, the page's font, unique ids, few bytes."""

import io
import re
from collections.abc import Callable, Sequence
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from august1956 import style
from august1956.figure import compact

__all__ = ["LAYER", "boxes", "inline", "rendered", "standalone"]

NAMESPACE = "http://www.w3.org/2000/svg"
FONT = "var(--a56-font, system-ui, sans-serif)"
LAYER = 2000  # width and height of the layer of marks, whatever the drawing’s: one layer serves two drawings
TARGET = 24  # least width and height of a pointer target in CSS px (WCAG 2.2, 2.5.8)

_TOKENS = {hex: token for token, hex in style.THEMES["light"].items()}
_DEFAULTS = {  # what matplotlib writes though SVG, or the root element here, already means it
    "stroke-linejoin:miter",
    "stroke-linecap:butt",
    "stroke-linejoin:round",
    "fill-opacity:1",
    "text-anchor:start",
    "opacity:1",
}


def rendered(fig: Figure) -> bytes:
    """Return a figure as matplotlib writes it; one point becomes one unit of the viewBox."""
    buffer = io.BytesIO()
    metadata = dict.fromkeys(["Date", "Creator", "Format", "Type"])
    with mpl.rc_context(style.rc()):
        fig.savefig(buffer, format="svg", metadata=metadata)
    return buffer.getvalue()


def inline(drawing: bytes, prefix: str, *, title: str, desc: str) -> str:
    """Return a drawing as an ``<svg role="img">`` for a page, named by its title and described by its text.

    Parameters
    ----------
    drawing : bytes
        What `rendered` returned.
    prefix : str
        Goes before every id in it, so that two figures of a page never share one.
    title, desc : str
        The short name and the long description.
    """
    root = _clean(ET.fromstring(drawing), prefix, _themed)
    root.attrib |= {"role": "img", "aria-labelledby": f"{prefix}-title {prefix}-desc"}
    for name, text in [("desc", desc), ("title", title)]:
        child = ET.Element(name, id=f"{prefix}-{name}")
        child.text = text
        root.insert(0, child)
    return _serialise(root)


def standalone(drawing: bytes, prefix: str, *, title: str, desc: str) -> str:
    """Return a drawing as an SVG file of its own, in plain colours on light paper, for slides and print."""
    root = _clean(ET.fromstring(drawing), prefix, lambda css: css)
    _, _, width, height = root.attrib["viewBox"].split()
    root.attrib |= {"xmlns": NAMESPACE, "width": width, "height": height}
    paper = ET.Element("rect", width="100%", height="100%", fill=style.colour("paper"))
    root.insert(0, paper)
    for name, text in [("desc", desc), ("title", title)]:
        child = ET.Element(name)
        child.text = text
        root.insert(0, child)
    root.set("font-family", "system-ui, sans-serif")
    return _serialise(root)


def boxes(fig: Figure, marks: Sequence[Any]) -> list[list[int]]:
    """Return where the links and hover texts of a drawing lie, which a page puts over the picture.

    An element with the role of an image must hold no links, so they need a transparent layer of their own.
    Each target is as large as its mark, and up to 24 px where no neighbour is nearer.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    marks : sequence of august1956.charts.Mark

    Returns
    -------
    list of list of int
        For each mark left, top, width and height, in parts of `LAYER` of the drawing's width and height.
    """
    if not marks:
        return []
    width, height = fig.get_size_inches() * 72
    parts = _boxes(fig, marks) / [width, height, width, height] * LAYER
    return [[round(float(part)) for part in box] for box in parts]


def _clean(root: ET.Element, prefix: str, recolour: Callable[[str], str]) -> ET.Element:
    _drop_namespaces(root)
    _drop_elements(root)
    _shorten_styles(root, recolour)
    _rename_ids(root, prefix)
    _round_numbers(root)
    _unwrap_groups(root)
    compact.shorten(root)
    root.attrib = {"viewBox": root.attrib["viewBox"], "stroke-linejoin": "round"}
    root.attrib |= {"font-family": FONT} if recolour is _themed else {}
    return root


def _drop_namespaces(root: ET.Element) -> None:
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        element.attrib = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
        element.attrib.pop("target", None)
        element.attrib.pop("type", None)


def _drop_elements(root: ET.Element) -> None:
    """Drop metadata and matplotlib's style sheet: a rule for ``*`` would reach the whole page."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in ("metadata", "style") or (child.tag == "defs" and not _kept(child)):
                parent.remove(child)


def _kept(defs: ET.Element) -> bool:
    return any(child.tag != "style" for child in defs)


def _shorten_styles(root: ET.Element, recolour: Callable[[str], str]) -> None:
    """Say in attributes what matplotlib says in styles, which a page's Content-Security-Policy would not let pass."""
    for element in root.iter():
        declared = [re.sub(r":\s+", ":", part.strip()) for part in element.attrib.pop("style", "").split(";")]
        kept = [_font(part) for part in declared if part and part not in _DEFAULTS]
        css = recolour(";".join(part for part in kept if part))
        element.attrib |= dict(part.split(":", 1) for part in css.split(";") if part)
        for name in {"fill", "stroke"} & set(element.attrib):  # the ground of a hatch is no style
            colour = element.attrib[name]
            element.set(name, recolour(colour) if colour.startswith("#") else colour)
        if element.get("transform", "").startswith("rotate(-0 "):
            del element.attrib["transform"]


def _font(declaration: str) -> str:
    """Keep the size, weight and slant of matplotlib's font; the family is the page's."""
    name, _, value = declaration.partition(":")
    if name != "font":
        return "" if name == "font-family" else declaration
    size = re.findall(r"([\d.]+)px", value)[0]
    bold = ";font-weight:bold" if re.search(r"\b(700|bold)\b", value) else ""
    slant = ";font-style:italic" if re.search(r"\b(italic|oblique)\b", value) else ""
    return f"font-size:{size}px{bold}{slant}"


def _themed(css: str) -> str:
    return re.sub(r"#[0-9a-f]{6}\b", lambda hex: _variable(hex[0]), css)


def _variable(hex: str) -> str:
    return f"var(--a56-{_TOKENS[hex]}, {hex})" if hex in _TOKENS else hex


def _rename_ids(root: ET.Element, prefix: str) -> None:
    """Prefix the ids that something in the drawing points at, and drop all others."""
    pointers = "".join(ET.tostring(root, encoding="unicode"))
    used = set(re.findall(r'(?:url\(|href=")#([\w-]+)', pointers))
    names = {id: f"{prefix}-{number}" for number, id in enumerate(sorted(used, key=pointers.index))}
    for element in root.iter():
        if element.get("id") in names:
            element.set("id", names[element.get("id")])
        else:
            element.attrib.pop("id", None)
        for name, value in element.attrib.items():
            element.set(name, re.sub(r"#([\w-]+)", lambda m: "#" + names.get(m[1], m[1]), value))


def _round_numbers(root: ET.Element) -> None:
    for element in root.iter():
        for name, value in element.attrib.items():
            if name not in ("id", "href"):
                element.set(name, re.sub(r"-?\d+\.\d+", _rounded, value.strip()))
        if element.tag == "path":
            element.set("d", " ".join(element.get("d", "").split()))


def _rounded(number: re.Match[str]) -> str:
    """Return a number to a tenth of a unit, which no screen shows finer at the size of a page."""
    text = f"{float(number[0]):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _unwrap_groups(root: ET.Element) -> None:
    """Put the children of groups that say nothing in their place, from the inside out."""
    for parent in root:
        _unwrap_groups(parent)
    flat = []
    for child in list(root):
        flat += list(child) if child.tag == "g" and not child.attrib else [child]
    root[:] = flat
    root.text = root.text if root.tag in ("text", "tspan") else None
    for child in root:
        child.tail = None


def _serialise(root: ET.Element) -> str:
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def _boxes(fig: Figure, marks: Sequence[Any]) -> np.ndarray:
    """Return left, top, width and height of each target, in units of the viewBox."""
    renderer = FigureCanvasAgg(fig).get_renderer()
    scale = 72 / fig.dpi
    extents = np.array([mark.artist.get_window_extent(renderer).extents for mark in marks]) * scale
    centres = (extents[:, :2] + extents[:, 2:]) / 2
    sizes = np.maximum(extents[:, 2:] - extents[:, :2], _room(centres, marks)[:, None])
    left, low = (centres - sizes / 2).T
    top = fig.get_figheight() * 72 - low - sizes[:, 1]
    return np.column_stack([left, top, sizes])


def _room(centres: np.ndarray, marks: Sequence[Any]) -> np.ndarray:
    """Return how large each target may grow before it meets its nearest neighbour; text does not grow."""
    gaps = np.abs(centres[:, None] - centres[None]).max(axis=2)
    np.fill_diagonal(gaps, np.inf)
    text = [isinstance(mark.artist, Text) for mark in marks]
    return np.where(text, 0, np.minimum(gaps.min(axis=1, initial=np.inf), TARGET))
