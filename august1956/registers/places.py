"""The register of places: what happened where, from the chronology and the outcomes, as MyST text."""

import re

from august1956 import data, dates, registers

__all__ = ["places"]


def places() -> str:
    """Return the places that the tables name, each with its id as target, its events, and whom what befell."""
    found = {}
    for event in data.load("events").dropna(subset=["place"]).sort_values("date_earliest").to_dict("records"):
        words = f"[{registers.plain(event['title'])}](#{event['id']}), {dates.label(event['date'])}"
        found.setdefault(event["place"], []).append(words)
    people = data.load("persons").set_index("id")["name"]
    for row in data.load("outcomes").dropna(subset=["place"]).sort_values("date_earliest").to_dict("records"):
        what = row["kind"].replace("_", " ")
        when = f", {dates.label(row['date'])}" if isinstance(row["date"], str) else ""
        words = f"[{registers.plain(people[row['person']])}](#{row['person']}): {what}{when}"
        found.setdefault(row["place"], []).append(words)
    return "\n\n".join(
        f"(place-{_slug(place)})=\n**{registers.plain(place)}.** {'; '.join(found[place])}." for place in sorted(found)
    )


def _slug(place):
    return re.sub(r"[^a-z0-9]+", "-", place.lower()).strip("-")
