// What an element wants copied (`data-copies`; an address of this company where it begins with a slash).
import { say } from "ui/toast"

document.addEventListener("click", event => {
  const element = event.target.closest?.("[data-copies]")
  if (!element) return
  const text = element.dataset.copies
  navigator.clipboard?.writeText(text.startsWith("/") ? location.origin + text : text).then(() => say(element.dataset.copied))
})
