// Shows one of the zones at the left, the documents or the conversations, or neither: on a narrow window there is room
// for the chat alone.
const shell = document.getElementById("shell");
const buttons = [...document.querySelectorAll("[data-side]")];
const wide = window.matchMedia("(min-width: 900px)");

function show(side) {
  for (const button of buttons) {
    const open = button.dataset.side === side;
    shell.classList.toggle(`side-${button.dataset.side}`, open);
    button.setAttribute("aria-expanded", String(open));
  }
}

function shown(side) {
  const zone = document.getElementById(side);
  return zone && getComputedStyle(zone).display !== "none" && getComputedStyle(zone.parentElement).display !== "none";
}

show(wide.matches ? "documents" : null);
wide.addEventListener("change", () => show(wide.matches ? "documents" : null));

for (const button of buttons) {
  button.addEventListener("click", () => {
    const side = button.dataset.side;
    const opening = !shown(side);
    show(opening ? side : null);
    // Between narrow and wide there is room for the left zone or for the source, not for both.
    if (opening && !shown(side)) shell.classList.remove("viewing");
  });
}

// On a narrow window the left zone covers the chat: what is chosen there is shown, and the zone goes.
document.addEventListener("click", (event) => {
  if (wide.matches || !event.target.closest("#side a[href], #side [data-filter], #side [data-closes]")) return;
  show(null);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !wide.matches && !shell.classList.contains("viewing")) show(null);
});
