// The quotation behind a number, on hover and on focus; Escape puts it away.

export function watchQuotes() {
  const card = document.getElementById("quote-card");
  let of = null;

  function show(cite) {
    if (of === cite) return;
    of = cite;
    const where = document.createElement("span");
    where.className = "of";
    where.textContent = [cite.dataset.title, cite.dataset.place].filter(Boolean).join(" · ");
    card.replaceChildren(where, document.createTextNode(cite.dataset.quote));
    card.hidden = false;
    cite.setAttribute("aria-describedby", "quote-card");
    const at = cite.getBoundingClientRect();
    const below = at.bottom + 8 + card.offsetHeight < window.innerHeight;
    card.style.left = `${Math.max(16, Math.min(at.left, window.innerWidth - card.offsetWidth - 16))}px`;
    card.style.top = `${below ? at.bottom + 8 : Math.max(8, at.top - card.offsetHeight - 8)}px`;
  }

  function hide() {
    of?.removeAttribute("aria-describedby");
    of = null;
    card.hidden = true;
  }

  const cite = (event) => event.target.closest?.("a.cite[data-quote]");
  document.addEventListener("mouseover", (event) => {
    const one = cite(event);
    if (one) show(one);
    else if (of && !card.contains(event.target)) hide();
  });
  document.addEventListener("focusin", (event) => { const one = cite(event); if (one) show(one); else hide(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("click", hide);
  document.addEventListener("scroll", hide, { passive: true });
}
