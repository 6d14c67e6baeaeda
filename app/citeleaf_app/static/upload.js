// Takes files that are dropped on the page or chosen, sends them, and shows a row for each until it is indexed.
// Where a file ends up, and whether it may, the server decides; what it says of it arrives as "citeleaf:uploads".
const AT_ONCE = 2;
const LEAVINGS = /^(\..*|thumbs\.db|desktop\.ini|~\$.*)$/i;
const list = document.getElementById("uploads");
const waiting = [];
const landed = new Map(); // path in the corpus -> its upload
let sending = 0;
let limit = Infinity;

function make(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function button(words, action) {
  const made = make("button", "", words);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}

// State of a row: what is known of it in words, and what a person can do about it.
function tell(upload, state, words, ...buttons) {
  upload.row.dataset.state = state;
  upload.words.textContent = words;
  upload.choices.replaceChildren(...buttons);
  upload.bar.hidden = state !== "sending";
  count();
}

function add(file, path, ifThere = "refuse") {
  if (path.split("/").some((name) => LEAVINGS.test(name))) return; // what systems leave in folders
  const row = make("li");
  const name = make("bdi", "name", path);
  const upload = { file, path, ifThere, row, words: make("span", "words"), choices: make("span", "offers") };
  upload.bar = make("progress");
  upload.bar.max = 1;
  upload.bar.setAttribute("aria-label", `Sending ${path}`);
  row.append(name, upload.words, upload.bar, upload.choices);
  list.append(row);
  if (file.size > limit) {
    return tell(upload, "failed", `Not added: larger than the ${Math.round(limit / 1e6)} MB that one file may have.`);
  }
  enqueue(upload);
}

function enqueue(upload) {
  tell(upload, "waiting", "Waiting");
  waiting.push(upload);
  next();
}

function next() {
  while (sending < AT_ONCE && waiting.length) send(waiting.shift());
}

function send(upload) {
  sending += 1;
  tell(upload, "sending", "Sending");
  const request = new XMLHttpRequest();
  const path = upload.path.split("/").map((name) => encodeURIComponent(name.toWellFormed?.() ?? name));
  request.open("PUT", `/api/documents/${path.join("/")}?if_there=${encodeURIComponent(upload.ifThere)}`);
  request.setRequestHeader("content-type", "application/octet-stream");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) upload.bar.value = event.loaded / event.total;
  });
  request.addEventListener("load", () => arrived(upload, request));
  request.addEventListener("error", () => {
    const again = button("Try again", () => enqueue(upload));
    tell(upload, "failed", "Not added: the connection broke off.", again);
  });
  request.addEventListener("loadend", () => {
    sending -= 1;
    next();
  });
  request.send(upload.file);
}

function arrived(upload, request) {
  let body = {};
  try {
    body = JSON.parse(request.responseText);
  } catch {
    // what says nothing is told by its status
  }
  if (request.status === 201) {
    landed.set(body.path, upload);
    tell(upload, "queued", body.outcome === "replaced" ? "Replaced · queued" : "Queued");
    document.dispatchEvent(new CustomEvent("citeleaf:uploaded"));
  } else if (request.status === 200) {
    tell(upload, "duplicate", body.path === upload.path ? "Unchanged: it is here already." : `Not added: the same as ${body.path}.`);
  } else if (request.status === 409) {
    const retry = (ifThere) => () => enqueue(Object.assign(upload, { ifThere }));
    tell(
      upload,
      "exists",
      `Another ${body.path} is here already.`,
      button("Replace", retry("replace")),
      button("Keep both", retry("keep both")),
      button("Skip", () => drop(upload)),
    );
  } else if (request.status === 401) {
    location.assign("/sign-in");
  } else if (request.status === 429 || request.status === 503) {
    tell(upload, "waiting", "Waiting: the server is busy");
    setTimeout(() => enqueue(upload), 1000 * (Number(request.getResponseHeader("retry-after")) || 2));
  } else {
    tell(upload, "failed", `Not added: ${typeof body.detail === "string" ? body.detail : `error ${request.status}`}.`);
  }
}

function drop(upload) {
  upload.row.remove();
  count();
}

// The line above the rows, and the way to be rid of those that are over.
const head = make("li", "head");
const summary = make("b");
head.append(
  summary,
  button("Clear", () => {
    const over = '[data-state="indexed"], [data-state="duplicate"], [data-state="failed"]';
    for (const row of list.querySelectorAll(over)) row.remove();
    count();
  }),
);

function count() {
  const states = [...list.querySelectorAll("[data-state]")].map((row) => row.dataset.state);
  const underway = states.filter((state) => ["waiting", "sending", "queued", "reading"].includes(state)).length;
  if (states.length) list.prepend(head);
  else head.remove();
  summary.textContent = underway ? `Uploading and reading ${underway} of ${states.length}` : `Uploads (${states.length})`;
}

document.addEventListener("citeleaf:uploads", ({ detail }) => {
  limit = detail.limit;
  for (const [path, [status, reason]] of Object.entries(detail.uploads)) {
    const upload = landed.get(path);
    if (!upload || upload.row.dataset.state === status) continue;
    const words = { queued: "Queued", reading: "Reading…", indexed: "Indexed", failed: `Failed: ${reason}.` };
    tell(upload, status, words[status] ?? status);
    if (status === "indexed" || status === "failed") landed.delete(path);
  }
});

// Choosing

for (const picker of [document.getElementById("pick-files"), document.getElementById("pick-folder")]) {
  picker.addEventListener("change", () => {
    for (const file of picker.files) add(file, file.webkitRelativePath || file.name);
    picker.value = "";
  });
}

document.getElementById("pick-replacement").addEventListener("change", ({ target }) => {
  const [file] = target.files;
  const ending = (name) => name.slice(name.lastIndexOf(".")).toLowerCase();
  if (ending(file.name) === ending(target.dataset.path)) add(file, target.dataset.path, "replace");
  else add(file, file.name); // of another type, it cannot stand under the old name: added, and the old one stays
  target.value = "";
});

element.addEventListener("click", (event) => {
  const pick = event.target.closest("[data-pick]");
  if (pick) document.getElementById(`pick-${pick.dataset.pick}`).click();
});

// Dropping, anywhere on the page

const veil = make("div", "", "Drop to add to your documents");
veil.id = "drop-veil";
veil.hidden = true;
document.body.append(veil);
let depth = 0;

function holdsFiles(event) {
  return [...(event.dataTransfer?.types ?? [])].includes("Files");
}

function cover(change) {
  depth = Math.max(0, depth + change);
  veil.hidden = depth === 0;
}

document.addEventListener("dragenter", (event) => holdsFiles(event) && cover(1));
document.addEventListener("dragleave", (event) => holdsFiles(event) && cover(-1));
document.addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
document.addEventListener("drop", async (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  cover(-depth);
  // Both have to be asked for before the first pause: the list is emptied when the event is over.
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = [...event.dataTransfer.files];
  if (!entries.length) files.forEach((file) => add(file, file.name));
  for (const entry of entries) await walk(entry);
});

async function walk(entry) {
  if (entry.isFile) {
    const file = await new Promise((found, failed) => entry.file(found, failed)).catch(() => null);
    if (file) add(file, entry.fullPath.replace(/^\//, ""));
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((found) => reader.readEntries(found, () => found([]))); // a hundred at most
    if (!some.length) return;
    for (const each of some) await walk(each);
  }
}
