// What GOV.UK Frontend adds where scripts run. Every page works without it.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  SkipLink,
  createAll,
} from "govuk-frontend";
import "./door/leaving.js";
import "./moderation.js";
import "./progress.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  SkipLink,
])
  createAll(component);

// On staff pages a button that shows a key is pressed by that key. Whoever speaks to their machine, or
// brushes keys by accident, can turn that off; the choice stays on this device.
const keyed = [...document.querySelectorAll("[data-key]")];
if (keyed.length) {
  const { keysOn, keysOff } = document.body.dataset;
  const stored = "keys-off";
  const off = () => localStorage.getItem(stored) === "1";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "keys";
  const show = () => {
    document.body.classList.toggle("keys-off", off());
    button.textContent = off() ? keysOn : keysOff;
  };
  button.addEventListener("click", () => {
    localStorage.setItem(stored, off() ? "0" : "1");
    show();
  });
  keyed.at(-1).closest(".acts, form, .sheet")?.append(button);
  show();

  document.addEventListener("keydown", (event) => {
    if (off() || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const target = keyed.find((one) => one.dataset.key === event.key.toLowerCase());
    if (!target || target.disabled) return;
    event.preventDefault();
    target.click();
  });
}
