// A host shows the page for wrong addresses at any depth, where its relative links lead astray. The page asks for this
// file at several heights; the one that is found knows where the book begins.
if (!document.documentElement.dataset.found) {
  document.documentElement.dataset.found = "";
  const top = new URL("..", document.currentScript.src);
  for (const [name, selector] of [["href", "a[href]"], ["action", "form[action]"]]) {
    for (const tag of document.querySelectorAll(selector)) {
      const given = tag.getAttribute(name);
      if (!/^([a-z]+:|#)/.test(given)) tag.setAttribute(name, new URL(given, top).href);
    }
  }
}
