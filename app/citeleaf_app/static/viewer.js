// Opens the source of a clicked link beside the chat, brings the quote into view, and gives the chat back as it was.
// `element`, `props`, `trigger` and `watch` are what Gradio hands to a component's script.
const LINKS = 'a[href^="#cite-"], a[href^="#document-"]';
const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3]; // times the width of the window
const FIT = 1;
const WIDTHS = [480, 800, 1200, 1600, 2000, 2600]; // pixels, as in pages.py
const MARGINS = 40; // pixels, beside a page
const shell = () => document.getElementById("shell");
let origin = null; // the link that was clicked in the chat or in the list of documents
let pressed = null; // the control of the viewer that was used last, to give it the focus back
let zoom = FIT;
let explained = null; // the link of the last page whose picture failed

const isOpen = () => shell().classList.contains("viewing");
const scroller = () => element.querySelector(".scroller");
const address = (link) => link.getAttribute("href");

// The link that was clicked, or the one that stands in its place since its answer was drawn anew.
function source() {
  if (!origin || origin.isConnected) return origin;
  return [...document.querySelectorAll(LINKS)].find((each) => !element.contains(each) && address(each) === address(origin));
}

// Changes the zones without moving what a person reads in the chat, which the change makes wider or narrower.
function keepingPlace(change) {
  const chat = document.getElementById("scroll");
  const link = source();
  const above = link && link.getBoundingClientRect().top;
  change();
  if (link && chat.contains(link)) chat.scrollTop += link.getBoundingClientRect().top - above;
}

function open() {
  if (!isOpen()) keepingPlace(() => shell().classList.add("viewing"));
}

function close() {
  if (!isOpen()) return;
  keepingPlace(() => shell().classList.remove("viewing"));
  point(null);
  const back = source() || document.querySelector("#question textarea");
  if (back) back.focus({ preventScroll: true });
}

// Marks the links outside the viewer that lead to what is shown.
function point(target) {
  document.querySelectorAll('a[aria-current="true"]').forEach((link) => {
    if (!element.contains(link)) link.removeAttribute("aria-current");
  });
  document.querySelectorAll(LINKS).forEach((link) => {
    if (!element.contains(link) && address(link) === target) link.setAttribute("aria-current", "true");
  });
}

function reveal() {
  element.classList.remove("awaiting");
  const pane = scroller();
  if (!pane || !isOpen()) return; // closed again before it came
  draw();
  const lit = pane.querySelector(".box") || (pane.querySelector(".sheets") ? null : pane.querySelector("mark"));
  bring(lit);
  const again = pressed && element.querySelector(`[data-key="${pressed}"][href], [data-key="${pressed}"][type]`);
  (again || pane).focus({ preventScroll: true });
}

// Scrolls what is lit to a third of the window's height, and into its width.
function bring(lit) {
  const pane = scroller();
  const frame = pane.getBoundingClientRect();
  const place = lit ? lit.getBoundingClientRect() : frame;
  pane.scrollTop = lit ? pane.scrollTop + place.top - frame.top - pane.clientHeight / 3 : 0;
  const across = (place.left + place.right - frame.left - frame.right) / 2;
  pane.scrollLeft = lit ? pane.scrollLeft + across : 0;
  pane.querySelectorAll(".rows .answer").forEach((answer) => {
    const rows = answer.closest(".rows");
    const hidden = answer.getBoundingClientRect().right - rows.getBoundingClientRect().right;
    if (hidden > 0) rows.scrollLeft += hidden + 16; // a wide table scrolls by itself, not the pane
  });
}

// How many pixels wide a picture is to be that fills `width` of the window: one of those that the server draws.
function sharp(width) {
  return WIDTHS.find((each) => each >= width * window.devicePixelRatio) || WIDTHS.at(-1);
}

// The width of the pictures that will be asked for; while the viewer is closed, about half of the window.
function expected() {
  const width = element.clientWidth || (innerWidth < 900 ? innerWidth : innerWidth / 2);
  return sharp((width - MARGINS) * zoom);
}

// Asks for the pages' pictures, as sharp as the screen can show them.
function draw() {
  const sheets = element.querySelector(".sheets");
  if (!sheets) return;
  sheets.style.setProperty("--zoom", zoom);
  for (const image of sheets.querySelectorAll("img[data-page]")) {
    const width = sharp(image.parentElement.clientWidth);
    if (width <= Number(image.dataset.width || 0)) continue; // what is there is sharp enough
    image.dataset.width = width;
    image.onerror = explain;
    image.src = `${image.dataset.page}&width=${width}`;
  }
}

// A page that could not be drawn is asked for once more: the server knows by now, and says why above its text.
function explain() {
  const shown = element.querySelector("[data-link]");
  if (!shown || shown.dataset.link === explained) return;
  explained = shown.dataset.link;
  trigger("show", { link: explained, width: expected() });
}

function resize(way) {
  const at = ZOOMS.indexOf(zoom);
  const steps = { in: at + 1, out: at - 1, fit: ZOOMS.indexOf(FIT) };
  zoom = ZOOMS[Math.min(Math.max(steps[way], 0), ZOOMS.length - 1)];
  draw();
  bring(element.querySelector(".box"));
}

function follow(link) {
  const target = address(link);
  const inside = element.contains(link);
  pressed = inside ? link.dataset.key || null : null;
  if (!inside) origin = link;
  point(target.split("/")[0]);
  const shown = element.querySelector("[data-link]");
  open();
  if (shown && shown.dataset.link === target) reveal();
  else element.classList.add("awaiting");
  trigger("show", { link: target, width: expected() });
}

function press(key) {
  const control = element.querySelector(`a[data-key="${key}"]`);
  if (!control) return false;
  const kept = document.activeElement;
  follow(control);
  pressed = kept && kept.dataset.key ? kept.dataset.key : null; // by key: the focus stays where it was
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(LINKS);
  const button = event.target.closest("#source [data-zoom]");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    follow(link);
  } else if (button) {
    resize(button.dataset.zoom);
  } else if (event.target.closest("#source .close")) {
    close();
  }
});

const KEYS = { n: "citation-on", p: "citation-back", ArrowRight: "page-on", ArrowLeft: "page-back" };

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
  if (event.ctrlKey || event.metaKey || event.altKey || !element.contains(event.target)) return;
  const pane = event.target.closest(".rows") || scroller();
  const scrollsAside = event.key.startsWith("Arrow") && pane && pane.scrollWidth > pane.clientWidth + 1;
  if (KEYS[event.key] && !scrollsAside && press(KEYS[event.key])) event.preventDefault();
});

new ResizeObserver(draw).observe(element);

// Has the pages that a new answer cites made ready while a person reads it.
new MutationObserver((changes) => {
  for (const node of changes.flatMap((change) => [...change.addedNodes])) {
    const links = node.matches?.(".exchange:not(.pending)") ? [...node.querySelectorAll('a[href^="#cite-"]')] : [];
    if (links.length) trigger("prepare", { links: links.slice(0, 3).map(address), width: expected() });
  }
}).observe(document.getElementById("shell"), { childList: true, subtree: true });

watch("value", () => {
  if (props.value) reveal();
});
