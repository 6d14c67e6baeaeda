// Other documents answer other questions: when they have changed, new ones are asked for, as soon as the chat is empty.
const shell = document.getElementById("shell");
let stale = false;

function renew() {
  if (!stale || shell.classList.contains("asked")) return;
  stale = false;
  trigger("refresh");
}

document.addEventListener("citeleaf:documents", () => {
  stale = true;
  renew();
});
new MutationObserver(renew).observe(shell, { attributeFilter: ["class"] });
