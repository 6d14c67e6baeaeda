// Sends what a person says about an answer, shows it at once, and puts the row that comes back in its place.
document.addEventListener("click", (event) => {
  const pressed = event.target.closest(".feedback [data-verdict]");
  if (!pressed) return;
  const taken = pressed.getAttribute("aria-pressed") === "true";
  for (const each of pressed.parentElement.querySelectorAll("[data-verdict]")) {
    each.setAttribute("aria-pressed", String(each === pressed && !taken));
  }
  trigger("judge", { answer: pressed.dataset.answer, verdict: taken ? "" : pressed.dataset.verdict });
});

watch("value", () => {
  if (!props.value) return;
  const arrived = document.createElement("template"); // inert: nothing in it loads or runs
  arrived.innerHTML = props.value;
  const row = arrived.content.firstElementChild;
  const standing = row && document.getElementById(row.id);
  if (!standing) return;
  const focused = standing.contains(document.activeElement) && document.activeElement.dataset.verdict;
  standing.replaceWith(row);
  if (focused) row.querySelector(`[data-verdict="${focused}"]`).focus({ preventScroll: true });
});
