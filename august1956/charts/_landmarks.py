"""Where the names of landmarks stand: beside their lines, in as few rows as leave each clear of the others."""

__all__ = ["brief", "placed"]

Place = tuple[int, bool]  # the row of a name, and whether it stands to the left of its line
MOST = 8  # rows to search
TAILS = (
    " of the Workers", ": Workers", " of the northern party", " of the 4th", " closes", " calls", " of 1955",
)  # fmt: skip


def brief(title: str) -> str:
    """Return the name of a landmark without that of the party."""
    for tail in TAILS:
        title = title.partition(tail)[0]
    return title


def placed(lines: list[tuple[float, float]], width: float) -> list[Place]:
    """Give each name a place, so that it covers no other name and no line that falls past it.

    Lines are given, from left to right, by where they fall and how wide their names are. To put each name into the
    first row that is free would take more rows, so all arrangements are tried.
    """
    for rows in range(1, MOST + 1):
        found = _search(lines, [(row, left) for row in range(rows) for left in (False, True)], width, [])
        if found is not None:
            return found
    return [(min(i, MOST), False) for i in range(len(lines))]


def _search(
    lines: list[tuple[float, float]], free: list[Place], width: float, chosen: list[Place]
) -> list[Place] | None:
    """Return the places chosen so far with one for each line that is left, or None where there is none."""
    if len(chosen) == len(lines):
        return chosen
    i = len(chosen)
    for place in free:
        low, high = _span(lines[i], place)
        clear = not any(_clash(lines[i], place, *other) for other in zip(lines, chosen, strict=False))
        if low >= 0 and high <= width and clear:
            found = _search(lines, free, width, [*chosen, place])
            if found is not None:
                return found
    return None


def _span(line: tuple[float, float], place: Place) -> tuple[float, float]:
    x, wide = line
    return (x - wide, x) if place[1] else (x, x + wide)


def _clash(line: tuple[float, float], place: Place, other: tuple[float, float], its: Place) -> bool:
    """Tell whether of two names one covers the other, or the line that falls from it."""
    a, b = _span(line, place), _span(other, its)
    if place[0] == its[0] and a[0] < b[1] and b[0] < a[1]:
        return True
    return (place[0] >= its[0] and a[0] < other[0] < a[1]) or (its[0] >= place[0] and b[0] < line[0] < b[1])
