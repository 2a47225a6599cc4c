// Runs before the page is drawn, so that a reader's choices of theme and layer do not flash.
try {
  for (const name of ["theme", "layer"]) {
    const chosen = localStorage.getItem(name);
    if (chosen) document.documentElement.dataset[name] = chosen;
  }
} catch {}
