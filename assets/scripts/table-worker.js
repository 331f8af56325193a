// Opens the pages of tables without network: what the phone got last, where nothing better comes in time.
const CACHE = "tables-1";
const PATIENCE = 4000;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  const { page, parts } = event.data;
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await keep(cache, page, "same-origin");
      for (const part of parts) if (!(await cache.match(part))) await keep(cache, part);
      const wanted = new Set(parts);
      for (const request of await cache.keys())
        if (request.url.includes("/static/") && !wanted.has(request.url) && wanted.size > 3) await cache.delete(request);
    })(),
  );
});

async function keep(cache, address) {
  const answer = await fetch(address, { credentials: "same-origin" }).catch(() => undefined);
  if (answer?.ok && !answer.redirected) await cache.put(address, answer);
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(part(request));
});

async function page(request) {
  const cache = await caches.open(CACHE);
  const address = request.url.split("#")[0];
  const kept = await cache.match(address, { ignoreVary: true });
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok && !answer.redirected) await cache.put(address, answer.clone());
    return answer;
  });
  if (!kept) return fresh;
  const late = new Promise((done) => setTimeout(done, PATIENCE, kept));
  return Promise.race([fresh.catch(() => kept), late]);
}

async function part(request) {
  const kept = await caches.match(request.url, { ignoreVary: true });
  return kept ?? fetch(request);
}
