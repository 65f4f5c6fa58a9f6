// The desk's panes: fold the context column, follow the opened ticket, keep the newest message in sight.
import { choose } from "ui/theme"

const wide = matchMedia("(min-width: 1241px)")

document.addEventListener("click", event => {
  const fold = event.target.closest("[data-folds-context]")
  if (!fold || !wide.matches) return // narrower, the button opens the column as a layer by itself
  event.preventDefault()
  choose("context", document.documentElement.dataset.context === "folded" ? "open" : "folded")
})

/** Scrolls the conversation to its newest message, or to the one the address names. */
function showNewest() {
  const pane = document.querySelector("[data-timeline]")
  if (!pane || location.hash) return
  const last = [...pane.querySelectorAll(".message")].at(-1)
  if (last && pane.scrollHeight > pane.clientHeight) last.scrollIntoView({ block: "start", behavior: "instant" })
}

function markCurrent() {
  const open = document.querySelector("[data-ticket]")?.dataset.ticket
  for (const link of document.querySelectorAll(".row-subject[aria-current]")) link.removeAttribute("aria-current")
  if (open) document.querySelector(`.row[data-number="${open}"] .row-subject`)?.setAttribute("aria-current", "true")
}

showNewest()
document.addEventListener("htmx:after:swap", event => {
  const target = event.detail?.ctx?.target ?? event.target
  if (target?.id !== "main") return
  markCurrent()
  showNewest()
  target.focus({ preventScroll: true })
})
