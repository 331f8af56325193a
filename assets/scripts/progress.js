// A page that shows how far something is asks again by itself, and puts what is new in place of what was.
const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

const words = (part) => part.textContent.replace(/\s+/g, " ");

/** Put what is new in place of what was; who is on a button that is still there stays on it. */
function exchange(shown, now) {
  const at = shown.contains(document.activeElement) ? document.activeElement.value : undefined;
  shown.replaceWith(now);
  if (at) now.querySelector(`[value="${CSS.escape(at)}"]:not([type=hidden])`)?.focus();
}

async function again() {
  const shown = document.querySelector("[data-again]");
  if (!shown) return;
  await wait(Number(shown.dataset.again));
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.getElementById(shown.id);
      if (now && !("again" in now.dataset)) return location.reload(); // it has ended: the whole page has more to say
      if (now && words(now) !== words(shown)) exchange(shown, now);
    }
  } catch {
    // The network is away; the next try may find it back.
  }
  again();
}

again();
