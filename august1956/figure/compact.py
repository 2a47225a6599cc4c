"""A drawing says once what it says again and again: the same picture in fewer bytes, and in fewer elements."""

import itertools
import re
from xml.etree import ElementTree as ET

__all__ = ["shorten"]

_LEVEL = re.compile(r"M (\S+) (\S+) L (\S+) (\S+)(?= M|$)")
_SPACE = re.compile(r"\s*([A-Za-z])\s*|(?<=\s)-(?=0(?:\s|$))")
_PAINT = {"fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "font-size", "font-weight", "text-anchor"}
_ALONE = {"opacity", "stroke-opacity", "id", "transform"}  # what two lines cannot share when they are one


def shorten(root: ET.Element) -> None:
    """Shorten a drawing in place; what is seen stays the same.

    Parameters
    ----------
    root : xml.etree.ElementTree.Element
        An ``<svg>`` whose paint stands in attributes.

    Examples
    --------
    >>> root = ET.fromstring('<svg><path d="M 1 2 L 9 2" fill="none"/><path d="M 1 4 L 9 4" fill="none"/></svg>')
    >>> shorten(root)
    >>> ET.tostring(root, encoding="unicode")
    '<svg><path d="M1 2H9M1 4H9" fill="none" /></svg>'
    """
    _paint_stamps(root)
    _join_lines(root)
    _group_alike(root)
    for path in root.iter("path"):
        path.set("d", _SPACE.sub(r"\1", path.get("d", "")))


def _paint_stamps(root: ET.Element) -> None:
    """Say in a shape that is used again how it is painted, where all its uses agree; its own paint goes first."""
    for stamp, group in itertools.groupby(sorted(root.iter("use"), key=_stamp), key=_stamp):
        uses = list(group)
        shape = root.find(f".//defs/*[@id='{stamp}']")
        if shape is not None and len({_paint(use) for use in uses}) == 1:
            shape.attrib = dict(_paint(uses[0])) | shape.attrib
            _strip(uses)


def _stamp(use: ET.Element) -> str:
    return use.get("href", "").removeprefix("#")


def _join_lines(root: ET.Element) -> None:
    """Make one path of lines that follow each other and look alike, and say ``H`` and ``V`` where a line is level."""
    for parent in list(root.iter()):
        last = ET.Element("none")
        for child in list(parent):
            if child.tag == "path":
                child.set("d", _LEVEL.sub(_level, child.get("d", "")))
            if _line(child) and _line(child) == _line(last):
                last.set("d", f"{last.get('d')} {child.get('d')}")
                parent.remove(child)
            else:
                last = child


def _level(line: re.Match[str]) -> str:
    left, top, right, low = line.groups()
    return f"M {left} {top} H {right}" if top == low else f"M {left} {top} V {low}" if left == right else line[0]


def _line(element: ET.Element) -> dict[str, str]:
    """Return how a line looks; nothing for what is none, or shows through where two of it cross."""
    look = {name: value for name, value in element.attrib.items() if name != "d"}
    return look if element.tag == "path" and look.get("fill") == "none" and not _ALONE & look.keys() else {}


def _group_alike(root: ET.Element) -> None:
    """Say once for a run of neighbours how they are painted."""
    for parent in [element for element in root.iter() if element.tag in ("svg", "g")]:
        grown: list[ET.Element] = []
        for look, run in itertools.groupby(list(parent), key=_paint):
            alike = list(run)
            if look and len(alike) > 1:
                _strip(alike)
                group = ET.Element("g", dict(look))
                group.extend(alike)
                alike = [group]
            grown += alike
        parent[:] = grown


def _paint(element: ET.Element) -> tuple[tuple[str, str], ...]:
    """Return how an element is painted, as one can compare it; a group's paint is its children's."""
    return tuple(sorted(pair for pair in element.attrib.items() if pair[0] in _PAINT and element.tag != "g"))


def _strip(elements: list[ET.Element]) -> None:
    for element in elements:
        element.attrib = {name: value for name, value in element.attrib.items() if name not in _PAINT}
