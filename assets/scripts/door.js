// The door of a workshop: finding people as one types, scanning tickets, and going on without the network. What is
// done is kept on the device first, and sent from there. Without scripts the page does the same with forms.
import { look } from "./door/camera.js";
import { drawAnswer, drawList, hour, say, standing } from "./door/drawing.js";
import { Exchange } from "./door/exchange.js";
import { actsOf, dropActs, forget, keepAct, listOf } from "./door/kept.js";
import { codeIn, found, merged } from "./door/standing.js";

const EVERY = 4000;
const AGAIN = 3000;
const door = document.getElementById("door");
const part = (name) => door.querySelector(`[data-${name}]`);
const { here, workshop, until, signIn } = door.dataset;
const words = document.getElementById("q");
const walkIn = door.querySelector(".door__walk-in");
const way = new Exchange(here, workshop, until);
let known = { people: [], free: 0 };
let acts = [];
let shown = null;
let erased = false;

/** Make a UUID; browsers offer theirs only where the connection is secure. */
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const person = (id) => known.people.find((one) => one.id === id);
const open = () => Boolean(way.list?.open);

/** Keep an act on this device, show what it comes to, and send it as soon as that is possible. */
async function done(kind, id, more = {}) {
  await keepAct({ id: newId(), workshop, kind, registration_id: id, at: way.now(), ...more });
  await draw();
  send();
}

async function send() {
  await way.go();
  await draw();
}

async function draw() {
  if (erased) return;
  acts = await actsOf(workshop);
  if (!way.list) return drawLine();
  known = merged(way.list, acts.filter((act) => !act.refused));
  const came = known.people.filter((one) => one.at && one.standing === "place").length;
  part("count").textContent = say("here", { number: came });
  part("free").textContent = say("free", { number: known.free });
  drawPeople();
  const without = known.people.filter((one) => one.at && one.standing !== "place");
  part("without").hidden = !without.length;
  drawList(part("without-list"), without, open());
  if (shown) show(shown);
  drawLine();
  drawRefused();
}

function drawPeople() {
  const those = found(known.people, words.value);
  let list = part("list").querySelector("ul[data-live]");
  if (!list) {
    list = document.createElement("ul");
    Object.assign(list, { className: "door__people" });
    list.dataset.live = "";
    list.setAttribute("aria-label", part("list").querySelector("ul")?.ariaLabel || door.querySelector("h1").textContent);
    const more = Object.assign(document.createElement("p"), { className: "door__more" });
    part("list").replaceChildren(list, more);
  }
  const left = drawList(list, those, open());
  const told = those.length ? (left ? say("more", { number: left }) : "") : say("nobody");
  list.nextElementSibling.textContent = told;
  list.hidden = !those.length;
}

function drawLine() {
  const waiting = acts.filter((act) => !act.refused).length;
  const state = { connected: "connected", away: "away", "signed-out": "signed_out" }[way.state];
  const line = part("line");
  const told = [say(state), way.told, waiting ? say("to_be_sent", { number: waiting }) : ""].filter(Boolean).join(" ");
  if (line.dataset.told === told) return;
  line.dataset.told = told;
  line.replaceChildren(told);
  if (way.state === "signed-out") {
    const link = Object.assign(document.createElement("a"), { href: signIn, textContent: say("sign_in") });
    link.className = "govuk-link";
    line.append(link);
  }
  line.className = `door__line${way.state === "connected" && !way.told ? "" : way.state === "away" ? " door__line--away" : " door__line--stop"}`;
  line.hidden = false;
}

function drawRefused() {
  const refused = acts.filter((act) => act.refused);
  part("refused").replaceChildren(
    ...refused.map((act) => {
      const line = Object.assign(document.createElement("p"), { className: "door__line door__line--stop" });
      const whom = act.name || person(act.registration_id)?.name || "";
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: say("discard") });
      button.className = "govuk-button govuk-button--plain";
      button.addEventListener("click", async () => {
        await dropActs([act.id]);
        draw();
      });
      line.append(`${whom} – ${say("refused", { why: act.refused })} `, button);
      return line;
    }),
  );
}

/** Show somebody large; `before`: since when they had been here when it was asked. */
function show({ id, before }) {
  const one = person(id);
  if (!one) return;
  shown = { id, before };
  if (before) return drawAnswer(part("answer"), "mind", say("already", { at: hour(before) }), one, open());
  const [told] = standing(one);
  const good = one.at && one.standing === "place";
  drawAnswer(part("answer"), good ? "good" : "mind", good ? say("welcome") : told || say("expected"), one, open());
}

function tell(told) {
  shown = null;
  drawAnswer(part("answer"), "stop", told);
}

