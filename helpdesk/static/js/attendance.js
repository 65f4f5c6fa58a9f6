// Who else is at the open ticket. A beat every 15 s says that I am there and what I do; its answer says who else is.
// An answer being typed tells the others at once; who only looks is told of once it has stayed a moment, so that going
// through tickets costs nothing but the tickets. It warns, it never locks.
import { csrf } from "ui/toast"
import { STAYS_MS } from "ui/time"

const BEAT_MS = 15000, STILL_MS = 20000 // nothing typed for so long: looking again
const place = () => document.querySelector("[data-attendance]")
const address = () => place()?.dataset.attendance ?? ""
let typedAt = 0, told = "", at = "", shown = address(), timer = null

function doing() {
  const composer = document.querySelector("form.composer")
  if (!composer || Date.now() - typedAt > STILL_MS) return "look"
  return composer.dataset.mode === "note" ? "note" : "reply"
}

async function ask(address, does) {
  const body = does === undefined ? undefined : new URLSearchParams({ doing: does })
  const answer = await fetch(address, { method: body ? "POST" : "GET", body, keepalive: true, headers: { ...csrf(), "HX-Request": "true" } }).catch(() => null)
  const here = place()
  if (!answer?.ok || here?.dataset.attendance !== address) return
  const words = (await answer.text()).trim()
  if (here.innerHTML.trim() !== words) here.innerHTML = words // said again only where it is new
}

/** Says that I am here, and to whoever is at the ticket before that I left: they need not wait until I expire. */
function beat() {
  if (at && at !== address()) ask(at, "")
  at = address()
  if (!at || document.hidden) return
  told = doing()
  ask(at, told)
}

/** The open ticket may be another one, or none. */
function arrive() {
  if (shown === address()) {
    if (at === shown && doing() !== told) beat()
    return
  }
  shown = address()
  typedAt = 0
  clearTimeout(timer)
  timer = setTimeout(() => at !== address() && beat(), STAYS_MS)
}

document.addEventListener("input", event => {
  if (!event.target.closest?.("form.composer") || !event.target.matches("[name=text], trix-editor")) return
  typedAt = event.target.value === "" ? 0 : Date.now()
  if (doing() !== told) beat()
})
document.addEventListener("change", event => event.target.matches?.("form.composer [name=kind]") && typedAt && beat())
document.addEventListener("htmx:after:swap", event => {
  const source = event.detail?.ctx?.sourceElement
  if (source?.matches?.("form.composer")) typedAt = 0 // sent, or stopped: not typing for now
  arrive()
})
for (const type of ["attendance", "message.sent"]) document.addEventListener(`live:${type}`, ({ detail }) => {
  const here = place()
  if (here && Number(here.dataset.ticketId) === detail.id) ask(here.dataset.attendance)
})
document.addEventListener("visibilitychange", beat)
addEventListener("pagehide", () => at && ask(at, ""))
setInterval(beat, BEAT_MS)
beat()
