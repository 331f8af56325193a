// The page of a table: each note is kept on the phone while it is typed, and sent after a pause. The forms that the
// page brings are used as they are; without this script each has a button.
import { Courier } from "./table/courier.js";
import { newId } from "./table/kept.js";
import { Notes } from "./table/notes.js";
import { keepPage } from "./table/page.js";

const root = document.getElementById("table");
const words = root?.dataset ?? {};
const PAUSE = 900;
const FIELDS = ["line", "helps", "needs"];
const blanks = new Map();

const fields = (form) => [...form.querySelectorAll("textarea")];
const openings = new Map();

/** Say whether a note has no words of its own: none, or only those that all begin with. */
function nameless(note) {
  const own = note.text.trim().replace(/[\s.…]+$/, "");
  return !own || own === openings.get(note.exercise);
}

/** Give what a form says. */
function said(form) {
  const detail = {};
  for (const key of FIELDS) {
    const value = form.elements[key]?.value.trim();
    if (value) detail[key] = value;
  }
  return { text: form.elements.text.value, detail };
}

/** Write a note into its form, where it says something else. */
function fill(form, note) {
  const values = { text: note.text, ...Object.fromEntries(FIELDS.map((key) => [key, note.detail?.[key] ?? ""])) };
  for (const field of fields(form)) {
    if (field.value.trim() !== values[field.name].trim()) field.value = values[field.name];
  }
}

/** Give a form, and the boxes in it, the name of a note. */
function name(form, id) {
  form.id = `n-${id}`;
  form.dataset.note = id;
  for (const field of fields(form)) {
    field.id = `${field.name}-${id}`;
    field.closest(".govuk-form-group").querySelector("label").htmlFor = field.id;
  }
}

const placeOf = (form) => form.closest("[data-place]");
const formOf = (id) => root.querySelector(`form[data-note="${CSS.escape(id)}"]`);

/** Add an empty form at the end of a place. */
function addBlank(place) {
  const form = blanks.get(place.dataset.place).cloneNode(true);
  name(form, newId());
  place.append(form);
  return form;
}

/** Make a form that was empty into that of a note. */
function adopt(form) {
  delete form.dataset.blank;
  form.classList.remove("note--blank");
  const label = form.querySelector("label");
  if (!form.elements.helps && label.firstChild) label.firstChild.textContent = words.noteLabel;
  remover(form);
}

/** Have a note's button remove it, and put it back. */
function remover(form) {
  let button = form.querySelector("button[value=remove]");
  if (!button) {
    button = document.createElement("button");
    button.type = "submit";
    button.className = "note__act";
    button.value = "remove";
    button.name = "do";
    form.querySelector(".note__foot").append(button);
  }
  return button;
}

/** Show how a note stands, under its box. */
function show(note) {
  const form = formOf(note.id) ?? made(note);
  if (!form) return;
  const removed = Boolean(note.removed);
  form.classList.toggle("note--removed", removed);
  for (const field of fields(form)) field.readOnly = removed || closed();
  if (form.dataset.blank === undefined) remover(form).textContent = removed ? words.sayBack : words.sayRemove;
  const state = form.querySelector("[data-state]");
  const told = standing(note);
  if (state.textContent !== told) state.textContent = told;
  state.classList.toggle("note__state--wrong", Boolean(note.why) || told === words.noteLong);
  state.classList.toggle("note__state--kept", told === words.noteKept);
  beside(form, note);
}

function standing(note) {
  if (note.why) return note.why;
  if (!note.removed && nameless(note)) return words.noteEmpty;
  if (note.text.trim().length > Number(words.longest)) return words.noteLong;
  if (note.typed || note.sent) return words.noteKept;
  return note.removed ? words.noteRemoved : words.noteSent;
}

function beside(form, note) {
  let line = form.querySelector(".note__beside");
  if (!note.beside) return line?.remove();
  if (line) return undefined;
  line = document.createElement("p");
  line.className = "note__beside";
  line.textContent = words.noteBeside;
  form.querySelector(".note__foot").before(line);
  return undefined;
}

/** Make the form of a note that came from another phone, before the empty one of its place. */
function made(note) {
  const place = root.querySelector(`[data-place="${CSS.escape(`${note.exercise}:${note.column}`)}"]`);
  if (!place || !blanks.has(place.dataset.place)) return null;
  const form = blanks.get(place.dataset.place).cloneNode(true);
  name(form, note.id);
  adopt(form);
  fill(form, note);
  place.insertBefore(form, place.querySelector("form[data-blank]"));
  return form;
}

const notes = root && new Notes(words.code, nameless);
const closed = () => root.dataset.closed !== undefined;

/** Bring the page to what the phone knows; what is being typed is not touched. */
function showAll() {
  const known = new Map(notes.all().map((note) => [note.id, note]));
  for (const form of root.querySelectorAll("form[data-note]:not([data-blank])"))
    if (!known.has(form.dataset.note)) form.remove();
  for (const note of known.values()) {
    const form = formOf(note.id);
    if (form && !notes.owes(note) && !note.removed) fill(form, note);
    show(note);
  }
  showUnsent([...known.values()]);
}

