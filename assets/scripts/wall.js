// The wall asks every few seconds whether anything is new, and is told in a few bytes when nothing is.
const asked = { tag: "" };
const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
let since = null;

/** Put what is new in place of what was, and mark the notes that were not there. */
function renew(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const now = page.getElementById("wall");
  const before = document.getElementById("wall");
  if (!now || now.innerHTML === before.innerHTML) return;
  const known = new Set([...before.querySelectorAll(".wall__note")].map((note) => note.id));
  for (const note of now.querySelectorAll(".wall__note"))
    if (known.size && !known.has(note.id)) note.classList.add("wall__note--new");
  before.replaceWith(document.adoptNode(now));
}

function stand(away) {
  const state = document.querySelector("#wall [data-state]");
  if (away) since ??= new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
  else since = null;
  const text = since ? state.dataset.saidAway.replace("{time}", since) : "";
  if (state.textContent !== text) state.textContent = text;
}

async function look() {
  try {
    const headers = { Accept: "text/html", ...(asked.tag ? { "If-None-Match": asked.tag } : {}) };
    const answer = await fetch(location.href, { headers, signal: AbortSignal.timeout(15000), cache: "no-store" });
    if (answer.ok) {
      asked.tag = answer.headers.get("ETag") ?? "";
      renew(await answer.text());
    } else if (answer.status !== 304) throw new Error(answer.status);
    stand(false);
  } catch {
    stand(true);
  }
}

async function watch() {
  for (;;) {
    await wait(Number(document.getElementById("wall").dataset.asks) * (0.9 + Math.random() / 5));
    if (!document.hidden) await look();
  }
}

if (document.getElementById("wall")) watch();
