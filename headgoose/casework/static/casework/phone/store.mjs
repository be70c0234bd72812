// What lies in the browser: the queue of entries that were not sent, and what was taken along last.
const NAME = "headgoose-phone";

function asPromise(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("queue", { keyPath: "turn", autoIncrement: true });
    request.result.createObjectStore("taken", { keyPath: "name" });
  };
  return asPromise(request);
}

let database = null;

async function within(store, mode, work) {
  database ??= opened();
  const transaction = (await database).transaction(store, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  const result = await work(transaction.objectStore(store));
  await done;
  return result;
}

// Oldest first: the key counts up.
export const entries = () => within("queue", "readonly", (store) => asPromise(store.getAll()));
export const add = (entry) => within("queue", "readwrite", (store) => asPromise(store.add(entry)));
export const put = (entry) => within("queue", "readwrite", (store) => asPromise(store.put(entry)));
export const remove = (turn) => within("queue", "readwrite", (store) => asPromise(store.delete(turn)));
export const keep = (name, value) => within("taken", "readwrite", (store) => asPromise(store.put({ name, value })));
export const take = async (name) => (await within("taken", "readonly", (store) => asPromise(store.get(name))))?.value;
