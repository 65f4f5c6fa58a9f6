// Who else is at the open ticket. A beat every 15 s says that I am there and what I do; its answer says who else is.
// An answer being typed tells the others at once. It warns, it never locks.
import { csrf } from "ui/toast"

const BEAT_MS = 15000, STILL_MS = 20000 // nothing typed for so long: looking again
const place = () => document.querySelector("[data-attendance]")
let typedAt = 0, told = "", at = ""

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

function beat() {
  const here = place()
  if (!here || document.hidden) return
  told = doing()
  ask(here.dataset.attendance, told)
}

/** The open ticket is another one, or none: whoever is at the one before need not wait until I expire. */
function arrive() {
  const now = place()?.dataset.attendance ?? ""
  if (at && at !== now) ask(at, "")
  if (at !== now) typedAt = 0
  const isNew = at !== now
  at = now
  if (isNew) beat()
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
  if (doing() !== told) beat()
})
for (const type of ["attendance", "message.sent"]) document.addEventListener(`live:${type}`, ({ detail }) => {
  const here = place()
  if (here && Number(here.dataset.ticketId) === detail.id) ask(here.dataset.attendance)
})
document.addEventListener("visibilitychange", beat)
addEventListener("pagehide", () => at && ask(at, ""))
setInterval(beat, BEAT_MS)
arrive()
