// The theme button, the reading layers, the addresses of paragraphs, the marks of charts. Without JavaScript a page shows everything it has.
const root = document.documentElement;
const remember = (name, value) => { root.dataset[name] = value; try { localStorage.setItem(name, value); } catch {} };

// The theme has three states, and the button says which one is on.
const THEMES = ["system", "light", "dark"];
const button = document.querySelector(".theme-button");
const theme = () => root.dataset.theme || "system";
const label = () => { button.querySelector("span").textContent = `: ${theme()}`; };
button.hidden = false;
label();
button.addEventListener("click", () => {
  const next = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];
  if (next === "system") {
    delete root.dataset.theme;
    try { localStorage.removeItem("theme"); } catch {}
  } else remember("theme", next);
  label();
});

const layers = document.querySelector(".layers");
if (layers) {
  layers.hidden = false;
  const chosen = layers.querySelector(`[value="${root.dataset.layer || "all"}"]`);
  if (chosen) chosen.checked = true;
  layers.addEventListener("change", (event) => remember("layer", event.target.value));
}

// What an address names is shown, whatever layer is remembered and whatever is folded; the reader's choice is kept.
const CLOSED = "details:not([open])";
const reveal = () => {
  const named = document.getElementById(location.hash.slice(1).split("?")[0]);
  const hidden = () => !named.getClientRects().length;
  if (!named || !(hidden() || named.closest(CLOSED))) return;
  for (let fold = named.closest(CLOSED); fold; fold = fold.closest(CLOSED)) fold.open = true;
  if (hidden() && layers) {
    root.dataset.layer = "all";
    layers.querySelector('[value="all"]').checked = true;
  }
  named.scrollIntoView();
};
addEventListener("hashchange", reveal);
reveal();

const put = (box, words, link) => {
  box.textContent = words;
  box.hidden = false;
  const at = link.getBoundingClientRect();
  box.style.top = `${window.scrollY + at.bottom + 4}px`;
  box.style.left = `${Math.max(8, Math.min(window.scrollX + at.left, window.innerWidth - box.offsetWidth - 8))}px`;
};

// The number of a paragraph copies its address, where the browser allows it; it goes there in any case.
const copied = async (link) => {
  try { await navigator.clipboard.writeText(link.href); } catch { return ""; }
  return "Address copied";
};
const notice = document.createElement("div");
notice.className = "card";
notice.setAttribute("role", "status");
document.body.append(notice);
for (const link of document.querySelectorAll("a.para")) {
  link.addEventListener("click", async () => {
    const words = await copied(link);
    if (!words) return;
    put(notice, words, link);
    setTimeout(() => { notice.textContent = ""; }, 2000);
  });
}

// The marks of a chart: one stop of the Tab key, and arrow keys from mark to mark. Without JavaScript each is a stop.
for (const layer of document.querySelectorAll(".chart-marks")) {
  const links = [...layer.querySelectorAll("a")];
  const turn = (from, to) => { from.tabIndex = -1; to.tabIndex = 0; };
  links.slice(1).forEach((link) => { link.tabIndex = -1; });
  layer.setAttribute("aria-label", `${layer.getAttribute("aria-label")}. Arrow keys go from mark to mark, Home and End to the first and the last.`);
  layer.addEventListener("keydown", (event) => {
    const here = links.indexOf(document.activeElement);
    if (event.key === "Escape" && here >= 0) links[here].blur();
    const goal = { ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1, Home: 0, End: links.length - 1 };
    const next = links[goal[event.key]];
    if (!next || here < 0) return;
    event.preventDefault();
    turn(links[here], next);
    next.focus();
  });
}

// The form for corrections, where the book has one, is told which row, figure or paragraph the address names.
const corrected = (hash) => {
  const to = new URL(document.querySelector("a.correct").href);
  to.searchParams.set("place", to.searchParams.get("place").split("#")[0] + hash);
  return to.href;
};
const aim = () => { document.querySelector("a.correct").href = corrected(location.hash); };
if (document.querySelector("a.correct")) { addEventListener("hashchange", aim); aim(); }

// Ctrl+K or ⌘K goes to the search box. A single key would get in the way of speech input (WCAG 2.1.4).
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  document.querySelector("#page-q, #bar-q").focus();
});
