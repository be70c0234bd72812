// The little that a page cannot do without script: open sheets close when one looks elsewhere.
const open = () => document.querySelectorAll("details.account[open], details.menu[open]");

document.addEventListener("click", (event) => {
  for (const sheet of open()) if (!sheet.contains(event.target)) sheet.open = false;
  if (!event.target.closest(".find")) document.getElementById("suggestions")?.replaceChildren();
});

const step = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const box = event.target.closest(".find");
  if (box && step[event.key]) {
    const stops = [box.querySelector("input"), ...box.querySelectorAll("#suggestions a")];
    const next = stops[stops.indexOf(event.target) + step[event.key]];
    if (next) {
      next.focus();
      event.preventDefault();
    }
  }
  if (event.key !== "Escape") return;
  for (const sheet of open()) {
    sheet.open = false;
    sheet.querySelector("summary").focus();
  }
  document.getElementById("suggestions")?.replaceChildren();
});
