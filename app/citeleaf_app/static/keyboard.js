// "/" goes to the question, 1 to 9 open a source of the last answer (with Alt also from within the question), and Esc
// leaves an empty question for the last answer.
const question = () => document.querySelector("#question textarea");
const lastAnswer = () => [...document.querySelectorAll("#conversation .exchange")].at(-1);

function isWriting(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function openSource(number) {
  const answer = lastAnswer();
  const link = [...(answer?.querySelectorAll("a.cite") || [])].find(
    (each) => each.querySelector(".number").textContent === number,
  );
  if (!link) return false;
  for (let folded = link.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
  link.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
  const writing = isWriting(event.target);
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1] || (/^[1-9]$/.test(event.key) ? event.key : null);
  if (digit && (event.altKey || !writing)) {
    if (openSource(digit)) event.preventDefault();
  } else if (event.key === "/" && !writing && !event.altKey) {
    event.preventDefault();
    question().focus();
  } else if (event.key === "Escape" && event.target === question() && !question().value) {
    if (!document.getElementById("shell").classList.contains("viewing")) lastAnswer()?.focus();
  }
});
