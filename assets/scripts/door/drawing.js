// Drawing the page of the door from what is known on this device.
const said = Object.fromEntries(
  [...document.querySelectorAll("#door-words [data-word]")].map((one) => [one.dataset.word, one.textContent]),
);
const MOST = 40;

/** Say something in the words of the page, with what belongs in its brackets. */
export function say(name, values = {}) {
  const words = values.number === 1 && said[`${name}_one`] ? said[`${name}_one`] : said[name];
  return words.replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

/** Write a time of day as the service does: 5pm, 9.30am, midday. */
export function hour(at) {
  const [hours, minutes] = new Date(at)
    .toLocaleTimeString("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" })
    .split(":");
  if (minutes === "00" && (hours === "00" || hours === "12")) return say(hours === "12" ? "midday" : "midnight");
  return `${hours % 12 || 12}${minutes === "00" ? "" : `.${minutes}`}${say(hours < 12 ? "am" : "pm")}`;
}

/** Tell how somebody stands, in words and as a colour. */
export function standing(person) {
  if (person.at && person.standing === "place") return [say("since", { at: hour(person.at) }), "green"];
  if (person.at) return [say("without", { at: hour(person.at) }), "orange"];
  if (person.absent) return [say("absent"), "grey"];
  if (person.standing === "place") return ["", ""];
  return [say(person.standing), person.standing === "left" ? "grey" : "yellow"];
}

/** Tell what can be done about somebody: the act, and what it is called. */
export function next(person) {
  if (person.at) return ["undo", say("undo")];
  return ["check_in", say(person.standing === "place" ? "check_in" : "give")];
}

function row(person, open) {
  const drawn = document.getElementById("door-person").content.firstElementChild.cloneNode(true);
  const part = (name) => drawn.querySelector(`[data-${name}]`);
  drawn.dataset.person = person.id;
  part("name").textContent = person.name;
  part("organisation").textContent = person.organisation;
  part("table").textContent = person.table ? say("table", { name: person.table }) : "";
  const [words, colour] = standing(person);
  part("standing").textContent = words;
  part("standing").hidden = !words;
  part("unsent").textContent = person.unsent ? say("unsent") : "";
  if (colour) part("standing").classList.add(`govuk-tag--${colour}`);
  const [act, called] = next(person);
  part("act").dataset.act = act;
  part("act").hidden = !open;
  part("words").textContent = called;
  part("whom").textContent = ` ${person.name}`;
  if (act === "undo") part("act").classList.add("govuk-button--plain");
  else if (person.standing !== "place") part("act").classList.add("govuk-button--secondary");
  return drawn;
}

/** Draw people as a list in which the button that has the focus keeps it. */
export function drawList(list, people, open) {
  const focused = list.contains(document.activeElement) && document.activeElement.closest("[data-person]");
  list.replaceChildren(...people.slice(0, MOST).map((person) => row(person, open)));
  if (focused) list.querySelector(`[data-person="${focused.dataset.person}"] [data-act]`)?.focus();
  return people.length - Math.min(people.length, MOST);
}

/** Show the answer to a scan or a press, large. */
export function drawAnswer(box, mood, told, person, open) {
  const big = document.createElement("p");
  const small = document.createElement("p");
  big.className = "door__big";
  small.className = "door__told";
  const parts = person ? [person.name, person.table && say("table", { name: person.table })] : [told];
  big.textContent = parts.filter(Boolean).join(" · ");
  small.textContent = person ? [told, person.organisation].filter(Boolean).join(" · ") : "";
  box.replaceChildren(big, ...(person ? [small] : []));
  if (person && open && (mood === "mind" || person.at)) {
    const [act, called] = next(person);
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: called });
    button.className = `govuk-button${act === "undo" ? " govuk-button--plain" : ""}`;
    button.dataset.act = act;
    box.dataset.person = person.id;
    box.append(button);
  }
  box.className = `door__answer door__answer--${mood}`;
  box.hidden = false;
}
