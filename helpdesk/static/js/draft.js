// A text being written is never lost: kept in this browser at once, on the server 3 s after the last change, apart for
// each kind (a reply is no note). `form[data-draft="key"]` with `data-mode` (the kind), `data-draft-url`; fields that
// count carry `data-drafted`; the words of state stand in the form's `[data-draft-state]`.
import { csrf } from "ui/toast"

const SAVE_MS = 3000
const waiting = new Map()
const key = (form, kind) => `draft:${form.dataset.draft}:${kind}`
const fields = form => [...form.elements].filter(field => field.dataset.drafted !== undefined)
const kinds = form => [...form.querySelectorAll("[name=kind]")].map(field => field.value)

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
const values = form => Object.fromEntries(fields(form).filter(isChosen).map(field => [field.name, field.value]))
function put(field, value) {
  if (field.type === "radio") field.checked = field.value === value
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
  }
}

async function save(form, kind) {
  clearTimeout(waiting.get(form))
  waiting.delete(form)
  const body = new URLSearchParams({ ...values(form), kind })
  const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, headers: { ...csrf(), "HX-Request": "true" }, keepalive: true }).catch(() => null)
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
  clearTimeout(waiting.get(form))
  waiting.set(form, setTimeout(() => save(form, form.dataset.mode), SAVE_MS))
})

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
  const kept = read(form, form.dataset.mode)
  if (kept) write(form, form.dataset.mode, { ...kept, sent: true })
}
// A form that htmx sends never gets here undisturbed: htmx has taken over the event by then, and says so itself.
document.addEventListener("submit", event => {
  if (event.target.matches("form[data-draft]") && !event.defaultPrevented) leave(event.target)
})
document.addEventListener("htmx:before:request", ({ detail }) => {
  if (detail?.ctx?.sourceElement?.matches?.("form[data-draft]")) leave(detail.ctx.sourceElement)
})

// Sending failed (offline, signed out, refused): what was typed counts again.
function settle(event) {
  const form = event.detail?.ctx?.sourceElement?.closest?.("form[data-draft]"), answer = event.detail?.ctx?.response
  if (!form) return
  if (answer && answer.status < 400 && !answer.headers.get("HX-Redirect")) forget(form, form.dataset.mode)
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
