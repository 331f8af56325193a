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

// On staff pages a button that shows a key is pressed by that key.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const pressed = event.key.toLowerCase();
  const [target] = [...document.querySelectorAll("[data-key]")].filter((one) => one.dataset.key === pressed);
  if (!target || target.disabled) return;
  event.preventDefault();
  target.focus();
  target.click();
});