/** Where the notes were handed in meanwhile, show what came too late, to be copied. */
function showUnsent(known) {
  const late = known.filter((note) => notes.owes(note) && !note.removed && !nameless(note));
  const part = root.querySelector("[data-kept]");
  part.hidden = !closed() || !late.length;
  const list = part.querySelector("[data-kept-list]");
  if (list.childElementCount === late.length) return;
  list.replaceChildren(
    ...late.map((note) => {
      const item = document.createElement("li");
      item.className = "written";
      const text = document.createElement("p");
      text.className = "written__text";
      text.dir = "auto";
      text.textContent = [note.text, ...Object.values(note.detail ?? {})].join("\n");
      item.append(text);
      return item;
    }),
  );
}

/** Say how it stands: to those who look all the time, to those who listen only what they must know. */
function tell(away) {
  const owed = notes.all().filter((note) => notes.owes(note) && !(note.base === 0 && nameless(note)));
  const line = root.querySelector("[data-line]");
  line.hidden = closed() && !away;
  line.classList.toggle("at-table__state--away", away);
  const now = away ? words.saidAway : owed.some((note) => note.sent || note.typed) ? words.saidSending : words.saidSent;
  const text = notes.kept.lasts || !owed.length ? now : words.saidUnkept;
  if (line.textContent !== text) line.textContent = text;
  const aloud = root.querySelector("[data-aloud]");
  if (away && tell.away !== true) aloud.textContent = words.saidAway;
  if (!away && tell.away && !owed.length) aloud.textContent = words.saidBack;
  if (away || !owed.length) tell.away = away;
}

function bring(answer) {
  const became = notes.settle(answer);
  for (const one of became) if (one.outcome === "beside") follow(one);
  if (answer.closed !== closed()) {
    if (answer.closed) root.dataset.closed = "";
    else delete root.dataset.closed;
  }
  showAll();
  for (const { id } of became.filter((one) => one.outcome === "stays"))
    formOf(id).querySelector("[data-state]").textContent = words.noteStays;
  if (answer.state !== words.state) changed();
}

/** The form in which somebody types goes on with their own wording; the other's gets a form of its own. */
function follow({ id, was }) {
  const form = formOf(was);
  if (form) name(form, id);
}

/** Something else is on: show it, or say so where somebody is typing. */
function changed() {
  if (document.activeElement?.closest?.("form[data-note]") || courier.away) {
    root.querySelector("[data-news]").hidden = false;
    return;
  }
  location.reload();
}

/** Take the notes that the page brought, unless it is an older page than what the phone knows. */
function begin() {
  for (const form of root.querySelectorAll("form[data-blank]")) {
    blanks.set(placeOf(form).dataset.place, form.cloneNode(true));
    openings.set(form.dataset.exercise, form.elements.text.value.trim());
  }
  const mark = Number(words.mark);
  const brought = new Set();
  for (const form of root.querySelectorAll("form[data-note]:not([data-blank])")) {
    const { note: id, exercise, column, base, beside: other } = form.dataset;
    brought.add(id);
    notes.take({ id, exercise, column, beside: other, version: Number(base), ...said(form) });
  }
  for (const note of notes.all()) {
    if (notes.owes(note)) continue;
    const gone = mark >= notes.mark && root.querySelector(`[data-place^="${note.exercise}:"] form`);
    if (note.removed || (gone && !brought.has(note.id))) notes.drop(note.id);
  }
  if (mark > notes.mark) notes.mark = mark;
}

function listen() {
  root.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-note]");
    if (!form) return;
    if (form.dataset.blank !== undefined) {
      adopt(form);
      addBlank(placeOf(form));
    }
    const { note: id, exercise, column } = form.dataset;
    notes.type({ id, exercise, column }, said(form));
    show(notes.read(id));
    tell(courier.away);
    courier.hurry(PAUSE);
  });
  root.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-note]");
    if (!form) return;
    event.preventDefault();
    const note = notes.read(form.dataset.note);
    if (event.submitter?.value === "remove" && note) {
      notes.remove(note.id, !note.removed);
      show(notes.read(note.id));
    }
    courier.hurry();
  });
  addEventListener("storage", (event) => event.key?.startsWith(notes.kept.name) && showAll());
  root.querySelector("[data-copy]").addEventListener("click", async (event) => {
    const texts = [...root.querySelectorAll("[data-kept-list] .written__text")].map((one) => one.textContent);
    await navigator.clipboard.writeText(texts.join("\n\n"));
    event.target.textContent = words.saidCopied;
  });
}

let courier;
if (root) {
  begin();
  root.classList.add("table--live");
  courier = new Courier(words.sync, {
    gather: () => ({ mark: notes.mark, acts: closed() ? [] : notes.acts(Number(words.longest)) }),
    bring,
    tell,
  });
  listen();
  showAll();
  tell(!navigator.onLine);
  keepPage(words.worker);
}
