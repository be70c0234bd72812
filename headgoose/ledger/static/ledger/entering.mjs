// The entry form of a voucher: suggestions for accounts, running totals, and keys. Without it the form works all the same.
const form = document.querySelector("form[data-voucher]");
const body = form.querySelector(".lines tbody");
const blank = form.querySelector("template").content.querySelector("tr");
const cells = (row) => [...row.querySelectorAll("input, select")];
const rows = () => [...body.querySelectorAll("tr[data-line]")];
const cell = (row, name) => row.querySelector(`[name=${name}]`);

// Amounts are counted in fen, as whole numbers; what is no amount counts as nothing until the server says why.
function fen(typed) {
  const plain = typed.normalize("NFKC").replace(/[\s,，￥¥元]/g, "").replace("。", ".");
  const found = /^(\d{0,14})(?:\.(\d{0,2}))?$/.exec(plain);
  return found && plain ? BigInt(found[1] || "0") * 100n + BigInt((found[2] ?? "").padEnd(2, "0")) : 0n;
}

function shown(amount) {
  const whole = (amount / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  return `${whole}.${(amount % 100n).toString().padStart(2, "0")}`;
}

const total = (name, without) =>
  rows().reduce((sum, row) => sum + (cell(row, name) === without ? 0n : fen(cell(row, name).value)), 0n);

function weigh() {
  const [debit, credit] = [total("debit"), total("credit")];
  form.querySelector("[data-total=debit]").textContent = shown(debit);
  form.querySelector("[data-total=credit]").textContent = shown(credit);
  const said = form.querySelector("[data-difference]");
  const { even, moreDebit, moreCredit } = said.dataset;
  const missing = debit > credit ? `${moreCredit} ${shown(debit - credit)}` : `${moreDebit} ${shown(credit - debit)}`;
  said.textContent = debit === credit ? (debit ? `✓ ${even}` : "") : missing;
  said.className = debit === credit ? "even" : "uneven";
}

function addLine() {
  if (rows().length >= Number(form.dataset.linesMax)) return null;
  const row = blank.cloneNode(true);
  const number = rows().length + 1;
  const head = row.querySelector("th");
  head.id = `line-${number}`;
  head.textContent = number;
  for (const one of cells(row)) one.setAttribute("aria-labelledby", `line-${number} of-${one.name}`);
  body.append(row);
  return row;
}

const isBlank = (row) => ["account", "debit", "credit"].every((name) => !cell(row, name).value.trim());

function goOn(from) {
  const row = from.closest("tr");
  const all = cells(row);
  const at = all.indexOf(from);
  // From a debit that is filled the credit is passed over, and from an amount the payee, which is rarely told.
  const filled = ["debit", "credit"].includes(from.name) && from.value.trim();
  const next = filled ? null : all[at + 1];
  if (next) return enter(next);
  const following = row.nextElementSibling ?? (isBlank(row) ? null : addLine());
  enter(following ? cell(following, "account") : form.querySelector(".actions button"));
}

// What a cell holds is typed over, as after a Tab.
function enter(input) {
  input.focus();
  if (input.tagName === "INPUT" && input.type !== "date") input.select();
}

// Suggestions: a list below the cell, told to screen readers as the combobox that it is.
const accounts = [...document.querySelectorAll("#accounts option")].map((one) => ({
  label: one.value,
  low: one.value.toLowerCase(),
  initials: one.dataset.initials,
}));
const list = document.createElement("ul");
Object.assign(list, { id: "choices", className: "choices", role: "listbox", hidden: true });
let owner = null;

function rank(account, typed) {
  if (account.low.startsWith(typed)) return 0;
  if (account.initials.startsWith(typed)) return 1;
  return account.low.includes(typed) ? 2 : account.initials.includes(typed) ? 3 : 4;
}

function suggest(input) {
  const typed = input.value.normalize("NFKC").trim().toLowerCase();
  const found = typed
    ? accounts.map((one) => [rank(one, typed), one]).filter(([place]) => place < 4).sort((a, b) => a[0] - b[0]).slice(0, 9)
    : [];
  if (!found.length || (found.length === 1 && found[0][1].low === typed)) return close();
  owner = input;
  list.replaceChildren(
    ...found.map(([, one], place) => {
      const item = document.createElement("li");
      Object.assign(item, { id: `choice-${place}`, role: "option", textContent: one.label });
      item.dataset.label = one.label;
      const small = document.createElement("small");
      small.textContent = one.initials;
      item.append(small);
      return item;
    }),
  );
  input.closest("td").append(list);
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  choose(0);
}

function choose(place) {
  [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === place)));
  const item = list.children[place];
  item?.scrollIntoView({ block: "nearest" });
  owner?.setAttribute("aria-activedescendant", item ? item.id : "");
}

