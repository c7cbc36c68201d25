// What pages do beyond links and forms. Everything works without it, only less well.

import { watchComposer } from "./ask.js";
import { watchLibrary } from "./library.js";
import { watchQuotes } from "./quote.js";
import { watchUploads } from "./upload.js";

const say = (words) => { document.getElementById("announce").textContent = words; };

// The source beside the answer: opened by a citation, closed by its button or Escape; focus goes back.
const beside = document.getElementById("source");
let opener = null;

function close() {
  if (!beside || beside.hidden) return;
  beside.hidden = true;
  beside.replaceChildren();
  document.getElementById("desk").classList.remove("open");
  document.querySelectorAll("[data-source][aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  opener?.focus();
  opener = null;
}

if (beside) {
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.detail.elt.matches?.("[data-source]")) return;
    opener = event.detail.elt;
    document.querySelectorAll("[data-source][aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    opener.setAttribute("aria-current", "true");
    beside.hidden = false;
    document.getElementById("desk").classList.add("open");
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== beside) return;
    beside.scrollTop = 0;
    beside.focus();
    beside.querySelector("mark")?.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
}

document.addEventListener("htmx:responseError", async (event) => {
  let told = document.body.dataset.failed;
  try { const problem = JSON.parse(event.detail.xhr.responseText); told = `${problem.title} ${problem.detail}`; } catch { /* no problem document */ }
  say(told);
  if (event.detail.target === beside) {
    const words = document.createElement("p");
    words.className = "problem";
    words.textContent = told;
    beside.replaceChildren(words);
  }
});

// Over plain HTTP from another machine browsers give no clipboard: the old way is left.
async function copy(words) {
  if (navigator.clipboard) return navigator.clipboard.writeText(words);
  const field = Object.assign(document.createElement("textarea"), { value: words, className: "hidden" });
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

document.addEventListener("click", async (event) => {
  const target = event.target.closest?.("[data-close], [data-copy]");
  if (!target) return;
  if (target.hasAttribute("data-close")) return close();
  const answer = await fetch(target.dataset.copy);
  if (!answer.ok) return say(document.body.dataset.failed);
  await copy(await answer.text());
  say(document.body.dataset.copied);
  target.textContent = document.body.dataset.copied;
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

document.addEventListener("change", (event) => { if (event.target.matches("[data-submit]")) event.target.form.requestSubmit(); });

watchComposer(say);
watchQuotes();
watchUploads(say);
watchLibrary();
