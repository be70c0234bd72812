// The phone of a grid worker: pages by the part of the address behind #, a queue that goes out when there is a signal.
import * as pages from "./pages.mjs";
import * as queue from "./queue.mjs";
import * as store from "./store.mjs";

const { words, make } = pages;
const addresses = JSON.parse(document.getElementById("addresses").textContent);
const main = document.getElementById("main");
const signal = document.getElementById("signal");
const EMPTY = { owner: null, places: [], categories: [], requests: [], rolls: [] };
// How often to look: soon while something waits to be sent.
const SOON_MS = 5000;
const AGAIN_MS = 30000;
const LONGEST_SIDE = 1280;

let taken = EMPTY;
let session = null;
let next_round;
let kept_here = 0;

function tell(text, tone = "") {
  signal.textContent = text;
  signal.dataset.tone = tone;
}

function tell_signed_out() {
  signal.replaceChildren(`${words.signed_out} `, make("a", { href: addresses.sign_in }, words.sign_in));
  signal.dataset.tone = "bad";
}

async function fetch_tasks() {
  let answer;
  try {
    answer = await fetch(addresses.tasks, { credentials: "same-origin", redirect: "error", cache: "no-store" });
  } catch {
    session = null;
    return tell(words.offline, "warn");
  }
  if (answer.status === 401) {
    session = null;
    return tell_signed_out();
  }
  const found = answer.ok ? await answer.json().catch(() => null) : null;
  if (!found) {
    session = null;
    return tell(words.offline, "warn");
  }
  const { token, ...rest } = found;
  session = { owner: found.owner, token, queue: addresses.queue };
  taken = rest;
  await store.keep("tasks", rest).catch(() => undefined);
  tell(words.online);
}

async function go_round() {
  clearTimeout(next_round);
  try {
    await one_round();
  } finally {
    await look_again();
  }
}

// Soon while something of theirs waits: also what was only just written and could not be sent.
async function look_again() {
  const entries = await store.entries().catch(() => []);
  const waits = entries.some((entry) => entry.owner === taken.owner && entry.state !== "refused");
  clearTimeout(next_round);
  next_round = setTimeout(go_round, waits ? SOON_MS : AGAIN_MS);
}

async function one_round() {
  await fetch_tasks();
  if (session) {
    const news = [];
    const { stopped } = await queue.send(session, (what, about) => {
      if (what === "sending") tell(words.sending);
      if (what === "sent") count("queue-open", --kept_here);
      if (what === "sent" && about.said.code) news.push(about.said.code);
    });
    if (stopped === 401) tell_signed_out();
    else if (stopped !== null) tell(words.offline, "warn");
    else await fetch_tasks();
    if (news.length) tell(`${words.sent} ${words.code} ${news.join(", ")}`, "good");
  }
  await draw();
}

async function small(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const share = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * share);
  canvas.height = Math.round(picture.height * share);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.8).split(",")[1];
}

const photos_of = (form) =>
  Promise.all([...form.querySelectorAll("input[type=file]")].flatMap((one) => [...one.files]).map(small));

async function kept(event, kind, said, label, next) {
  const form = event.target;
  const photos = await photos_of(form);
  try {
    await queue.write(taken.owner, kind, { ...said, photos }, label);
  } catch {
    return tell(words.no_room, "bad");
  }
  tell(words.kept, "good");
  location.hash = next;
  await draw();
  await go_round();
}

function sends(kind, said_of, label_of, next) {
  return (event, ...more) => {
    event.preventDefault();
    const button = event.target.querySelector("button");
    if (button.disabled) return;
    button.disabled = true;
    const given = new FormData(event.target);
    kept(event, kind, said_of(given, ...more), label_of(given, ...more), next).finally(() => (button.disabled = false));
  };
}

const asked = (given) => ({
  place: given.get("place"), category: given.get("category"), text: given.get("text"), where: given.get("where"),
  urgency: given.get("danger") ? "emergency" : "ordinary", name: given.get("name"), phone: given.get("phone"),
  accept: given.get("accept") !== null,
});

function given_of(form, fields) {
  const found = {};
  for (const one of fields) {
    const value = form.get(`given.${one.code}`);
    if (one.type === "photo" || value === null || value === "") continue;
    found[one.code] = one.type === "number" ? Number(value) : one.type === "yes_no" ? value === "yes" : value;
  }
  return found;
}

function waiting_of(entries) {
  const found = new Set();
  for (const entry of entries.filter((one) => one.state !== "refused")) {
    const said = JSON.parse(entry.body);
    if (said.request) found.add(said.request);
    if (said.roll) found.add(`${said.roll}/${said.grid}`);
  }
  return found;
}

async function page(entries) {
  const [, name, first, second] = location.hash.split("/");
  const waiting = waiting_of(entries);
  if (name === "request") {
    const task = taken.requests.find((one) => one.number === Number(first));
    const send = sends("step", (given, verb) => ({ request: Number(first), verb, text: given.get("text") ?? "" }),
      (_given, verb) => `${words[verb]} · ${task?.category ?? ""} ${first}`, "#/");
    if (task) return pages.detail(task, send);
  }
  if (name === "new" && taken.places.length) {
    return pages.down(taken, sends("request", asked, (given) => `${words.new} · ${given.get("text").slice(0, 30)}`, "#/"));
  }
  if (name === "rolls") return pages.rolls(taken, waiting);
  if (name === "roll") {
    const one = taken.rolls.find((row) => row.roll === Number(first) && row.grid === second);
    const said = (given) => ({ roll: one.roll, grid: one.grid, given: given_of(given, one.form.fields) });
    if (one) return pages.roll(one, sends("roll", said, () => `${one.title} · ${one.grid_name}`, "#/rolls"));
  }
  if (name === "queue") return pages.queue(entries, taken.owner, put_aside);
  return pages.list(taken, waiting);
}

async function put_aside(entry) {
  if (!window.confirm(words.put_aside_sure)) return;
  await queue.put_aside(entry.turn);
  await draw();
}

function count(id, number) {
  const node = document.getElementById(id);
  node.hidden = !number;
  node.textContent = number;
}

let drawn = null;

async function draw(moved = false) {
  const entries = await store.entries();
  kept_here = entries.length;
  count("queue-open", kept_here);
  count("rolls-open", taken.rolls.filter((one) => !one.answered).length);
  const name = location.hash.split("/")[1] || "list";
  for (const link of document.querySelectorAll("[data-page]")) link.toggleAttribute("aria-current", link.dataset.page === name);
  // What somebody is writing is never drawn over.
  if (!moved && drawn === location.hash && main.querySelector("form")) return;
  drawn = location.hash;
  main.replaceChildren(...(await page(entries)).filter(Boolean));
}

window.addEventListener("hashchange", () => draw(true).then(() => main.focus()));
window.addEventListener("online", go_round);
window.addEventListener("offline", () => tell(words.offline, "warn"));
document.addEventListener("visibilitychange", () => document.hidden || go_round());

taken = (await store.take("tasks").catch(() => null)) ?? EMPTY;
navigator.storage?.persist?.().catch(() => undefined);
navigator.serviceWorker?.register(addresses.worker, { scope: addresses.shell }).catch(() => undefined);
await draw(true);
await go_round();
