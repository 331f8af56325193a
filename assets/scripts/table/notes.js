// The notes of a table as this phone knows them: what was typed, what is under way, what the service has.
// A note is {id, exercise, column, text, detail, base, beside, typed, sent, removed, why}: `base` is the version that
// the service had when it was last seen here, `typed` says that it has more to say than was sent, `sent` is the act
// that is under way. An act never changes once it went out: if its answer is lost it goes out again, and is done once.
import { Kept, newId } from "./kept.js";

const BATCH = 20;

export class Notes {
  constructor(code, blank) {
    this.kept = new Kept(`table:${code}`);
    this.blank = blank;
  }

  get mark() {
    return this.kept.read("mark") ?? 0;
  }

  set mark(value) {
    this.kept.write("mark", value);
  }

  all() {
    return this.kept
      .ids()
      .filter((id) => id !== "mark")
      .map((id) => this.kept.read(id));
  }

  read(id) {
    return this.kept.read(id);
  }

  /** Say whether a note has anything that the service does not know. */
  owes(note) {
    return Boolean(note.typed || note.sent || note.why);
  }

  type(place, said) {
    const before = this.read(place.id) ?? { base: 0, sent: null };
    this.kept.write(place.id, { ...before, ...place, ...said, typed: true, removed: false, why: "" });
  }

  remove(id, removed) {
    const note = this.read(id);
    if (note) this.kept.write(id, { ...note, removed, typed: true, why: "" });
  }

  drop(id) {
    this.kept.drop(id);
  }

  /** Give the acts to send next; what goes out for the first time is settled here. */
  acts(longest) {
    const due = [];
    for (const note of this.all()) {
      if (due.length === BATCH) break;
      if (!note.sent && note.typed && this.#sendable(note, longest)) {
        const { id, exercise, column, text, detail, base, removed } = note;
        note.sent = { id: newId(), note: id, base, exercise, column, text, detail, removes: Boolean(removed) };
        note.typed = false;
        this.kept.write(id, note);
      }
      if (note.sent) due.push(note.sent);
    }
    return due;
  }

  #sendable(note, longest) {
    if (note.removed) return true;
    return !this.blank(note) && note.text.trim().length <= longest;
  }

  /** Take in what the service answered. Gives what became of acts: pairs of an outcome and a note. */
  settle(answer) {
    const became = answer.results.map((result) => this.#settle(result)).filter(Boolean);
    for (const theirs of answer.notes) this.take(theirs);
    this.mark = answer.mark;
    return became;
  }

  #settle(result) {
    const note = this.all().find((one) => one.sent?.id === result.act);
    if (!note) return undefined;
    note.sent = null;
    if (result.outcome === "kept" || result.outcome === "removed") note.base = result.version;
    if (result.outcome === "stays") note.removed = false;
    if (result.outcome === "closed") note.typed = true;
    if (result.outcome === "refused") note.why = result.why;
    if (result.outcome === "beside") return this.#move(note, result);
    this.kept.write(note.id, note);
    return { outcome: result.outcome, id: note.id };
  }

  /** What was typed here became a note of its own; the other wording comes with the same answer. */
  #move(note, result) {
    this.drop(note.id);
    this.kept.write(result.note, { ...note, id: result.note, base: result.version, beside: note.id });
    return { outcome: "beside", id: result.note, was: note.id };
  }

  /** Take a note as the service has it, unless more was typed here. */
  take(theirs) {
    const ours = this.read(theirs.id);
    if (ours && (this.owes(ours) || ours.base > theirs.version)) return;
    if (theirs.removed) {
      if (!ours?.removed) this.drop(theirs.id);
      return;
    }
    const { id, exercise, column, text, detail, beside, version } = theirs;
    const plain = { typed: false, sent: null, removed: false, why: "" };
    this.kept.write(id, { id, exercise, column, text, detail, beside, base: version, ...plain });
  }
}
