// Opens the choices of the filters, and sends each condition that is added or removed.
const panel = () => document.getElementById("filter-choices");
const opener = () => document.getElementById("open-filters");
let open = false;

function show(wanted) {
  if (open && !wanted && panel().contains(document.activeElement)) opener().focus();
  open = wanted;
  panel().classList.toggle("open", open);
  opener().setAttribute("aria-expanded", String(open));
  if (!open) return;
  const arrived = new MutationObserver(() => {
    const box = document.getElementById("filter-path");
    if (!box) return;
    arrived.disconnect();
    box.focus();
  });
  arrived.observe(panel(), { childList: true, subtree: true });
  trigger("offer", {});
}

function addTyped() {
  const box = document.getElementById("filter-path");
  if (!box.value.trim()) return;
  trigger("change_filters", { add: "", remove: "", typed: box.value });
  box.value = "";
}

document.addEventListener("click", (event) => {
  const { target } = event;
  const removed = target.closest("[data-unfilter]");
  const added = target.closest("[data-filter]");
  const type = target.closest("[data-type]");
  if (target.closest("#open-filters")) {
    show(!open);
  } else if (removed) {
    trigger("change_filters", { add: "", remove: removed.dataset.unfilter, typed: "" });
    document.querySelector("#question textarea").focus();
  } else if (added) {
    trigger("change_filters", { add: added.dataset.filter, remove: "", typed: "" });
  } else if (target.closest("#add-path")) {
    addTyped();
  } else if (type) {
    const pressed = type.getAttribute("aria-pressed") === "true";
    type.setAttribute("aria-pressed", String(!pressed));
    const key = `type:${type.dataset.type}`;
    trigger("change_filters", pressed ? { add: "", remove: key, typed: "" } : { add: key, remove: "", typed: "" });
  } else if (open && !target.closest("#filter-choices, #filters")) {
    show(false);
  }
});

document.addEventListener("change", (event) => {
  const kind = event.target.dataset?.date;
  if (!kind) return;
  const key = `${kind}:${event.target.value}`;
  trigger("change_filters", event.target.value ? { add: key, remove: "", typed: "" } : { add: "", remove: key, typed: "" });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.id === "filter-path") {
    event.preventDefault();
    addTyped();
  } else if (event.key === "Escape" && open) {
    event.preventDefault();
    event.stopImmediatePropagation();
    show(false);
    opener().focus();
  }
}, { capture: true });

// A question that is asked of everything leaves no filters behind.
document.addEventListener("citeleaf:everywhere", () => trigger("change_filters", { add: "", remove: "*", typed: "" }));

watch("value", () => opener()?.setAttribute("aria-expanded", String(open)));
