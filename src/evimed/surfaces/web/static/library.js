// The list of a library: choosing all rows, how many are chosen; folders folded away where there is little room.

export function watchLibrary() {
  const told = document.getElementById("chosen");
  const boxes = () => [...document.querySelectorAll("input[name=document][form=move]")];
  const count = () => {
    const chosen = boxes().filter((one) => one.checked).length;
    if (told) told.textContent = chosen ? told.dataset.words.replace("{count}", chosen) : "";
    return chosen;
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) for (const one of boxes()) one.checked = event.target.checked;
    if (event.target.matches("[data-all], input[name=document]")) count();
  });
  document.getElementById("move")?.addEventListener("submit", (event) => {
    if (count()) return;
    event.preventDefault();
    boxes()[0]?.focus();
  });
  const folders = document.querySelector("[data-narrow-closed]");
  if (folders && window.matchMedia("(max-width: 60rem)").matches) folders.open = false;
}
