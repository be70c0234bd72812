// The queue: what somebody wrote is kept first and sent then, oldest first. An entry is frozen when it is tried for the
// first time, and let go only when the server's receipt names it.
import * as store from "./store.mjs";

const PATIENCE_MS = 30000;
// A definite no: sending the same again would be answered the same.
const FINAL = new Set([400, 404, 409, 410, 413, 422]);

export async function write(owner, kind, said, label) {
  const client_id = crypto.randomUUID();
  const body = JSON.stringify({ client_id, kind, owner, ...said });
  return store.add({ client_id, kind, owner, body, label, written: new Date().toISOString(), tries: 0, state: "waiting" });
}

async function post(address, token, body) {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(address, {
      method: "POST",
      body,
      signal: stop.signal,
      credentials: "same-origin",
      redirect: "error",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    });
    // A body that was cut off is no JSON, and no receipt.
    return { status: answer.status, said: await answer.json().catch(() => null) };
  } catch {
    return { status: 0, said: null };
  } finally {
    clearTimeout(clock);
  }
}

// What one answer means: "done", "refused" (kept for its writer to see, the next one goes on) or "stop".
export function meaning(entry, { status, said }) {
  if (status === 200 && said?.receipt === entry.client_id) return "done";
  if (FINAL.has(status) && said) return "refused";
  return "stop";
}

let under_way = null;

export function send(session, tell) {
  under_way ??= run(session, tell).finally(() => (under_way = null));
  return under_way;
}

async function run(session, tell) {
  for (const entry of await store.entries()) {
    if (entry.owner !== session.owner || entry.state === "refused") continue;
    entry.tries += 1;
    entry.state = "tried";
    await store.put(entry);
    tell("sending");
    const answer = await post(session.queue, session.token, entry.body);
    const outcome = meaning(entry, answer);
    if (outcome === "stop") return { stopped: answer.status };
    if (outcome === "done") {
      await store.remove(entry.turn);
      tell("sent", { entry, said: answer.said });
    } else {
      entry.state = "refused";
      entry.reason = answer.said.reason ?? "";
      await store.put(entry);
      tell("refused", { entry });
    }
  }
  return { stopped: null };
}

// Only what was never tried, or was refused, can be put aside: of the rest the server may have the effect already.
export async function put_aside(turn) {
  const entry = (await store.entries()).find((one) => one.turn === turn);
  if (entry && entry.state !== "tried") await store.remove(turn);
}
