// Theme, density and keys change at once; the form saves the choice in a cookie, as it does without this script.
import { csrf } from "ui/toast"

/** Saves one choice of this browser and applies it to the open page. */
export function choose(name, value) {
  document.documentElement.dataset[name] = value
  const body = new URLSearchParams({ [name]: value })
  return fetch("/desk/appearance/", { method: "POST", body, headers: { ...csrf(), "HX-Request": "true" } })
}

document.addEventListener("submit", event => {
  const button = event.submitter
  if (!event.target.matches("[data-appearance]") || !button || button.name === "keys") return
  event.preventDefault()
  choose(button.name, button.value)
  for (const other of event.target.querySelectorAll(`[name="${button.name}"]`)) other.toggleAttribute("aria-current", other === button)
})
