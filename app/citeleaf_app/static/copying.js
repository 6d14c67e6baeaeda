// Copies an answer with its sources, as plain text and as HTML; and what is selected within a quote keeps its source.
const SAFE = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => text.replace(/[&<>"]/g, (character) => SAFE[character]);

function source(figure) {
  const { title, path, place } = figure.querySelector("a.cite").dataset;
  return title === path ? [title, place] : [title, path, place];
}

function asText(quote, figure) {
  return `“${quote}”\n— ${source(figure).join(", ")}`;
}

function asHtml(quote, figure) {
  const [title, ...rest] = source(figure).map(escaped);
  const words = escaped(quote).replace(/\n/g, "<br>");
  return `<blockquote><p>${words}</p></blockquote><p>— <cite>${title}</cite>, ${rest.join(", ")}</p>`;
}

function answerOf(article) {
  const heading = article.querySelector(".question").textContent;
  const figures = [...article.querySelectorAll("figure.quote")];
  const pairs = figures.map((figure) => [figure.querySelector("blockquote").textContent, figure]);
  return {
    text: [heading, ...pairs.map((pair) => asText(...pair))].join("\n\n") + "\n",
    html: `<p><strong>${escaped(heading)}</strong></p>${pairs.map((pair) => asHtml(...pair)).join("")}`,
  };
}

// Where the page is served without encryption to other machines, browsers keep the newer interface closed.
function byEvent({ text, html }) {
  const give = (event) => {
    event.clipboardData.setData("text/plain", text);
    event.clipboardData.setData("text/html", html);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("copy", give, { capture: true, once: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", give, { capture: true });
  return done;
}

async function copy(content) {
  try {
    const parts = { "text/plain": content.text, "text/html": content.html };
    const blobs = Object.entries(parts).map(([type, part]) => [type, new Blob([part], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    return true;
  } catch {
    return byEvent(content);
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const done = await copy(answerOf(button.closest(".exchange")));
  const words = button.textContent;
  if (button.dataset.told) return;
  button.dataset.told = "yes";
  button.textContent = done ? "Copied" : "Not copied: select the text instead";
  setTimeout(() => {
    button.textContent = words;
    delete button.dataset.told;
  }, 2000);
});

document.addEventListener("copy", (event) => {
  const selection = document.getSelection();
  const begun = selection.anchorNode?.closest ? selection.anchorNode : selection.anchorNode?.parentElement;
  const within = begun?.closest("#conversation figure.quote blockquote");
  if (!within || !within.contains(selection.focusNode) || selection.isCollapsed) return;
  const words = selection.toString();
  event.clipboardData.setData("text/plain", asText(words, within.closest("figure")));
  event.clipboardData.setData("text/html", asHtml(words, within.closest("figure")));
  event.preventDefault();
});
