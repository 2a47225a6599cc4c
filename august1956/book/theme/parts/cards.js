// Cards: what a name, a citation, a textual mark or a mark of a chart says before anybody follows it. On hover and focus beside the link,
// where a pointer can enter them and Escape closes them (WCAG 1.4.13); on a touch screen the first tap opens one at the foot.
{
const sheet = document.createElement("div");
sheet.className = "card";
sheet.id = "card";
sheet.setAttribute("role", "tooltip");
sheet.hidden = true;
document.body.append(sheet);

let holder = null, timer = 0;
const TELLING = "a.person[data-card], a.em[data-card], .bibtex-citation a[data-card], .chart-marks [data-card]";
const NAMED = "a.person, .chart-marks a[href*='/persons/']";
const close = () => {
  clearTimeout(timer);
  sheet.hidden = true;
  sheet.classList.remove("sheet");
  holder?.removeAttribute("aria-describedby");
  holder = null;
};
const later = () => { clearTimeout(timer); timer = setTimeout(close, 250); };
const open = (link, touched) => {
  clearTimeout(timer);
  if (holder === link) return;
  close();
  holder = link;
  sheet.textContent = link.dataset.card;
  sheet.hidden = false;
  sheet.classList.toggle("sheet", touched);
  if (window.followPerson && link.matches(NAMED)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Follow in the charts";
    button.tabIndex = -1;  // by key: F, while the name has the focus
    button.addEventListener("click", () => window.followPerson(link));
    sheet.append(document.createElement("br"), button);
  }
  if (touched && link.matches("a")) {
    const entry = document.createElement("a");
    entry.href = link.getAttribute("href");
    entry.textContent = link.matches(NAMED) ? "Open entry" : "Open";
    sheet.append(document.createElement("br"), entry);
    return;
  }
  link.setAttribute("aria-describedby", "card");
  const at = [...link.querySelectorAll("rect"), link].flatMap((part) => [...part.getClientRects()])[0];
  const above = at.bottom + sheet.offsetHeight + 8 > innerHeight && at.top > sheet.offsetHeight;
  sheet.style.top = `${scrollY + (above ? at.top - sheet.offsetHeight - 4 : at.bottom + 4)}px`;
  sheet.style.left = `${Math.max(8, Math.min(scrollX + at.left, innerWidth - sheet.offsetWidth - 8))}px`;
};

for (const link of document.querySelectorAll("a.person[title], a.em[title], .bibtex-citation a[title]")) {
  link.dataset.card = link.title;
  link.removeAttribute("title");
}
// A mark of a chart: what the chart says, and of a person who it was and what is last known, which is written once in a page.
const who = {};
for (const { dataset, attributes } of document.querySelectorAll(".chart-marks [data-who]")) who[attributes.href.value] = dataset.who;
for (const title of document.querySelectorAll(".chart-marks title")) {
  const mark = title.parentNode, known = who[mark.getAttribute("href")];
  mark.dataset.card = known ? `${title.textContent}\n${known}` : title.textContent;
  mark.setAttribute("aria-label", title.textContent);
  if (!mark.matches("a")) mark.setAttribute("role", "img");
  title.remove();  // else a browser shows it over the card
}
const asked = (event) => event.target instanceof Element && event.target.closest(TELLING);
// Escape may bare another name under a pointer that rests: its card waits until the pointer moves.
const place = ({ clientX, clientY }) => `${clientX} ${clientY}`;
let pointer = "", dismissed = "";
document.addEventListener("pointermove", (event) => { pointer = place(event); if (pointer !== dismissed) dismissed = ""; });
document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch" || place(event) === dismissed) return;
  const link = asked(event);
  if (link) open(link, false);
  else if (sheet.contains(event.target)) clearTimeout(timer);
  else if (holder && holder !== document.activeElement) later();
});
document.addEventListener("focusin", (event) => { const link = asked(event); if (link && link.matches(":focus-visible")) open(link, false); });
document.addEventListener("focusout", (event) => { if (event.target === holder && !sheet.classList.contains("sheet")) close(); });
document.addEventListener("keydown", (event) => { if (event.key === "Escape") { dismissed = pointer; close(); } });
document.addEventListener("click", (event) => {
  const link = asked(event);
  if (link && event.pointerType === "touch" && holder !== link) {
    event.preventDefault();
    open(link, true);
  } else if (!sheet.contains(event.target)) close();
});
}
