// Has the browser open the page that is shown without network, too.
export function keepPage(worker) {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register(worker).catch(() => undefined);
  navigator.serviceWorker.ready.then((ready) => {
    const parts = performance.getEntriesByType("resource").map((one) => one.name);
    const own = parts.filter((one) => one.startsWith(`${location.origin}/static/`));
    ready.active.postMessage({ page: location.href.split("#")[0], parts: own });
  });
}
