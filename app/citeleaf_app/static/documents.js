// Shows and hides the documents' zone, and asks for a fresh list when a person comes back to the tab.
const shell = document.getElementById("shell");
const button = document.getElementById("toggle-documents");

function show(open) {
  shell.classList.toggle("documents-closed", !open);
  button.setAttribute("aria-expanded", String(open));
}

show(window.matchMedia("(min-width: 900px)").matches);
button.addEventListener("click", () => {
  const documents = document.getElementById("documents");
  const hidden = getComputedStyle(documents).display === "none";
  show(hidden);
  // Between narrow and wide there is room for the documents or for the source, not for both.
  if (hidden && getComputedStyle(documents).display === "none") shell.classList.remove("viewing");
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") trigger("refresh");
});
