// Toasts: short words about what just happened, with a way back. Anything may fire `toast` with {text, tone, undo}.
const STAY_MS = 6000, UNDO_STAY_MS = 15000
const MOST = 3, ICONS = { ok: "#success", warn: "#alert", late: "#alert" }
const place = document.getElementById("toasts")

/** Shows `text`; `undo` is an address that takes the action back by POST, for as many `seconds`, counted down. */
export function toast(text, { tone = "ok", undo = null, seconds = null } = {}) {
  const blank = document.getElementById("toast-blank")?.content.firstElementChild
  if (!blank || !place) return
  const element = blank.cloneNode(true)
  element.querySelector("[data-text]").textContent = text
  element.dataset.tone = tone
  const picture = element.querySelector(".icon use"), form = element.querySelector("form")
  picture.setAttribute("href", picture.getAttribute("href").replace(/#.*/, ICONS[tone] ?? "#info"))
  if (undo) form.action = undo
  else form.remove()
  place.append(element)
  for (const old of [...place.children].slice(0, -MOST)) leave(old)
  if (seconds) count(element, seconds)
  else stay(element, undo ? UNDO_STAY_MS : STAY_MS)
}

/** Tells how many seconds are left; with the last one the toast goes, whoever looks at it. */
function count(element, seconds) {
  const button = element.querySelector("[data-undo] button"), left = document.createElement("span")
  left.className = "toast-left num"
  left.ariaHidden = "true"
  button.append(left)
  const tick = () => {
    left.textContent = seconds--
    if (seconds < -1) leave(element)
    else if (element.isConnected) setTimeout(tick, 1000)
  }
  tick()
}

/** Polite words for screen readers only. */
export function say(text) {
  const region = document.getElementById("live-region")
  if (region) region.textContent = text
}

function stay(element, ms) {
  let timer = setTimeout(() => leave(element), ms)
  for (const stop of ["pointerenter", "focusin"]) element.addEventListener(stop, () => clearTimeout(timer))
  for (const go of ["pointerleave", "focusout"]) element.addEventListener(go, () => (timer = setTimeout(() => leave(element), ms)))
}

function leave(element) {
  element.dataset.leaving = ""
  setTimeout(() => element.remove(), 250)
}

/** The header that lets a script post to us. */
export function csrf() {
  const headers = document.body.getAttribute("hx-headers:inherited")
  return headers ? JSON.parse(headers) : {}
}

place?.addEventListener("click", event => event.target.closest("[data-dismiss]") && leave(event.target.closest(".toast")))
place?.addEventListener("submit", async event => {
  if (!event.target.matches("[data-undo]")) return
  event.preventDefault()
  const element = event.target.closest(".toast")
  const answer = await fetch(event.target.action, { method: "POST", headers: { ...csrf(), "HX-Request": "true" } }).catch(() => null)
  leave(element)
  const there = answer?.headers.get("HX-Redirect")
  if (answer?.ok && there) location.assign(there)
  else if (answer?.ok) location.reload()
  else toast(place.dataset.failed, { tone: "late" })
})
for (const element of place?.children ?? []) if (element.dataset.tone !== "late") stay(element, STAY_MS)

document.addEventListener("toast", event => toast(event.detail.text, event.detail))

// No answer, or one that is no part of this page: said in words, and what stands on the page stays.
document.addEventListener("htmx:error", event => {
  if (event.detail?.ctx?.request?.signal?.aborted) return
  toast(place.dataset.offline, { tone: "late" })
})
document.addEventListener("htmx:before:response", event => {
  const { status } = event.detail.ctx.response
  if (![400, 403, 404].includes(status) && status < 500) return
  event.preventDefault()
  toast(status < 500 ? place.dataset.refused : place.dataset.broken, { tone: "late" })
})
