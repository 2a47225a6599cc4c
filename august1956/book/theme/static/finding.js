// Finds entries of the registers (register.js) by any form of their names, above Sphinx's own hits on pages.
const fold = (text) => text.normalize("NFD").replace(/[\p{M}’'‘ʻ`"“”«»,.()]/gu, "").toLowerCase();
const words = (text) => fold(text).split(/\s+/).flatMap((word) => [word.replaceAll("-", ""), ...word.split("-")]).filter(Boolean);
const matches = (text, asked) => {
  const there = words(text);
  // Korean and Chinese have no spaces: there any part of a name will do.
  return asked.every((ask) => there.some((word) => word.startsWith(ask) || (ask > "\u1100" && word.includes(ask))));
};
const rank = ([, title, , detail, forms], query, asked) => {
  const names = [title, ...forms];
  if (names.some((name) => fold(name) === fold(query))) return 0;
  if (names.some((name) => matches(name, asked))) return 1;
  return matches([...names, detail].join(" "), asked) ? 2 : 3;
};
const find = (query) => {
  const asked = fold(query).split(/\s+/).map((word) => word.replaceAll("-", "")).filter(Boolean);
  const ranked = asked.length ? REGISTER.map((entry) => [rank(entry, query, asked), entry]) : [];
  return ranked.filter(([place]) => place < 3).sort(([a], [b]) => a - b).map(([, entry]) => entry);
};
const item = ([kind, title, address, detail]) => {
  const line = document.createElement("li"), link = document.createElement("a"), about = document.createElement("span");
  link.href = address;
  link.textContent = title;
  about.className = "context";
  about.textContent = ` ${[kind, detail].filter(Boolean).join(" · ")}`;
  line.append(link, about);
  return line;
};

const query = new URLSearchParams(location.search).get("q") || "";
const found = find(query);
document.querySelector("#page-q").value = query;
if (found.length) {
  const entries = document.querySelector("#entries");
  entries.querySelector("ul").append(...found.slice(0, 30).map(item));
  entries.querySelector("h2").textContent = found.length > 30 ? `Entries (30 of ${found.length})` : `Entries (${found.length})`;
  entries.hidden = false;
}
