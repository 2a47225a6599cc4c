// Finds entries of the registers (register.js) by any form of their names, grouped, above Sphinx's own hits on pages.

// Words that every JavaScript object knows, such as "constructor", are no words of the index.
const bare = (table) => Object.assign(Object.create({ __proto__: null, hasOwnProperty: Object.prototype.hasOwnProperty }), table);
const setIndex = Search.setIndex;
Search.setIndex = (index) => setIndex({ ...index, terms: bare(index.terms), titleterms: bare(index.titleterms), alltitles: bare(index.alltitles) });

// Letters without marks, and names without the spaces and hyphens that systems set differently.
const fold = (text) => text.normalize("NFD").replace(/[\p{M}’'‘ʻ`"“”«»,.()]/gu, "").toLowerCase();
const words = (text) => fold(text).split(/[\s-]+/).filter(Boolean);
const joined = (text) => words(text).join("");
const KOREAN = "\u1100";  // from here on: scripts without spaces, of which any part of a name will do
const matches = (text, asked) => {
  const there = words(text), whole = there.join("");
  return asked.every((ask) => there.some((word) => word.startsWith(ask) || (ask > KOREAN && word.includes(ask)))) || (asked.length === 1 && asked[0].length > 5 && whole.startsWith(asked[0]));
};
// How many letters have to be changed, left out or added; more than `most` is as good as never.
const distance = (one, other, most) => {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let row = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i++) {
    let before = row[0];
    row[0] = i;
    for (let j = 1; j <= other.length; j++) {
      const here = row[j];
      row[j] = Math.min(row[j] + 1, row[j - 1] + 1, before + (one[i - 1] === other[j - 1] ? 0 : 1));
      before = here;
    }
  }
  return row[other.length];
};
const rank = ([, title, , detail, forms], query, asked) => {
  const names = [title, ...forms];
  if (names.some((name) => joined(name) === joined(query))) return 0;
  if (names.some((name) => matches(name, asked))) return 1;
  return matches([...names, detail].join(" "), asked) ? 2 : 3;
};
const near = (query) => {  // persons whose name is nearly that: a letter in five may be wrong
  const asked = joined(query), most = Math.floor(asked.length / 5);
  if (!most) return [];
  const far = ([, title, , , forms]) => Math.min(...[title, ...forms].map((name) => distance(asked, joined(name), most)));
  return REGISTER.filter(([kind]) => kind === "Person").map((entry) => [far(entry), entry]).filter(([place]) => place <= most).sort(([a], [b]) => a - b).map(([, entry]) => entry);
};
const find = (query) => {
  const asked = words(query);
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

const GROUPS = { Person: "Persons", Event: "Events", Conversation: "Conversations", Committee: "Committees", Source: "Sources", Place: "Places" };
const MOST = 12;  // entries of a group that are shown at once
const section = (name, found) => {
  const part = document.createElement("details"), head = document.createElement("summary"), list = document.createElement("ul");
  part.open = true;
  head.textContent = found.length > MOST ? `${name} (${MOST} of ${found.length})` : `${name} (${found.length})`;
  list.className = "search";
  list.append(...found.slice(0, MOST).map(item));
  part.append(head, list);
  return part;
};
const query = new URLSearchParams(location.search).get("q") || "";
const exact = find(query), guessed = exact.some(([kind]) => kind === "Person") ? [] : near(query);
document.querySelector("#page-q").value = query;
if (exact.length || guessed.length) {
  const entries = document.querySelector("#entries"), groups = new Map();
  for (const entry of exact) {
    const name = GROUPS[entry[0]] || "In the text";
    groups.set(name, [...(groups.get(name) || []), entry]);
  }
  if (guessed.length) entries.append(section("Persons with a name like that", guessed));
  for (const [name, found] of groups) entries.append(section(name, found));
  entries.hidden = false;
}
