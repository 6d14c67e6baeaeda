// Adds each exchange that arrives to the conversation, or puts it in the place of its own earlier state; and asks what
// a button of the page names.
const scroller = () => document.getElementById("scroll");

function add(article) {
  const standing = document.getElementById(article.id);
  if (!standing) {
    // What comes after an answer belongs to it, and nowhere else: another conversation may have been opened meanwhile.
    if (!("late" in article.dataset)) document.getElementById("conversation").append(article);
    return;
  }
  const focused = standing.contains(document.activeElement);
  const open = new Set([...standing.querySelectorAll("details[open]")].map((details) => details.className));
  standing.replaceWith(article);
  article.querySelectorAll("details").forEach((details) => (details.open ||= open.has(details.className)));
  if (focused) article.focus({ preventScroll: true });
}

function bringUp(article, smooth) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const zone = scroller(); // and no further: scrollIntoView would move the page too
  const above = article.getBoundingClientRect().top - zone.getBoundingClientRect().top;
  zone.scrollTo({ top: zone.scrollTop + above + 1, behavior: smooth && !calm ? "smooth" : "auto" });
}

watch("value", () => {
  if (!props.value) return;
  const arrived = document.createElement("template"); // inert: nothing in it loads or runs
  arrived.innerHTML = props.value;
  const articles = [...arrived.content.children];
  const isNew = articles.some((article) => !document.getElementById(article.id));
  articles.forEach(add);
  const shown = articles.filter((article) => article.isConnected);
  if (!shown.length) return;
  document.getElementById("shell").classList.add("asked");
  if (isNew) bringUp(shown.at(-1), shown.length === 1);
  if (articles.some((article) => !article.classList.contains("pending"))) askNext();
});

// A question put while another is being answered waits for it: each answer is to know of the one before.
const LONGEST_WAIT = 60000; // by then nothing comes any more: the connection broke
const waiting = [];
let answerDue = null;
let asking = null; // what was asked, until it is answered

function askNext() {
  clearTimeout(answerDue);
  answerDue = asking = null;
  if (waiting.length) send(waiting.shift());
}

// Says so where a question will not be answered any more, and offers to ask it again.
document.addEventListener("citeleaf:lost", ({ detail }) => {
  if (!detail.events.some((event) => event && asking && event.question === asking.question)) return;
  const lost = document.querySelector("#conversation .exchange.pending") ?? document.createElement("article");
  const question = document.createElement("h2");
  question.className = "question";
  question.textContent = asking.question;
  const notice = document.createElement("div");
  notice.className = "notice error";
  notice.setAttribute("role", "alert");
  notice.innerHTML = '<h3>The connection broke off</h3><p>The answer did not arrive. <button type="button">Ask again</button></p>';
  Object.assign(notice.querySelector("button").dataset, { ask: asking.question }, asking.alone && { alone: "" });
  lost.className = "exchange failed";
  lost.replaceChildren(question, notice);
  document.getElementById("conversation").append(lost);
  document.getElementById("shell").classList.add("asked");
  bringUp(lost, false);
  askNext();
});

function send(asked) {
  asking = asked;
  answerDue = setTimeout(askNext, LONGEST_WAIT);
  trigger("ask", asked);
}

function ask(question, { alone = false, everywhere = false } = {}) {
  if (everywhere) document.dispatchEvent(new CustomEvent("citeleaf:everywhere"));
  const asked = { question, alone, everywhere };
  if (answerDue === null) send(asked);
  else waiting.push(asked);
  const hasKeys = window.matchMedia("(pointer: fine)").matches; // elsewhere a keyboard would rise over the answer
  if (hasKeys) document.querySelector("#question textarea").focus({ preventScroll: true });
}

// Puts a line to write in where the understood question stands: Enter asks it as it is written, Esc leaves it.
function correct(line) {
  const before = [...line.childNodes];
  const form = document.createElement("form");
  const box = document.createElement("input");
  box.value = line.querySelector("q").textContent;
  box.setAttribute("aria-label", "The question as it should be understood");
  box.maxLength = 2000;
  const send = document.createElement("button");
  send.textContent = "Ask this";
  form.append(box, send);
  const leave = () => {
    line.replaceChildren(...before);
    line.querySelector("[data-correct]").focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wording = box.value.trim();
    leave();
    if (wording) ask(wording, { alone: true });
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
  });
  line.replaceChildren(form);
  box.focus();
}

// The box is read and emptied here, not by the server, whose reply could empty it of what is being written by then.
function submit(event) {
  const box = document.querySelector("#question textarea");
  event.preventDefault();
  event.stopImmediatePropagation();
  const question = box.value.trim();
  if (!question) return;
  box.value = "";
  box.dispatchEvent(new Event("input", { bubbles: true }));
  ask(question);
}

document.addEventListener(
  "keydown",
  (event) => {
    const enters = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (enters && event.target.matches("#question textarea")) submit(event);
  },
  true, // before the box itself hears of it
);
document.addEventListener("click", (event) => event.target.closest("#question .submit-button") && submit(event), true);

document.addEventListener("click", (event) => {
  const asking = event.target.closest("[data-ask]");
  if (asking) ask(asking.dataset.ask, { alone: "alone" in asking.dataset, everywhere: "everywhere" in asking.dataset });
  const correcting = event.target.closest("[data-correct]");
  if (correcting) correct(correcting.closest(".understood"));
});
