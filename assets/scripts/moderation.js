// On the moderator's sheet: words that are selected are put in brackets by pressing R, in the text area or in
// the text above it; and a part that is opened by its key takes the focus. Everything works without.
const box = document.querySelector("[data-brackets] textarea");

if (box) {
  const [opening, closing] = box.closest("[data-brackets]").dataset.brackets.split(" ");

  /** Put brackets around a part of the text area, unless it holds some already. */
  function take(start, end) {
    const words = box.value.slice(start, end);
    if (!words.trim() || words.includes(opening) || words.includes(closing)) return false;
    const lead = words.length - words.trimStart().length;
    const tail = words.length - words.trimEnd().length;
    box.setRangeText(closing, end - tail, end - tail, "end");
    box.setRangeText(opening, start + lead, start + lead, "end");
    box.closest("details").open = true;
    return true;
  }

  /** Find where a place in the plain text stands among the brackets: before or after those that stand there. */
  function among(place, after) {
    let at = 0;
    for (let passed = 0; at < box.value.length; ) {
      const mark = [opening, closing].find((one) => box.value.startsWith(one, at));
      if (passed === place && (!mark || !after)) break;
      if (mark) at += mark.length;
      else {
        at += 1;
        passed += 1;
      }
    }
    return at;
  }

  /** Take out what is selected in the text that is shown. */
  function takeSelected() {
    const given = document.querySelector("[data-given]");
    const selection = getSelection();
    if (!given || selection.isCollapsed) return false;
    const range = selection.getRangeAt(0);
    if (!given.contains(range.startContainer) || !given.contains(range.endContainer)) return false;
    const before = document.createRange();
    before.setStart(given, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = before.toString().length;
    const done = take(among(start, true), among(start + range.toString().length, false));
    if (done) selection.removeAllRanges();
    return done;
  }

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key.toLowerCase() !== "r" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.body.classList.contains("keys-off")) return;
      const inside = event.target === box;
      if (!inside && event.target.closest("input, textarea, select")) return;
      const done = inside
        ? box.selectionStart !== box.selectionEnd && take(box.selectionStart, box.selectionEnd)
        : takeSelected();
      if (done) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );
}

for (const part of document.querySelectorAll("details[data-opens]"))
  part.querySelector("summary").addEventListener("click", () => {
    if (!part.open) requestAnimationFrame(() => part.querySelector("input:not([type=hidden]), textarea").focus());
  });
