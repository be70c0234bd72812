// The board of a roll-call asks for what has changed: nothing while nobody looks, and nothing twice.
let mark = "";

const isBoard = (event) => event.detail.elt?.id === "roll-board";

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isBoard(event) && document.hidden) event.preventDefault();
});

document.addEventListener("htmx:configRequest", (event) => {
  if (isBoard(event) && mark) event.detail.headers["If-None-Match"] = mark;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isBoard(event)) return;
  const answer = event.detail.xhr;
  mark = answer.getResponseHeader("ETag") ?? mark;
  // Nothing new; or an error, which is no board.
  if (answer.status === 304 || answer.status >= 400) event.detail.shouldSwap = false;
});
