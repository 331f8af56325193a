// What a device at the door keeps: for each workshop its list, and each act until the service has it.
const NAME = "door";
const AFTERWARDS = 12 * 3600 * 1000;

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("lists", { keyPath: "workshop" });
      asked.result.createObjectStore("acts", { keyPath: "id" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

/** Do something with the stores in one transaction, which is on the disk when this is done. */
async function within(names, mode, act) {
  const base = await opened();
  try {
    return await new Promise((done, failed) => {
      const transaction = base.transaction(names, mode, { durability: "strict" });
      const asked = act(...names.map((name) => transaction.objectStore(name)));
      transaction.oncomplete = () => done(asked && asked.result);
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
  } finally {
    base.close();
  }
}

export const keepList = (list) => within(["lists"], "readwrite", (lists) => lists.put(list));
export const listOf = (workshop) => within(["lists"], "readonly", (lists) => lists.get(workshop));
export const keepAct = (act) => within(["acts"], "readwrite", (acts) => acts.put(act));

/** Give what was done here and is not with the service yet, in the order in which it was done. */
export async function actsOf(workshop) {
  const all = await within(["acts"], "readonly", (acts) => acts.getAll());
  return all.filter((act) => act.workshop === workshop).sort((a, b) => a.at.localeCompare(b.at));
}

export const dropActs = (ids) =>
  within(["acts"], "readwrite", (acts) => {
    for (const id of ids) acts.delete(id);
  });

/** Erase the list of one workshop, the page kept for it, and the script that keeps it. */
export async function forget(workshop) {
  await within(["lists"], "readwrite", (lists) => lists.delete(workshop));
  if ("caches" in window) await caches.delete(`door:${workshop}`);
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) || [])
    if (worker.scope.includes(workshop)) await worker.unregister();
}

/** Erase all lists, or those of workshops that are over; what is not sent yet stays until it is. */
export async function forgetLists({ over = false } = {}) {
  if (!("indexedDB" in window) || !(await exists())) return;
  for (const list of await within(["lists"], "readonly", (lists) => lists.getAll()))
    if (!over || Date.parse(list.until) + AFTERWARDS < Date.now()) await forget(list.workshop);
}

async function exists() {
  if (!indexedDB.databases) return true;
  return (await indexedDB.databases()).some((base) => base.name === NAME);
}
