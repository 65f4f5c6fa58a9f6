// Single keys for what is on the page: an element says its key itself (`data-key="r"`, "g i", "Mod+k", "Shift+x").
// They rest while a field has the focus, a dialog is open, text is being composed, or the person switched them off.
const SEQUENCE_MS = 1000
const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable=''], [contenteditable=true], trix-editor"
const isMac = /Mac|iPhone|iPad/.test(navigator.platform)
let before = "", beforeAt = 0

/** The name of a key press as `data-key` writes it: "r", "Shift+x", "Mod+Enter", "?". */
export function keyName(event) {
  const parts = []
  if (event.ctrlKey || event.metaKey) parts.push("Mod")
  if (event.altKey) parts.push("Alt")
  const letter = event.key.length === 1
  if (event.shiftKey && (!letter || event.key.toLowerCase() !== event.key.toUpperCase())) parts.push("Shift")
  parts.push(letter ? event.key.toLowerCase() : event.key)
  return parts.join("+")
}

/** Whether single keys may act now. */
export function keysRest(event) {
  if (event.isComposing || event.defaultPrevented || document.documentElement.dataset.keys === "off") return true
  return Boolean(event.target.closest?.(FIELDS) || document.querySelector("dialog[open]"))
}

function elementFor(name) {
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(name)}"]`)].filter(e => !e.disabled && !e.closest("[inert], dialog"))
  return all.find(e => e.checkVisibility?.() ?? true) ?? all[0]
}

function press(element) {
  if (element.matches(FIELDS)) element.focus()
  else element.click()
}

/** A rich editor draws what was just typed in the next frame, which would take the focus back: it is left after that. */
function leave(field) {
  if (field.matches("trix-editor")) requestAnimationFrame(() => field.blur())
  else field.blur()
}

document.addEventListener("keydown", event => {
  if (event.key === "Escape" && event.target.matches?.(FIELDS) && !event.target.closest("dialog, [role=combobox]")) return leave(event.target)
  const name = keyName(event), combined = name.startsWith("Mod+") || name.startsWith("Alt+")
  if (event.isComposing || (!combined && keysRest(event))) return
  const sequence = Date.now() - beforeAt < SEQUENCE_MS ? `${before} ${name}` : ""
  before = name
  beforeAt = Date.now()
  const element = (sequence && elementFor(sequence)) || elementFor(name)
  if (!element) return
  event.preventDefault()
  press(element)
})

/** Fills the help with every key of this page, and writes ⌘ where a Mac has it. */
function describe() {
  if (isMac) for (const kbd of document.querySelectorAll("[data-mod]")) kbd.textContent = kbd.textContent.replace("Ctrl ", "⌘")
  const list = document.querySelector("[data-keys-list]")
  if (!list) return
  list.querySelectorAll("[data-found]").forEach(row => row.remove())
  const told = new Set()
  for (const element of document.querySelectorAll("[data-key]")) {
    const label = (element.dataset.command || element.getAttribute("aria-label") || words(element)).trim()
    if (!label || told.has(element.dataset.key)) continue
    told.add(element.dataset.key)
    const row = document.createElement("div"), name = document.createElement("span"), keys = document.createElement("span")
    row.dataset.found = ""
    name.textContent = label
    for (const part of element.dataset.key.split(" ")) {
      const kbd = document.createElement("kbd")
      kbd.textContent = part.replace("Mod+", isMac ? "⌘" : "Ctrl ").replace("Shift+", "⇧ ").toUpperCase().replace("CTRL", "Ctrl")
      keys.append(kbd)
    }
    row.append(name, keys)
    list.append(row)
  }
}

/** The words of an element without its key and count. */
export function words(element) {
  const copy = element.cloneNode(true)
  copy.querySelectorAll("kbd, .count, svg").forEach(part => part.remove())
  return copy.textContent.replace(/\s+/g, " ")
}

document.addEventListener("dialog:shown", event => event.target.id === "keys" && describe())
describe()
