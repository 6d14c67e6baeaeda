// Draws the documents' table from the server's fragments, keeps it fresh, and does what its buttons say.
const POLL = 1000; // milliseconds, while anything is indexed
const REST = 15000;
const STEP = 100; // rows
const listing = document.getElementById("listing");
const search = document.getElementById("find-document");
const order = document.getElementById("sort-documents");
const dialog = document.getElementById("confirm-removal");
const note = document.getElementById("documents-note");
const drawn = new WeakMap(); // row -> the markup it was made of
let shown = STEP;
let version = null;
let documents = null;
let greeting = null;
let timer = null;
let asked = 0;

async function call(address, options) {
  const reply = await fetch(address, options);
  if (reply.status === 401) location.assign("/sign-in");
  return reply;
}

async function change(method, address, body) {
  const json = body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const reply = await call(address, { method, ...json });
  const answer = await reply.json().catch(() => ({}));
  if (!reply.ok) say(typeof answer.detail === "string" ? `${answer.detail}.` : `It failed (${reply.status}).`);
  look();
  return reply.ok ? answer : null;
}

function say(words, action, does) {
  note.textContent = words;
  if (!action) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = action;
  button.addEventListener("click", () => {
    note.textContent = "";
    does();
  });
  note.append(" ", button);
}

// The table

async function draw() {
  const request = (asked += 1);
  const query = new URLSearchParams({ search: search.value.slice(0, 200), sort: order.value, shown });
  const reply = await call(`/documents/list?${query}`);
  if (!reply.ok || request !== asked) return;
  const fresh = document.createElement("template"); // inert: nothing in it loads or runs
  fresh.innerHTML = await reply.text();
  if (request !== asked) return;
  const held = document.activeElement;
  const trash = listing.querySelector(".trash");
  const standing = new Map([...listing.querySelectorAll(".entries > li")].map((row) => [row.dataset.path, row]));
  for (const row of fresh.content.querySelectorAll(".entries > li")) {
    const old = standing.get(row.dataset.path);
    if (old && drawn.get(old) === row.outerHTML) row.replaceWith(old); // with its open menu, its focus and its mark
    else drawn.set(row, row.outerHTML);
  }
  if (trash?.open) fresh.content.querySelector(".trash")?.setAttribute("open", "");
  listing.replaceChildren(fresh.content);
  listing.removeAttribute("aria-busy");
  if (held && held !== document.activeElement && listing.contains(held)) held.focus({ preventScroll: true });
  const more = listing.querySelector(".more");
  if (more) end.observe(more);
}

const end = new IntersectionObserver((seen, observer) => {
  if (!seen.some((each) => each.isIntersecting)) return;
  observer.disconnect();
  shown += STEP;
  draw();
});

async function look() {
  clearTimeout(timer);
  let state = null;
  try {
    state = await (await call("/documents/state")).json();
    if (note.dataset.broken) say("");
    delete note.dataset.broken;
  } catch {
    say("Citeleaf does not answer. Is it still running?");
    note.dataset.broken = "true";
  }
  if (state?.version) {
    document.dispatchEvent(new CustomEvent("citeleaf:uploads", { detail: state }));
    mark(state.active);
    greet(state.greeting);
    if (version !== state.version) await draw().catch(() => {});
    version = state.version;
    if (documents !== null && documents !== state.documents) {
      document.dispatchEvent(new CustomEvent("citeleaf:documents"));
    }
    documents = state.documents;
  }
  clearTimeout(timer);
  if (document.visibilityState === "visible") timer = setTimeout(look, state?.active || version === null ? POLL : REST);
}

// Before the first question, the chat's place says what there is to ask.
function greet(words) {
  if (greeting === words) return;
  greeting = words;
  const place = document.getElementById("greeting");
  place.innerHTML = words;
  place.removeAttribute("aria-busy");
}

function mark(active) {
  const update = document.getElementById("update");
  update.disabled = active;
  update.textContent = active ? "Updating…" : "Update index";
}

let typing = null;
search.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    shown = STEP;
    draw();
  }, 120);
});
order.addEventListener("change", () => {
  shown = STEP;
  draw();
});

// What the buttons do

async function agreed(address) {
  const reply = await call(address);
  if (!reply.ok) return false;
  const words = document.createElement("template");
  words.innerHTML = await reply.text();
  dialog.replaceChildren(words.content);
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((closed) => dialog.addEventListener("close", closed, { once: true }));
  return dialog.returnValue === "yes";
}

async function remove(path) {
  if (!(await agreed(`/documents/removal?path=${encodeURIComponent(path)}`))) return;
  const trashed = await change("DELETE", `/api/documents/${path.split("/").map(encodeURIComponent).join("/")}`);
  if (!trashed) return;
  markCitations(path, true);
  say(`${path} is in the trash.`, "Undo", () => restore(trashed.id));
}

// Citations that are on the page say at once that their source is gone, as they do whenever they are shown again.
function markCitations(path, removed) {
  for (const link of document.querySelectorAll("#conversation a.cite")) {
    if (link.dataset.path !== path) continue;
    link.querySelector(".state")?.remove();
    if (!removed) continue;
    const mark = document.createElement("span");
    mark.className = "state gone";
    mark.textContent = "source removed";
    link.querySelector(".facts").append(mark);
  }
}

async function restore(id) {
  const restored = await change("PUT", `/api/trash/${id}/restored`);
  if (!restored) return;
  markCitations(restored.path, false);
  say(`${restored.path} is back.`);
}

async function emptyTrash() {
  if (!(await agreed("/documents/emptying"))) return;
  if (await change("DELETE", "/api/trash")) say("The trash is empty.");
}

function replace(path) {
  const picker = document.getElementById("pick-replacement");
  picker.dataset.path = path;
  picker.click();
}

const ACTIONS = {
  delete: remove,
  replace,
  "empty-trash": emptyTrash,
  "confirm-removal": () => change("PUT", "/api/index", { confirm_removal: true }),
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { action, sort, restore: id, answer } = button.dataset;
  button.closest("details.menu")?.removeAttribute("open");
  if (button.id === "update") change("PUT", "/api/index", {});
  else if (answer) dialog.close(answer);
  else if (id) restore(id);
  else if (action) ACTIONS[action](button.closest("[data-path]")?.dataset.path);
  else if (button.classList.contains("more")) {
    shown += STEP;
    draw();
  } else if (sort) {
    order.value = sort;
    order.dispatchEvent(new Event("change"));
  }
});

document.addEventListener("click", (event) => {
  for (const menu of listing.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});
listing.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (!menu) return;
  menu.removeAttribute("open");
  menu.querySelector("summary").focus();
  event.stopPropagation();
});
dialog.addEventListener("keydown", (event) => event.stopPropagation());

document.addEventListener("citeleaf:uploaded", () => look());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
look();
