// Adds each exchange that arrives to the conversation, or puts it in the place of its own "looking…" state.
watch("value", () => {
  if (!props.value) return;
  const arrived = document.createElement("template"); // inert: nothing in it loads or runs
  arrived.innerHTML = props.value;
  const log = document.getElementById("conversation");
  for (const article of [...arrived.content.children]) {
    const standing = document.getElementById(article.id);
    if (standing) standing.replaceWith(article);
    else log.append(article);
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const scroller = document.getElementById("scroll"); // and no further: scrollIntoView would move the page too
    const above = article.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTo({ top: scroller.scrollTop + above + 1, behavior: calm || standing ? "auto" : "smooth" });
  }
  document.getElementById("shell").classList.add("asked");
});
