// Opens the source of a clicked link beside the chat, brings the lit quote into view, and closes it again.
// `element`, `props`, `trigger` and `watch` are what Gradio hands to a component's script.
const LINKS = 'a[href^="#cite-"], a[href^="#document-"], a[href^="#move-"]';
const shell = () => document.getElementById("shell");
let origin = null;

function reveal() {
  shell().classList.add("viewing");
  const scroller = element.querySelector(".scroller");
  if (!scroller) return;
  const mark = scroller.querySelector("mark");
  const above = mark ? mark.getBoundingClientRect().top - scroller.getBoundingClientRect().top : 0;
  scroller.scrollTop = mark ? scroller.scrollTop + above - scroller.clientHeight / 3 : 0;
  scroller.focus({ preventScroll: true });
}

function point(link) {
  document.querySelectorAll('a[aria-current="true"]').forEach((old) => old.removeAttribute("aria-current"));
  if (link) link.setAttribute("aria-current", "true");
}

function close() {
  if (!shell().classList.contains("viewing")) return;
  shell().classList.remove("viewing");
  point(null);
  if (origin && origin.isConnected) origin.focus();
}

function follow(link) {
  const target = link.getAttribute("href");
  if (!element.contains(link)) {
    origin = link;
    point(link);
  }
  const shown = element.querySelector("[data-link]");
  if (shown && shown.dataset.link === target) reveal();
  trigger("show", { link: target });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(LINKS);
  if (link) {
    event.preventDefault();
    follow(link);
  } else if (event.target.closest("#source .close")) {
    close();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});

watch("value", () => {
  if (props.value) reveal();
});
