"""Where `record` once was."""

raise ImportError("`record` is now in august1956 itself: write `from august1956 import record`")
