// The light/dark button, the reading layers, the cards on names. Without JavaScript a page shows everything it has.
const root = document.documentElement;
const remember = (name, value) => { root.dataset[name] = value; try { localStorage.setItem(name, value); } catch {} };

const button = document.querySelector(".theme-button");
const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const label = () => { button.textContent = isDark() ? "Light" : "Dark"; };
button.hidden = false;
label();
button.addEventListener("click", () => { remember("theme", isDark() ? "light" : "dark"); label(); });

const layers = document.querySelector(".layers");
if (layers) {
  layers.hidden = false;
  const chosen = layers.querySelector(`[value="${root.dataset.layer || "all"}"]`);
  if (chosen) chosen.checked = true;
  layers.addEventListener("change", (event) => remember("layer", event.target.value));
}

const card = document.createElement("div");
card.className = "card";
card.id = "card";
card.setAttribute("role", "tooltip");
card.hidden = true;
document.body.append(card);
const show = ({ currentTarget: link }) => {
  card.textContent = link.dataset.card;
  card.hidden = false;
  const box = link.getBoundingClientRect();
  card.style.top = `${window.scrollY + box.bottom + 4}px`;
  card.style.left = `${Math.max(8, Math.min(window.scrollX + box.left, window.innerWidth - card.offsetWidth - 8))}px`;
  link.setAttribute("aria-describedby", "card");
};
const hide = ({ currentTarget: link }) => { card.hidden = true; link.removeAttribute("aria-describedby"); };
for (const link of document.querySelectorAll("a.person[title], a.em[title]")) {
  link.dataset.card = link.title;
  link.removeAttribute("title");
  link.addEventListener("mouseenter", show);
  link.addEventListener("focus", show);
  link.addEventListener("mouseleave", hide);
  link.addEventListener("blur", hide);
}
document.addEventListener("keydown", (event) => { if (event.key === "Escape") card.hidden = true; });
