// Runs before the page is drawn, so that a reader's choices of theme and layer do not flash.
try {
  for (const name of ["theme", "layer"]) {
    const chosen = localStorage.getItem(name);
    if (chosen) document.documentElement.dataset[name] = chosen;
  }
} catch {}
// From a host the two faces of every page are asked for at once; in a folder they are near, and are shown whenever they come.
{
  const near = (properties, name) => document.head.append(
    Object.assign(document.createElement("link"), properties, { href: new URL(name, document.currentScript.src) }));
  if (location.protocol === "file:") near({ rel: "stylesheet" }, "faces-folder.css");
  else for (const face of ["sans", "serif"]) {
    near({ rel: "preload", as: "font", type: "font/woff2", crossOrigin: "" }, `august-${face}-latin.woff2`);
  }
}