const chosen = () => [...list.children].findIndex((item) => item.getAttribute("aria-selected") === "true");

function close() {
  list.hidden = true;
  list.replaceChildren();
  owner?.setAttribute("aria-expanded", "false");
  owner?.removeAttribute("aria-activedescendant");
  owner = null;
}

function take() {
  if (list.hidden || !owner) return false;
  const item = list.children[chosen()];
  if (item) owner.value = item.dataset.label;
  close();
  return Boolean(item);
}

function ready(input) {
  input.removeAttribute("list");
  const said = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "choices" };
  for (const [name, value] of Object.entries(said)) input.setAttribute(name, value);
}

function copyAbove(input) {
  const above = input.closest("tr").previousElementSibling;
  const from = above && cell(above, "line_summary").value ? cell(above, "line_summary") : form.elements.summary;
  input.value = from.value;
}

// What each key does in a cell of a line; true where it has done something.
function press(event) {
  const input = event.target;
  if (input.name === "account" && !list.hidden) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) return choose((chosen() + step + list.children.length) % list.children.length), true;
    if (event.key === "Escape") return close(), true;
    if (event.key === "Tab") return take(), false;
  }
  if (event.key === "Enter") return take(), goOn(input), true;
  if (event.key === "=" && ["debit", "credit"].includes(input.name)) {
    const other = input.name === "debit" ? "credit" : "debit";
    const missing = total(other, cell(input.closest("tr"), other)) - total(input.name, input);
    if (missing > 0n) input.value = shown(missing);
    return weigh(), true;
  }
  if (event.key.toLowerCase() === "d" && event.ctrlKey && input.name === "line_summary") return copyAbove(input), true;
  const last = !event.shiftKey && input.name === "payee_kind" && !input.closest("tr").nextElementSibling;
  if (event.key === "Tab" && last && !isBlank(input.closest("tr"))) return goOn(input), true;
  return false;
}

form.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    take();
    return form.requestSubmit(form.querySelector("button[name=next]") ?? form.querySelector(".actions button"));
  }
  if (event.target.closest("tr[data-line]")) {
    if (press(event)) event.preventDefault();
  } else if (event.key === "Enter" && event.target.tagName === "INPUT") {
    event.preventDefault();
    const all = [...form.querySelectorAll(".voucher-top input"), cell(rows()[0], "account")];
    enter(all[all.indexOf(event.target) + 1]);
  }
});
// A voucher copied or laid out anew keeps the date that was typed.
form.elements.on.addEventListener("change", (event) => {
  for (const one of document.querySelectorAll("[data-same-day]")) {
    if (one.tagName === "INPUT") one.value = event.target.value;
    else one.href = `?copy=last&on=${event.target.value}`;
  }
});
document.addEventListener("keydown", (event) => {
  const copy = document.querySelector("[data-copy-last]");
  if (event.altKey && event.key.toLowerCase() === "l" && copy) copy.click();
});
form.addEventListener("input", (event) => {
  if (event.target.name === "account") suggest(event.target);
  weigh();
});
form.addEventListener("focusout", (event) => {
  if (event.target === owner) close();
});
list.addEventListener("mousedown", (event) => {
  event.preventDefault();
  const item = event.target.closest("li");
  if (item) choose([...list.children].indexOf(item)), take();
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=more], button[name=copy_down]");
  if (!button) return;
  event.preventDefault();
  if (button.name === "more") return cell(addLine() ?? rows().at(-1), "account").focus();
  let above = form.elements.summary.value;
  for (const row of rows().filter((one) => !isBlank(one))) above = cell(row, "line_summary").value ||= above;
});
// A voucher that is sent twice would be there twice.
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => delete form.dataset.sent);

for (const row of [...rows(), blank]) ready(cell(row, "account"));
form.querySelector(".keys").hidden = false;
form.append(list);
weigh();
(form.querySelector("[aria-invalid]") ?? form.querySelector("input[name=on]")).focus();
