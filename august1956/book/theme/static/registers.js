// Registers that readers filter and sort. A register is a table, or a list of persons: its rows can be filtered by the
// columns marked "by" and by the words marked "by-NAME"; the heads of a table sort. The view stands in the address, as
// #notes?fault=idiom&sort=-fault, so that it can be cited. Without JavaScript, and in print, all rows are there.
(() => {
  const order = new Intl.Collator("en", { numeric: true });
  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const group = (label, className) => {
    const made = element("div", { className });
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", label);
    return made;
  };
  // The sign of a verdict stands before its word.
  const verdicts = document.querySelectorAll(".by-verdict");
  const SIGNS = Object.fromEntries([...verdicts].map((word) => [word.textContent, word.previousSibling.textContent]));
  // What a marked word stands for: its class "is-…", where it has one, for several words share it; of a date, the year.
  const meaning = (word, name) => {
    const shared = [...word.classList].find((one) => one.startsWith("is-"));
    if (shared) return shared.slice(3).replaceAll("--", ", ").replaceAll("-", " ");
    const text = word.textContent.trim();
    return name === "date" ? (text.match(/\d{4}/) || [""])[0] : text;
  };
  const marks = (item) => [...item.querySelectorAll("[class*='by-']")].flatMap((word) =>
    [...word.classList].filter((one) => one.startsWith("by-")).map((one) => [one.slice(3), meaning(word, one.slice(3))]));

  function columnsOf(table) {
    return [...table.tHead.rows[0].cells].map((head, index) => ({
      head, index, name: head.textContent.trim(), filtered: head.querySelector(".by"), year: head.querySelector(".year"),
    }));
  }
  function valueOf(row, { index, year }) {
    const text = row.cells[index].textContent.trim();
    return year ? (text.match(/\d{4}/) || [""])[0] : text;
  }
  // By item: the values of each thing it can be filtered by.
  function readValues(items, columns) {
    return new Map(items.map((item) => {
      const found = new Map(columns.filter(({ filtered }) => filtered).map((column) => [column.name, [valueOf(item, column)]]));
      for (const [name, value] of marks(item)) found.set(name, [...(found.get(name) || []), value]);
      return [item, found];
    }));
  }

  function Register(box) {
    const table = box.tagName === "TABLE" ? box : null;
    const items = table ? [...table.tBodies[0].rows] : [...box.querySelectorAll("li")];
    const columns = table ? columnsOf(table) : [], values = readValues(items, columns);
    const names = [...new Set([...values.values()].flatMap((found) => [...found.keys()]))];
    const count = element("p", { role: "status" });
    const title = table ? table.caption.textContent.trim() : document.querySelector("h1").firstChild.textContent.trim();
    const controls = group(`Filter: ${title}`, "filters");
    const unsorted = columns[0]?.name || "name";
    const chosen = new Map();
    let sort = unsorted;

    const apply = () => {
      for (const item of items) {
        item.hidden = [...chosen].some(([name, value]) => !(values.get(item).get(name) || []).includes(value));
      }
      for (const heading of box.querySelectorAll("h2, .rubric")) {  // a letter without names is no letter
        const list = heading.nextElementSibling;
        heading.hidden = Boolean(list) && list.tagName === "UL" && [...list.children].every(({ hidden }) => hidden);
      }
      if (table) arrange();
      for (const [name, control] of Object.entries(inputs)) control.set(chosen.get(name) || "");
      const shown = items.filter(({ hidden }) => !hidden).length, down = sort.startsWith("-");
      const by = table && sort !== unsorted ? `, by ${sort.replace(/^-/, "")}${down ? ", last first" : ""}` : "";
      count.textContent = `${shown === items.length ? "All" : `${shown} of`} ${items.length} ${table ? "rows" : "persons"} shown${by}.`;
    };
    const arrange = () => {
      const by = columns.find(({ name }) => name === sort.replace(/^-/, "")) || columns[0], down = sort.startsWith("-");
      const ordered = by.index ? [...items].sort((a, b) => order.compare(valueOf(a, by), valueOf(b, by))) : [...items];
      table.tBodies[0].append(...(down ? ordered.reverse() : ordered));
      for (const { head } of columns) head.removeAttribute("aria-sort");
      by.head.setAttribute("aria-sort", down ? "descending" : "ascending");
    };
    const show = () => {
      apply();
      const query = `${new URLSearchParams([...chosen, ...(sort === unsorted ? [] : [["sort", sort]])])}`;
      history.replaceState(null, "", `#${box.id}${query && `?${query}`}`);
    };
    const choose = (name, value) => { if (value) chosen.set(name, value); else chosen.delete(name); show(); };
    const read = () => {
      const [id, query] = location.hash.slice(1).split("?"), asked = new URLSearchParams(query);
      const hidden = document.getElementById(id)?.closest("tr[hidden], li[hidden]");
      if (id !== box.id && !(hidden && box.contains(hidden))) return;
      chosen.clear();
      for (const name of names) {
        if (items.some((item) => (values.get(item).get(name) || []).includes(asked.get(name)))) chosen.set(name, asked.get(name));
      }
      sort = columns.some(({ name }) => name === asked.get("sort")?.replace(/^-/, "")) ? asked.get("sort") : unsorted;
      apply();
      (hidden || controls).scrollIntoView();
    };

    const inputs = {};
    for (const name of names) {
      const all = items.flatMap((item) => [...new Set(values.get(item).get(name) || [])]).filter(Boolean);
      const tally = [...new Set(all)].map((value) => [value, all.filter((other) => other === value).length]);
      if (tally.length < 2) continue;
      const label = name === "date" ? "year" : name;
      inputs[name] = name === "verdict" || name === "grade" ? buttons(label, tally) : menu(label, tally);
      inputs[name].onchange = (value) => choose(name, value);
      controls.append(inputs[name].box);
    }
    for (const column of columns) {
      const button = element("button", { type: "button" }, ...(column.head.querySelector("p") || column.head).childNodes);
      button.addEventListener("click", () => { sort = sort === column.name ? `-${column.name}` : column.name; show(); });
      column.head.replaceChildren(button);
    }
    const reset = element("button", { type: "button" }, "Show all");
    reset.addEventListener("click", () => { chosen.clear(); sort = unsorted; show(); });
    controls.append(reset, count);
    (box.closest(".table-wrap") || box).before(controls);
    addEventListener("hashchange", read);
    apply();
    read();
  }

  function menu(label, tally) {
    const select = element("select", {}, element("option", { value: "" }, "all"),
      ...tally.map(([value, number]) => element("option", { value }, `${value} (${number})`)));
    const made = { box: element("label", {}, `${label} `, select), set: (value) => { select.value = value; } };
    select.addEventListener("change", () => made.onchange(select.value));
    return made;
  }
  function buttons(label, tally) {
    const box = group(label, "choices"), made = { box };
    const all = tally.map(([value, number]) => {
      const button = element("button", { type: "button", value }, `${SIGNS[value] || ""}${value} (${number})`);
      button.addEventListener("click", () => made.onchange(button.getAttribute("aria-pressed") === "true" ? "" : value));
      return button;
    });
    box.append(...all);
    made.set = (value) => { for (const button of all) button.setAttribute("aria-pressed", button.value === value); };
    return made;
  }

  // The sources can be narrowed to those whose entry has certain words.
  const grades = document.querySelector(".grades");
  if (grades) {
    const entries = [...document.querySelectorAll("div.citation")], count = element("p", { role: "status" });
    const lists = document.querySelectorAll(".citation-list"), input = element("input", { type: "search", autocomplete: "off" });
    const controls = group("Find sources", "filters"), picked = { value: "" };
    const grade = (entry) => (entry.textContent.match(/Grade: (\w+)\./) || [])[1] || "";
    const all = entries.map(grade).filter(Boolean);
    const kinds = buttons("grade", [...new Set(all)].map((value) => [value, all.filter((other) => other === value).length]));
    kinds.onchange = (value) => { picked.value = value; kinds.set(value); narrow(); };
    kinds.set("");
    const narrow = () => {
      const chosen = picked.value;
      const asked = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const entry of entries) entry.hidden = (chosen && grade(entry) !== chosen) || !asked.every((word) => entry.textContent.toLowerCase().includes(word));
      for (const list of lists) list.closest("section").hidden = [...list.children].every(({ hidden }) => hidden);
      count.textContent = `${entries.filter(({ hidden }) => !hidden).length} of ${entries.length} sources shown.`;
    };
    input.addEventListener("input", narrow);
    controls.append(kinds.box, element("label", {}, "with the words ", input), count);
    grades.append(controls);
  }

  // A table that a phone reads downwards is one to a screen reader still.
  const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  for (const table of document.querySelectorAll("table.register")) {
    for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, td")]) part.setAttribute("role", ROLES[part.tagName]);
    for (const head of table.querySelectorAll("th")) head.setAttribute("role", head.scope === "row" ? "rowheader" : "columnheader");
  }
  for (const box of document.querySelectorAll("table.register[id], .register.az[id]")) Register(box);

  // An address of old, of a person or a row on the register's page, goes on to the person's page; without JavaScript
  // it leads to the line with that person's link.
  const lead = () => {
    const at = document.getElementById(location.hash.slice(1)), line = at?.closest(".az li");
    const link = line?.querySelector("a");
    if (link) location.replace(`${link.getAttribute("href")}${at.textContent || at === line.querySelector("[id]") ? "" : location.hash}`);
  };
  addEventListener("hashchange", lead);
  lead();

  // The sign of a row copies its address, and cites the row: the forms are the edition’s own (formats/citations.py), the
  // row’s words stand beside them. A register’s rows get their signs here, a person’s page brings them.
  const known = JSON.parse(document.getElementById("rows")?.textContent ?? '{"forms": [], "rows": {}}');
  const FITTED = {
    bib: (text) => text.replace(/[&%$#_]/g, "\\$&"),
    ris: (text) => text.split(/\s+/).join(" "),
    json: (text) => JSON.stringify(text).slice(1, -1),
  };
  const citations = (anchor) => (known.rows[anchor] ? known.forms : []).map(([form, ending, text]) => {
    const [table, key, title] = known.rows[anchor], words = { anchor, table, key, title: FITTED[ending](title) };
    const filled = text.replace(/‹(\w+)›/g, (token, name) => words[name]);
    return element("a", {
      href: `data:text/plain;charset=utf-8,${encodeURIComponent(filled)}`, download: `${table}-${key}.${ending}`, textContent: form,
    });
  });
  const signed = new Set([...document.querySelectorAll("a.row-mark")].map(({ hash }) => hash.slice(1)));
  for (const anchor of Object.keys(known.rows)) {
    const place = document.getElementById(anchor);
    if (!place || signed.has(anchor)) continue;
    const sign = element("a", { className: "row-mark", href: `#${anchor}`, textContent: "¶" });
    sign.setAttribute("aria-label", "Address of this row");
    (place.textContent ? place : place.parentNode).append("\u00a0", sign);
  }
  const said = element("p", { className: "copied" }), form = document.querySelector("a.correct");
  said.setAttribute("role", "status");
  document.querySelector("main").append(said);
  document.addEventListener("click", async (event) => {
    const sign = event.target.closest?.("a.row-mark");
    if (!sign) return;
    const mend = form && element("a", { href: corrected(sign.hash), rel: "noopener" }, "Correct this row");
    const cites = citations(sign.hash.slice(1)), offered = [...cites, mend].filter(Boolean);
    said.replaceChildren(...offered.flatMap((one) => [" · ", one]).slice(1));
    cites[0]?.before("Cite this row: ");
    sign.after(said);
    const words = await copied(sign);  // a browser may ask its reader first
    if (words && sign.nextSibling === said) said.prepend(words, offered.length ? " · " : "");
  });
})();
