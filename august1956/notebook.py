"""Numbers that cells compute and sentences show."""

__all__ = ["record"]


def record(*names: str, **values: object) -> None:
    """Make values available to the sentences of this chapter, as ``{eval}`name```.

    The built book reads what is recorded here; JupyterLab's role reads a variable of the kernel, so each value is set
    as a variable too.

    Parameters
    ----------
    *names : str
        Variables of the notebook, by name.
    **values : object
        Numbers or strings under names of their own. Numbers, numpy's too, are shown with a thousands separator.

    Raises
    ------
    NameError
        When the notebook has no variable of a name.
    """
    from IPython import get_ipython
    from IPython.display import display

    shell = get_ipython()
    known = shell.user_ns if shell else {}
    missing = [name for name in names if name not in known]
    if missing:
        raise NameError(f"record: no variable {missing[0]!r} in this notebook; compute it, or write {missing[0]}=…")
    values = {name: known[name] for name in names} | values
    if shell:
        shell.user_ns.update(values)
    for name, value in values.items():
        # myst-nb's own storage for glued values; written by hand because myst-nb cannot be imported in Pyodide.
        display(
            {"application/papermill.record/text/plain": repr(_words(value))},
            raw=True,
            metadata={"scrapbook": {"name": name, "mime_prefix": "application/papermill.record/"}},
        )


def _words(value: object) -> str:
    return value if isinstance(value, str) else f"{value:,}"
