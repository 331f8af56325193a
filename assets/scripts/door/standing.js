// Who is here: what the service said last, and what was done on this device since. It is the rule of the service:
// the first check-in counts, and an undo takes back what was done before it and nothing that came after.

/** Tell since when somebody is here, after some more acts. */
export function arrival(since, acts) {
  const undone = acts.filter((act) => act.kind === "undo").map((act) => act.at);
  const last = undone.sort().at(-1) || "";
  const ticks = acts.filter((act) => act.kind !== "undo").map((act) => act.at);
  if (since) ticks.push(since);
  return ticks.filter((at) => at > last).sort()[0] || null;
}

/** Give the list with what was done here worked into it, and how many places are free then, as far as one can tell. */
export function merged(list, acts) {
  const people = new Map(list.people.map((person) => [person.id, { ...person, unsent: false }]));
  let free = list.free;
  for (const act of acts)
    if (act.kind === "walk_in" && !people.has(act.registration_id))
      people.set(act.registration_id, {
        id: act.registration_id,
        code: "",
        name: act.name,
        organisation: act.organisation,
        table: "",
        standing: "asked",
        absent: false,
        walked_in: true,
        at: null,
        unsent: true,
      });
  for (const person of people.values()) {
    const own = acts.filter((act) => act.registration_id === person.id);
    if (!own.length) continue;
    person.unsent = true;
    person.at = arrival(normal(person.at), own.map((act) => ({ ...act, at: normal(act.at) })));
    if (person.at && person.standing !== "place" && free > 0) {
      person.standing = "place";
      free -= 1;
    }
  }
  const all = [...people.values()].filter((person) => !(person.walked_in && person.unsent && !person.at));
  return { people: all.sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id)), free };
}

/** Find people by part of a name or an organisation, or by the code of a ticket. */
export function found(people, words) {
  const code = codeIn(words);
  const holder = code && people.find((person) => person.code === code);
  if (holder) return [holder];
  const wanted = plain(words);
  if (!wanted) return people.filter((person) => person.standing === "place" || person.at);
  return people.filter((person) => plain(`${person.name} ${person.organisation}`).includes(wanted));
}

/** Read the code of a ticket as it was scanned or typed; null if it is none. */
export function codeIn(typed) {
  const swapped = { 0: "O", 1: "I", 8: "B" };
  const bare = typed.trim().toUpperCase().replace(/^T:/, "").replace(/[\s-]/g, "");
  const code = bare.replace(/[018]/g, (digit) => swapped[digit]);
  return /^[A-Z2-7]{10}$/.test(code) ? code : null;
}

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
const normal = (at) => at && new Date(at).toISOString();
