// Tables that readers sort and filter. Every head sorts; those marked "by" get a menu. The view stands in the address,
// as #notes?fault=idiom&sort=-fault, so that it can be cited. Without JavaScript, and in print, all rows are there.
const words = new Intl.Collator("en", { numeric: true });
const element = (tag, properties, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

for (const table of document.querySelectorAll("table.register[id]")) {
  const rows = [...table.tBodies[0].rows];  // given in the order of the first column
  const columns = [...table.tHead.rows[0].cells].map((head, index) => ({
    head, index, name: head.textContent.trim(), filtered: head.querySelector(".by"), year: head.querySelector(".year"),
  }));
  const value = (row, { index, year }) => {
    const text = row.cells[index].textContent.trim();
    return year ? (text.match(/\d{4}/) || [""])[0] : text;
  };
  const count = element("p", { role: "status" });
  let sort = columns[0].name;

  const apply = () => {
    const chosen = columns.filter(({ menu }) => menu && menu.value);
    for (const row of rows) row.hidden = chosen.some((column) => value(row, column) !== column.menu.value);
    const by = columns.find(({ name }) => name === sort.replace(/^-/, "")), down = sort.startsWith("-");
    const ordered = by.index ? [...rows].sort((a, b) => words.compare(value(a, by), value(b, by))) : [...rows];
    table.tBodies[0].append(...(down ? ordered.reverse() : ordered));
    for (const { head } of columns) head.removeAttribute("aria-sort");
    by.head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = `${shown === rows.length ? "All" : `${shown} of`} ${rows.length} rows shown, by ${by.name}${down ? ", last first" : ""}.`;
    return [...chosen.map(({ name, menu }) => [name, menu.value]), ...(sort === columns[0].name ? [] : [["sort", sort]])];
  };
  const show = () => {
    const query = `${new URLSearchParams(apply())}`;
    history.replaceState(null, "", `#${table.id}${query && `?${query}`}`);
  };
  const read = () => {
    const [id, query] = location.hash.slice(1).split("?"), asked = new URLSearchParams(query);
    const hidden = document.getElementById(id)?.closest("tr[hidden]");
    if (id !== table.id && !(hidden && table.contains(hidden))) return;
    for (const { menu, name } of columns.filter(({ menu }) => menu)) {
      menu.value = [...menu.options].some((option) => option.value === asked.get(name)) ? asked.get(name) : "";
    }
    sort = columns.some(({ name }) => name === asked.get("sort")?.replace(/^-/, "")) ? asked.get("sort") : columns[0].name;
    apply();
    (hidden || controls).scrollIntoView();
  };

  const controls = element("div", { className: "filters" });
  controls.setAttribute("role", "group");
  controls.setAttribute("aria-label", `Filter: ${table.caption.textContent.trim()}`);
  for (const column of columns) {
    const button = element("button", { type: "button" }, ...column.head.childNodes[0].childNodes);
    button.addEventListener("click", () => { sort = sort === column.name ? `-${column.name}` : column.name; show(); });
    column.head.replaceChildren(button);
    if (!column.filtered) continue;
    const values = rows.map((row) => value(row, column));
    const options = [...new Set(values)].filter(Boolean).map((text) =>
      element("option", { value: text }, `${text} (${values.filter((other) => other === text).length})`));
    column.menu = element("select", {}, element("option", { value: "" }, "all"), ...options);
    column.menu.addEventListener("change", show);
    controls.append(element("label", {}, `${column.year ? "year" : column.name} `, column.menu));
  }
  const reset = element("button", { type: "button" }, "Show all");
  reset.addEventListener("click", () => { for (const { menu } of columns) if (menu) menu.value = ""; show(); });
  controls.append(reset, count);
  table.closest(".table-wrap").before(controls);
  apply();
  read();
  addEventListener("hashchange", read);
}
