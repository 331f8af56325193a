// Giving dots: each is shown at once, kept on the phone, and sent when there is a connection. A dot has an id that is
// made here, so that it is given once; without this script each button is a form.
import { Courier } from "./table/courier.js";
import { Kept, newId } from "./table/kept.js";
import { keepPage } from "./table/page.js";

const root = document.getElementById("dots");
const words = root?.dataset ?? {};
const kept = root && new Kept(`dots:${words.code}`);
let courier;

const queue = () => kept.read("queue") ?? [];
const given = () => kept.read("given") ?? [];

/** Give the dots as they are once all that is on the phone has been done. */
function after() {
  let dots = given();
  for (const act of queue()) {
    dots = dots.filter((dot) => dot.id !== act.id);
    if (!act.takes_back) dots.push({ id: act.id, note: act.note });
  }
  return dots;
}

function push(act) {
  kept.write("queue", [...queue(), act]);
  show();
  courier.hurry(400);
}

const pips = (count, kind, all = count) =>
  Array.from({ length: all }, (_, place) => {
    const pip = document.createElement("span");
    pip.className = place < count ? `pip ${kind}` : "pip pip--given";
    return pip;
  });

function show() {
  const dots = after();
  for (const vote of root.querySelectorAll("[data-vote]")) {
    const all = Number(vote.dataset.dots);
    const notes = [...vote.querySelectorAll("[data-note]")];
    const names = new Set(notes.map((note) => note.dataset.note));
    const left = Math.max(0, all - dots.filter((dot) => names.has(dot.note)).length);
    vote.querySelector("[data-pips]").replaceChildren(...pips(left, "", all));
    put(vote.querySelector("[data-left]"), words.saidLeft.replace("{left}", left).replace("{all}", all));
    for (const note of notes) showNote(note, dots.filter((dot) => dot.note === note.dataset.note).length, left);
  }
}

function showNote(note, mine, left) {
  const give = note.querySelector("button[value=give]");
  const take = note.querySelector("button[value=take]");
  const focused = document.activeElement;
  give.disabled = !left;
  take.hidden = !mine;
  if (focused === give && give.disabled && mine) take.focus();
  if (focused === take && take.hidden) give.focus();
  note.classList.toggle("ballot__note--mine", mine > 0);
  note.querySelector("[data-mine-pips]").replaceChildren(...pips(mine, "pip--mine"));
  put(note.querySelector("[data-mine]"), mine ? words.saidGiven.replace("{count}", mine) : words.saidNone);
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function say(text) {
  const line = root.querySelector("[data-line]");
  line.hidden = !text;
  put(line, text);
  put(root.querySelector("[data-aloud]"), text);
}

function bring(answer) {
  const done = new Set(answer.results.map((one) => one.act));
  kept.write("queue", queue().filter((act) => !done.has(act.id) || act.again));
  kept.write("given", answer.given);
  const why = answer.results.map((one) => one.why).filter(Boolean);
  show();
  if (why.length) say(why.at(-1));
  else if (bring.away) say(words.saidBack);
  bring.away = false;
  if (answer.state === words.state) return;
  if (root.contains(document.activeElement)) root.querySelector("[data-news]").hidden = false;
  else location.reload();
}

if (root) {
  root.addEventListener("submit", (event) => {
    const note = event.target.closest("[data-note]")?.dataset.note;
    if (!note) return;
    event.preventDefault();
    const takes = event.submitter.value === "take";
    const mine = after().filter((dot) => dot.note === note);
    if (takes && mine.length) push({ id: mine.at(-1).id, note, takes_back: true });
    if (!takes) push({ id: newId(), note, takes_back: false });
    const left = event.target.closest("[data-vote]").querySelector("[data-left]").textContent;
    put(root.querySelector("[data-aloud]"), left);
  });
  addEventListener("storage", show);
  courier = new Courier(words.sync, {
    gather: () => ({ mark: 0, acts: queue().slice(0, 40) }),
    bring,
    tell: (away) => {
      if (!away || bring.away) return;
      bring.away = true;
      say(words.saidAway);
    },
    asks: 12000,
  });
  keepPage(words.worker);
  show();
}
