// How long I work on the open ticket: a beat every 15 s while its page is looked at, has the focus, and somebody
// touched anything lately (the company says how lately). The server counts (tickets.handling).
import { csrf } from "ui/toast"

/** Who stays on a ticket for less only passes by. */
export const STAYS_MS = 600
const BEAT_MS = 15000, IDLE_SECONDS = 60, PAUSED = "time:paused"
let movedAt = Date.now(), at = "", timer = null

const openTicket = () => document.querySelector("[data-ticket]")?.dataset.ticket ?? ""

const isPaused = () => localStorage.getItem(PAUSED) === "yes"

const idleMs = () => (document.querySelector("[data-idle-seconds]")?.dataset.idleSeconds ?? IDLE_SECONDS) * 1000

function beat() {
  const ticket = openTicket()
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
  if (openTicket() === at) return
  clearTimeout(timer)
  timer = setTimeout(() => openTicket() !== at && beat(), STAYS_MS)
})
setInterval(beat, BEAT_MS)
showPause()
beat()
