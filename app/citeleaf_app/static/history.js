// The list of kept conversations: searched as one types, reopened, renamed, deleted; and the address of the page, which
// names the answer that is shown, so that a reload or a link leads back to it.
let log = null; // the conversation that is shown: it comes to the page after this list
const search = document.getElementById("history-search");
const shell = document.getElementById("shell");
let wanted = null; // the answer to bring into view once its conversation is there
let waiting = null; // what was chosen while an answer was still on its way
let typing = 0;
let form = null; // what a person is asked in a row's place: { conversation, node, focus, sent }, and the row's own `parts`

const send = (event, data = {}) => trigger(event, { search: search.value, ...data });
const row = (part) => part.closest("li[data-conversation]");
const address = (answer) => history.replaceState(null, "", answer ? `/?answer=${answer}` : "/");

function empty() {
  log.replaceChildren();
  shell.classList.remove("asked", "viewing");
  address(null);
}

// An answer on its way would arrive in the conversation that is opened meanwhile.
function whenQuiet(action) {
  if (log.querySelector(".exchange.pending")) waiting = action;
  else action();
}

function open(target) {
  whenQuiet(() => {
    empty();
    wanted = target.answer || null;
    send("open", { conversation: "", answer: "", ...target });
  });
}

function begin() {
  whenQuiet(() => {
    empty();
    send("begin");
    document.querySelector("#question textarea").focus({ preventScroll: true });
  });
}

// Puts what a person is asked into the row's place: Esc and "Cancel" leave everything as it was.
function ask(item, node, does) {
  if (form) leave();
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
  });
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    form.sent = true;
    does(form.parts);
  });
  const cancel = button("Cancel");
  cancel.type = "button";
  cancel.addEventListener("click", leave);
  node.append(cancel);
  put(item, node);
}

function put(item, node) {
  item.querySelector(".menu").open = false;
  form = { conversation: item.dataset.conversation, node, parts: [...item.children] };
  item.replaceChildren(node);
}

function leave() {
  const item = row(form.node);
  item.replaceChildren(...form.parts);
  form = null;
  item.querySelector(".open").focus();
}

document.addEventListener("focusin", ({ target }) => {
  if (form) form.focus = form.node.contains(target) ? target : null;
});

// The list was drawn anew: what a person is writing in it stays, until it is sent.
watch("value", () => {
  if (!form || form.node.isConnected) return;
  const { conversation, node, focus, sent } = form;
  const item = [...element.querySelectorAll("li[data-conversation]")].find((each) => each.dataset.conversation === conversation);
  form = null;
  if (!item || sent) return;
  put(item, node);
  if (focus) focus.focus({ preventScroll: true });
});

function button(words) {
  const made = document.createElement("button");
  made.textContent = words;
  return made;
}

function rename(item) {
  const node = document.createElement("form");
  const title = document.createElement("input");
  title.value = item.dataset.title;
  title.maxLength = 200;
  title.setAttribute("aria-label", "Title of the conversation");
  node.append(title, button("Save"));
  const { conversation } = item.dataset;
  ask(item, node, () => send("rename", { conversation, title: title.value }));
  title.select();
}

function remove(item) {
  const node = document.createElement("form");
  node.className = "confirm";
  node.setAttribute("role", "alertdialog");
  const question = document.createElement("p");
  question.textContent = `Delete “${item.dataset.title}”? Its ${item.dataset.count} with all answers, and what was said about them, are gone for good.`;
  const confirm = button("Delete");
  confirm.className = "danger";
  node.append(question, confirm);
  const { conversation } = item.dataset;
  ask(item, node, (parts) => {
    const isShown = parts.some((part) => part.matches('[aria-current="true"]'));
    whenQuiet(() => {
      if (isShown) empty();
      send("delete", { conversation });
    });
  });
  confirm.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.permalink");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    history.replaceState(null, "", link.getAttribute("href"));
    if (navigator.clipboard) navigator.clipboard.writeText(link.href).then(() => told(link, "Link copied"), () => {});
  }
  if (event.target.closest("#new-conversation")) begin();
  document.querySelectorAll(".menu[open]").forEach((menu) => {
    if (!menu.contains(event.target) || event.target.closest("a")) menu.open = false;
  });
});

function told(link, words) {
  link.textContent = words;
  setTimeout(() => (link.textContent = "Link"), 2000);
}

element.addEventListener("click", (event) => {
  const item = row(event.target);
  if (!item) return;
  if (event.target.closest(".open")) open({ conversation: item.dataset.conversation });
  else if (event.target.closest(".rename")) rename(item);
  else if (event.target.closest(".delete")) remove(item);
});

document.addEventListener(
  "keydown",
  (event) => {
    const menu = event.key === "Escape" && event.target.closest(".menu[open]");
    if (!menu) return;
    event.stopPropagation(); // Esc closes one thing at a time
    menu.open = false;
    menu.querySelector("summary").focus();
  },
  { capture: true },
);

search.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => send("find"), 150);
});

// A finished exchange that has arrived: the list and the page's address follow it.
function follow() {
  if (!log.children.length || log.querySelector(".exchange.pending")) return;
  const linked = wanted && document.getElementById(`exchange-${wanted}`);
  wanted = null;
  if (waiting) {
    const action = waiting;
    waiting = null;
    action();
  } else if (linked) {
    const zone = document.getElementById("scroll");
    zone.scrollTop += linked.getBoundingClientRect().top - zone.getBoundingClientRect().top;
    linked.focus({ preventScroll: true });
    address(linked.id.replace("exchange-", ""));
  } else {
    const last = log.querySelector(".exchange:last-child .permalink");
    if (last) address(new URL(last.href).searchParams.get("answer"));
    send("find");
  }
}

function start() {
  log = document.getElementById("conversation");
  if (!log) {
    requestAnimationFrame(start);
    return;
  }
  new MutationObserver(follow).observe(log, { childList: true });
  const answer = new URLSearchParams(location.search).get("answer");
  if (answer && /^[0-9a-f]{1,64}$/.test(answer)) open({ answer });
  else send("find");
}

start();
