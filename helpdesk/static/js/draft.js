// A text being written is never lost: kept in this browser at once, on the server 2 s after the first change it does not
// know, apart for each kind (a reply is no note). `form[data-draft="key"]` with `data-mode` (the kind), `data-draft-url`;
// fields that count carry `data-drafted`; the words of state stand in the form's `[data-draft-state]`; what offers to
// throw away what was kept in `form[data-discards]`.
import { csrf } from "ui/toast"

const SAVE_MS = 2000
const MOST_KEPT_ALIVE = 60_000 // beyond 64 KB browsers refuse a request that is to outlive its page
const waiting = new Map()
const underway = new WeakMap() // one saving after the other: an older text must not come in last
const key = (form, kind) => `draft:${form.dataset.draft}:${kind}`
const fields = form => [...form.elements].filter(field => field.dataset.drafted !== undefined)
const modes = form => [...form.querySelectorAll("[name=kind]")].map(field => field.value)
const kinds = form => (modes(form).length ? modes(form) : [form.dataset.mode])

function read(form, kind) {
  try {
    return JSON.parse(localStorage.getItem(key(form, kind)))
  } catch { return null }
}

function write(form, kind, kept) {
  try {
    localStorage.setItem(key(form, kind), JSON.stringify(kept))
  } catch { /* full or forbidden: the server's copy remains */ }
}

const forget = (form, kind) => localStorage.removeItem(key(form, kind))
const isChosen = field => field.type !== "radio" || field.checked
function values(form) {
  const kept = {}
  for (const field of fields(form).filter(isChosen)) {
    if (field.type !== "checkbox") kept[field.name] = field.value
    else kept[field.name] = [kept[field.name], field.checked && field.value].filter(Boolean).join(",")
  }
  return kept
}
function put(field, value) {
  if (field.type === "radio") field.checked = field.value === value
  else if (field.type === "checkbox") field.checked = value.split(",").includes(field.value)
  else field.value = value
}
const remember = form => write(form, form.dataset.mode, { at: Date.now(), values: values(form) })

/** Puts back what this browser knows and the server does not, unless it was sent. */
function recall(form) {
  for (const kind of kinds(form)) {
    const kept = read(form, kind)
    if (!kept || kept.sent) {
      forget(form, kind)
      continue
    }
    if (kept.at <= Number(form.dataset.draftAt || 0)) continue // the server knows something newer, from another browser
    if (kind === form.dataset.mode) for (const field of fields(form)) if (field.name in kept.values) put(field, kept.values[field.name])
    form.dispatchEvent(new CustomEvent("draft:recalled", { bubbles: true, detail: { kind, values: kept.values } }))
    for (const found of document.querySelectorAll("[data-discards]")) found.hidden = false
  }
}

async function save(form, kind) {
  clearTimeout(waiting.get(form))
  waiting.delete(form)
  const body = new URLSearchParams({ ...values(form), kind })
  const going = new AbortController(), outlivesPage = body.toString().length < MOST_KEPT_ALIVE
  underway.set(form, going)
  const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, signal: going.signal, headers: { ...csrf(), "HX-Request": "true" }, keepalive: outlivesPage }).catch(() => null)
  if (underway.get(form) === going) underway.delete(form)
  state(form, answer?.ok ? "saved" : answer?.status === 401 ? "out" : "local")
}

function state(form, which) {
  const place = form.querySelector("[data-draft-state]")
  if (place) place.textContent = place.dataset[which] ?? ""
}

document.addEventListener("input", event => {
  const form = event.target.closest?.("form[data-draft]")
  if (!form || event.target.name === "kind") return
  remember(form)
  state(form, "saving")
  if (!waiting.has(form)) waitThenSave(form)
})

/** Whoever types without a pause is saved all the same. */
function waitThenSave(form) {
  waiting.set(form, setTimeout(() => (underway.has(form) ? waitThenSave(form) : save(form, form.dataset.mode)), SAVE_MS))
}

/** Whether the form holds what the server does not know yet. */
export const isUnsaved = form => waiting.has(form)

/** Saves what waits at once: before the kind changes, before the page goes. */
export async function flush(form, kind) {
  if (isUnsaved(form)) await save(form, kind)
}
addEventListener("pagehide", () => {
  for (const form of waiting.keys()) if (form.isConnected) flush(form, form.dataset.mode)
})

/** What is being sent is no draft any more: nothing saves it later, behind the back of its having been sent. */
function leave(form) {
  clearTimeout(waiting.get(form))
  waiting.delete(form)
  underway.get(form)?.abort() // it must not arrive behind what is sent
  const kept = read(form, form.dataset.mode)
  if (kept) write(form, form.dataset.mode, { ...kept, sent: true })
}
// A form that htmx sends never gets here undisturbed: htmx has taken over the event by then, and says so itself.
document.addEventListener("submit", event => {
  if (event.target.matches("form[data-draft]") && !event.defaultPrevented) leave(event.target)
})
// Thrown away here too.
document.addEventListener("submit", event => {
  if (event.target.matches("[data-discards]")) document.querySelectorAll("form[data-draft]").forEach(leave)
})
document.addEventListener("htmx:before:request", ({ detail }) => {
  if (detail?.ctx?.sourceElement?.matches?.("form[data-draft]")) leave(detail.ctx.sourceElement)
})

// Sending failed (offline, signed out, refused): what was typed counts again.
function settle(event) {
  const form = event.detail?.ctx?.sourceElement?.closest?.("form[data-draft]"), answer = event.detail?.ctx?.response
  if (!form) return
  const isSent = answer && answer.status < 400 && (!modes(form).length || !answer.headers.get("HX-Redirect"))
  if (isSent) forget(form, form.dataset.mode)
  else remember(form)
}
document.addEventListener("htmx:after:request", settle)
document.addEventListener("htmx:error", settle)

// The same text in two tabs: what is typed in one stands in the other, so neither writes over the other later.
addEventListener("storage", ({ key: changed, newValue }) => {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const kind = kinds(form).find(one => key(form, one) === changed)
    if (!kind || document.hasFocus()) continue
    const kept = newValue && JSON.parse(newValue), said = kept && !kept.sent ? kept.values : { text: "", html: "" }
    if (kind === form.dataset.mode) for (const field of fields(form)) if (field.name in said) put(field, said[field.name])
    form.dispatchEvent(new CustomEvent("draft:recalled", { bubbles: true, detail: { kind, values: said } }))
  }
})

const start = () => {
  for (const form of document.querySelectorAll("form[data-draft]:not([data-draft-ready])")) {
    form.dataset.draftReady = ""
    recall(form)
  }
}
// Not before every module stands: the composer hears of a text of the kind that is not shown.
document.addEventListener("DOMContentLoaded", start)
document.addEventListener("htmx:after:swap", start)
