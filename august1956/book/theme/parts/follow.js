// Follow a person: the marks of one person are ringed in every figure of the book until let go. Chosen from a card, or with
// the key F while a name or a mark has the focus; kept in this browser only. Without JavaScript nothing is missing.
{
const FOLLOWED = "followed", ID = /persons\/([a-z0-9-]+)\.html/;
const stored = (value) => {
  try {
    if (value === undefined) return JSON.parse(localStorage.getItem(FOLLOWED) || "null");
    if (value) localStorage.setItem(FOLLOWED, JSON.stringify(value));
    else localStorage.removeItem(FOLLOWED);
  } catch {}
  return value ?? null;
};
const bar = document.createElement("div");
bar.className = "following";
bar.setAttribute("role", "status");
bar.hidden = true;
document.body.append(bar);

const ring = () => {
  const who = stored();
  let count = 0;
  for (const mark of document.querySelectorAll(".chart-marks a, .chart-marks [data-people]")) {
    const people = mark.dataset.people?.split(" ") ?? [ID.exec(mark.getAttribute("href"))?.[1]];
    const own = Boolean(who) && people.includes(who.id);
    mark.classList.toggle("followed", own);
    if (own) count += 1;
  }
  bar.hidden = !who;
  if (!who) return;
  const words = document.createElement("span"), button = document.createElement("button");
  words.textContent = `Following ${who.name}: ${count} mark${count === 1 ? "" : "s"} on this page`;
  button.type = "button";
  button.textContent = "Let go";
  button.addEventListener("click", () => { stored(""); ring(); });
  bar.replaceChildren(words, button);
};
const person = (link) => {
  const found = ID.exec(link.getAttribute("href") || "");
  if (!found) return null;
  const name = link.matches(".person") ? link.textContent : (link.getAttribute("aria-label") || "").split(/[:,]/)[0];
  return { id: found[1], name: name.trim() };
};
const follow = (link) => {
  const who = person(link);
  if (!who) return;
  stored(stored()?.id === who.id ? "" : who);
  ring();
};
document.addEventListener("keydown", (event) => {
  const link = event.target instanceof Element && event.target.closest("a.person, .chart-marks a");
  if (link && event.key.toLowerCase() === "f" && !event.ctrlKey && !event.metaKey && !event.altKey) follow(link);
});
window.followPerson = follow;
ring();
}
