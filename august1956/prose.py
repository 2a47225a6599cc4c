"""Numbers that cells compute and sentences show."""

__all__ = ["record"]


def record(**values):
    """Make values available to the sentences of this chapter, as ``{eval}`name```.

    In JupyterLab the role reads the variable of that name from the kernel; the built book reads what is recorded
    here. Give the keyword the variable's own name: ``record(named=named)``.

    Parameters
    ----------
    **values
        Numbers or strings. Numbers are shown with a thousands separator.
    """
    from IPython.display import display

    for name, value in values.items():
        text = value if isinstance(value, str) else f"{value:,}"
        # myst-nb's own storage for glued values; written by hand because myst-nb cannot be imported in Pyodide.
        display(
            {"application/papermill.record/text/plain": repr(text)},
            raw=True,
            metadata={"scrapbook": {"name": name, "mime_prefix": "application/papermill.record/"}},
        )
