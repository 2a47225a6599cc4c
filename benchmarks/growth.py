"""Time the check, loading, a register and four figures on the tables of the folder that is given; print YAML."""

import os
import sys
import time
from pathlib import Path

os.chdir(Path(sys.argv[1]).parent)  # tables are looked for from here upwards

from august1956 import charts, data, registers  # noqa: E402
from august1956.check import check  # noqa: E402
from august1956.figure import figure  # noqa: E402


def timed(name, function):
    """Print how long a call takes, and return what it returns."""
    start = time.perf_counter()
    result = function()
    print(f"{name}: {time.perf_counter() - start:.3f}", flush=True)
    return result


timed("Check of all tables", lambda: check(Path(sys.argv[1])))
people = data.groups()
seats, outcomes = timed("Load seats and outcomes", lambda: (data.load("seats"), data.load("outcomes")))
seats, outcomes = (rows.merge(people, on="person") for rows in (seats, outcomes))
timed("Register of persons", registers.persons)
bodies, talks = data.load("bodies"), data.load("contacts")
third = bodies[bodies.id == "cc3"].set_index("id", drop=False)
drawn = {
    "committee": lambda: charts.committees(seats, bodies=third),
    "share in office": lambda: charts.survival(seats, outcomes=outcomes, bodies=bodies),
    "contacts by month": lambda: charts.contacts(talks),
    "outcomes of one group": lambda: charts.purges(outcomes[outcomes.faction == "yanan"]),
}
for name, draw in drawn.items():
    timed(f"Figure, {name}", lambda draw=draw: figure(draw(), id="growth", title="Growth").html)
