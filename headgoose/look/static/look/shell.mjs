// The little that a page cannot do without script: open sheets close when one looks elsewhere.
const open = () => document.querySelectorAll("details.account[open], details.menu[open]");

document.addEventListener("click", (event) => {
  for (const sheet of open()) if (!sheet.contains(event.target)) sheet.open = false;
  if (!event.target.closest(".find")) document.getElementById("suggestions")?.replaceChildren();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const sheet of open()) {
    sheet.open = false;
    sheet.querySelector("summary").focus();
  }
  document.getElementById("suggestions")?.replaceChildren();
});