/** Check in whoever holds a ticket; who has no place is shown first. */
async function scanned(text) {
  const code = codeIn(text);
  if (!code) return tell(say("no_ticket"));
  const holder = () => known.people.find((one) => one.code === code);
  if (!holder()) {
    tell(say("looking"));
    await send();
  }
  const one = holder();
  if (!one) return tell(say(way.state === "connected" ? "unknown" : "unknown_away"));
  navigator.vibrate?.(one.at || one.standing !== "place" ? [80, 80, 80] : 120);
  show({ id: one.id, before: one.at });
  if (!one.at && one.standing === "place" && open()) await done("check_in", one.id);
}

function listen() {
  door.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-act]");
    if (!button) return;
    const { person: id } = button.closest("[data-person]").dataset;
    const { act } = button.dataset;
    shown = { id, before: null };
    await done(act, id);
    if (act === "undo") drawAnswer(part("answer"), "mind", say("undone"), person(id) || null, false);
    shown = act === "undo" ? null : shown;
  });
  words.addEventListener("input", drawPeople);
  words.form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (codeIn(words.value) && found(known.people, words.value).length <= 1) {
      scanned(words.value);
      words.value = ""; // for the next one, who may be read by a scanner that types
    }
    drawPeople();
  });
  walkIn?.addEventListener("submit", enter);
  part("add")?.addEventListener("click", () => {
    const name = walkIn.elements.name;
    if (!found(known.people, words.value).length && !codeIn(words.value)) name.value = words.value;
    setTimeout(() => name.focus());
  });
  part("erase").addEventListener("click", erase);
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  listenToCamera();
}

/** Enter somebody who walked in; what is missing is said next to its field, as the service says it. */
async function enter(event) {
  event.preventDefault();
  const { name, organisation, sector } = Object.fromEntries(new FormData(walkIn));
  const wrong = [
    [walkIn.elements.name, name.trim() ? "" : say("name_missing")],
    [walkIn.elements.sector[0], sector ? "" : say("sector_missing")],
  ].map(([box, told]) => fault(box, told));
  if (wrong.some(Boolean)) return wrong.find(Boolean).focus();
  const id = newId();
  shown = { id, before: null };
  walkIn.reset();
  words.value = "";
  await done("walk_in", id, { name: name.trim(), organisation: organisation.trim(), sector });
  part("answer").scrollIntoView({ block: "center" });
}

function fault(box, told) {
  const group = box.closest(".govuk-form-group");
  group.querySelector(".govuk-error-message")?.remove();
  group.classList.toggle("govuk-form-group--error", Boolean(told));
  if (!told) return null;
  const line = Object.assign(document.createElement("p"), { className: "govuk-error-message", textContent: told });
  line.id = `${box.id}-fault`;
  box.setAttribute("aria-describedby", line.id);
  (group.querySelector("legend") || group.querySelector("label")).after(line);
  return box;
}

function listenToCamera() {
  const button = part("scan");
  const box = part("camera");
  let stop = null;
  let last = { text: "", at: 0 };
  const read = (text) => {
    if (text === last.text && Date.now() - last.at < AGAIN) {
      last.at = Date.now();
      return;
    }
    last = { text, at: Date.now() };
    scanned(text);
  };
  button.hidden = !navigator.mediaDevices;
  button.addEventListener("click", async () => {
    if (stop) {
      stop();
      stop = null;
    } else
      try {
        box.hidden = false;
        stop = await look(box.querySelector("video"), read);
      } catch {
        tell(say("no_camera"));
      }
    box.hidden = !stop;
    button.textContent = say(stop ? "stop" : "scan");
  });
}

/** Erase everything about this workshop from this device; what is not sent only when one asks twice. */
async function erase() {
  const waiting = await actsOf(workshop);
  const told = part("erase-told");
  if (waiting.length && !told.dataset.sure) {
    told.dataset.sure = "yes";
    told.textContent = say("still_unsent");
    return;
  }
  erased = true;
  await dropActs(waiting.map((act) => act.id));
  await forget(workshop);
  part("list").replaceChildren();
  part("without").hidden = part("answer").hidden = true;
  told.textContent = say("erased");
}

async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(`${here}/worker.js`, { scope: here });
}

async function rounds() {
  if (!document.hidden && !erased) await send();
  setTimeout(rounds, EVERY);
}

async function start() {
  way.begin(await listOf(workshop), await actsOf(workshop));
  listen();
  part("device").hidden = false;
  part("find").remove(); // the list follows what is typed
  await draw();
  keepPage().catch(() => {});
  rounds();
}

start();
