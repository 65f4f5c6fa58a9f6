// How long I work on the open ticket: a beat every 15 s while its page is looked at, has the focus, and somebody
// touched anything lately (the company says how lately). The server counts (tickets.handling).
import { csrf } from "ui/toast"

const BEAT_MS = 15000, IDLE_SECONDS = 60, PAUSED = "time:paused"
let movedAt = Date.now(), at = ""

const isPaused = () => localStorage.getItem(PAUSED) === "yes"

const idleMs = () => (document.querySelector("[data-idle-seconds]")?.dataset.idleSeconds ?? IDLE_SECONDS) * 1000

function beat() {
  const ticket = document.querySelector("[data-ticket]")?.dataset.ticket ?? ""
  at = ticket
  if (!ticket || document.hidden || !document.hasFocus() || Date.now() - movedAt > idleMs() || isPaused()) return
  fetch(`/desk/tickets/${ticket}/time/beat/`, { method: "POST", headers: csrf() }).catch(() => null)
}

function showPause() {
  for (const button of document.querySelectorAll("[data-pauses-time]")) button.setAttribute("aria-pressed", isPaused())
}

for (const type of ["pointermove", "pointerdown", "keydown", "wheel"]) addEventListener(type, () => (movedAt = Date.now()), { capture: true, passive: true })
document.addEventListener("click", event => {
  if (!event.target.closest?.("[data-pauses-time]")) return
  localStorage.setItem(PAUSED, isPaused() ? "no" : "yes")
  showPause()
})
document.addEventListener("htmx:after:swap", () => {
  showPause()
  if ((document.querySelector("[data-ticket]")?.dataset.ticket ?? "") !== at) beat()
})
setInterval(beat, BEAT_MS)
showPause()
beat()
