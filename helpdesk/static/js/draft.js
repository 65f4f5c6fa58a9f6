// A text being written is never lost: kept in this browser at once, on the server 3 s after the last change.
// `form[data-draft="key"]` with `data-draft-url`; the words of state stand in the form's `[data-draft-state]`.
import { csrf } from "ui/toast"

const SAVE_MS = 3000
const waiting = new WeakMap()
const key = form => `draft:${form.dataset.draft}`
const fields = form => [...form.elements].filter(field => field.dataset.drafted !== undefined && (field.type !== "radio" || field.checked))

function remember(form) {
  const values = Object.fromEntries(fields(form).map(field => [field.name, field.value]))
  try {
    localStorage.setItem(key(form), JSON.stringify({ at: Date.now(), values }))
  } catch { /* full or forbidden: the server's copy remains */ }
}

function recall(form) {
  let kept
  try {
    kept = JSON.parse(localStorage.getItem(key(form)))
  } catch { return }
  if (!kept || kept.sent) return forget(form)
  if (kept.at <= Number(form.dataset.draftAt || 0)) return // the server knows something newer, from another browser
  for (const [name, value] of Object.entries(kept.values)) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio") field.checked = field.value === value
      else if (field.value !== value) field.value = value
    }
  }
  form.dispatchEvent(new CustomEvent("draft:recalled", { bubbles: true }))
}

const forget = form => localStorage.removeItem(key(form))

async function save(form) {
  waiting.delete(form)
  const body = new URLSearchParams(fields(form).map(field => [field.name, field.value]))
  const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, headers: { ...csrf(), "HX-Request": "true" }, keepalive: true }).catch(() => null)
  state(form, answer?.ok ? "saved" : "local")
}

function state(form, which) {
  const place = form.querySelector("[data-draft-state]")
  if (place) place.textContent = place.dataset[which] ?? ""
}

document.addEventListener("input", event => {
  const form = event.target.closest?.("form[data-draft]")
  if (!form) return
  remember(form)
  state(form, "saving")
  clearTimeout(waiting.get(form))
  if (form.dataset.draftUrl) waiting.set(form, setTimeout(() => save(form), SAVE_MS))
})

document.addEventListener("submit", event => {
  const form = event.target
  if (!form.matches("form[data-draft]") || event.defaultPrevented) return
  clearTimeout(waiting.get(form))
  try {
    const kept = JSON.parse(localStorage.getItem(key(form)))
    if (kept) localStorage.setItem(key(form), JSON.stringify({ ...kept, sent: true }))
  } catch { /* nothing kept */ }
})

// Sending failed (offline, signed out, refused): what was typed counts again.
document.addEventListener("htmx:after:request", event => {
  const form = event.target?.closest?.("form[data-draft]"), answer = event.detail?.ctx?.response
  if (!form) return
  if (answer && answer.status < 400) forget(form)
  else remember(form)
})
addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("form[data-draft]")) if (waiting.has(form)) save(form)
})

const start = () => {
  for (const form of document.querySelectorAll("form[data-draft]:not([data-draft-ready])")) {
    form.dataset.draftReady = ""
    recall(form)
  }
}
start()
document.addEventListener("htmx:after:swap", start)
