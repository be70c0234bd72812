// The service worker: the shell and what it is made of lie in the browser, everything else goes to the server.
const KEPT = "phone-{{ version }}-" + (navigator.language || "");
const SHELL = "{{ shell|escapejs }}";
const ASSETS = [{% for asset in assets %}"{{ asset|escapejs }}", {% endfor %}];
const PATIENCE_MS = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(KEPT).then((cache) => cache.addAll([SHELL, ...ASSETS])).then(() => self.skipWaiting())
  );
});

self.addEventListener("activate", (event) => {
  const drop = (names) => names.filter((name) => name.startsWith("phone-") && name !== KEPT);
  event.waitUntil(
    caches.keys().then((names) => Promise.all(drop(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim())
  );
});

async function shell(request) {
  const cache = await caches.open(KEPT);
  const fresh = fetch(request).then((answer) => {
    if (answer.ok && !answer.redirected) cache.put(SHELL, answer.clone());
    return answer;
  });
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const first = await Promise.race([fresh.catch(() => undefined), late]);
  if (first && first.ok) return first;
  return (await cache.match(SHELL)) || fresh;
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === SHELL) event.respondWith(shell(event.request));
  else if (ASSETS.includes(url.pathname)) {
    event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
  }
});
