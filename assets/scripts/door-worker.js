// Keeps the page of one workshop's door, and no other, for when the network is away. It holds nobody's name: the
// list is with the page, which erases both.
const here = new URL(self.location.href).pathname.replace(/\/worker\.js$/, "");
const kept = `door:${here.split("/").at(-2)}`;
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(renew().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === here) event.respondWith(page(event));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request));
});

/** Give the page from the network, or, if that takes too long or fails, the one that is kept. */
async function page(event) {
  const asked = fetch(event.request);
  asked.catch(() => {}); // it may fail when nobody waits for it any more
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const answer = await Promise.race([asked, late]).catch(() => null);
  if (answer && answer.status < 500) {
    if (answer.ok) event.waitUntil(renew().catch(() => {}));
    return answer;
  }
  const cache = await caches.open(kept);
  return (await cache.match(here)) || asked;
}

async function file(request) {
  const cache = await caches.open(kept);
  const known = await cache.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

/** Keep the page without anybody in it, and every file that it names. */
async function renew() {
  const answer = await fetch(`${here}/offline`, { redirect: "error", cache: "no-store" });
  if (!answer.ok) throw new Error("the page cannot be kept");
  const named = (await answer.clone().text()).matchAll(/(?:href|src)="(\/static\/[^"]+)"/g);
  const files = [...new Set([...named].map((match) => match[1]))];
  const cache = await caches.open(kept);
  for (const name of files) if (!(await cache.match(name))) await cache.add(name);
  await cache.put(here, answer);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname !== here && !files.includes(pathname) && !pathname.includes("/fonts/")) await cache.delete(request);
  }
}
