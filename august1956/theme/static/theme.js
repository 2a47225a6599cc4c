// Runs before the page is drawn, so that a reader's choice of light or dark does not flash.
try { const chosen = localStorage.getItem("theme"); if (chosen) document.documentElement.dataset.theme = chosen; } catch {}
