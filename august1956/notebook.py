"""Numbers that cells compute and sentences show."""

__all__ = ["record"]


def record(**values):
    """Make values available to the sentences of this chapter, as ``{eval}`name```.

    The built book reads what is recorded here; JupyterLab's role reads a variable of the kernel, so each value is set
    as a variable too.

    Parameters
    ----------
    **values
        Numbers or strings. Numbers are shown with a thousands separator.
    """
    from IPython import get_ipython
    from IPython.display import display

    if shell := get_ipython():
        shell.user_ns.update(values)
    for name, value in values.items():
        text = value if isinstance(value, str) else f"{value:,}"
        # myst-nb's own storage for glued values; written by hand because myst-nb cannot be imported in Pyodide.
        display(
            {"application/papermill.record/text/plain": repr(text)},
            raw=True,
            metadata={"scrapbook": {"name": name, "mime_prefix": "application/papermill.record/"}},
        )
