// Single keys for what is on the page: an element says its key itself (`data-key="r"`, "g i", "Mod+k", "Shift+x").
// They rest while a field has the focus, a dialog is open, text is being composed, or the person switched them off.
const SEQUENCE_MS = 1000
const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable=''], [contenteditable=true], trix-editor"
const isMac = /Mac|iPhone|iPad/.test(navigator.platform)
// What this person has otherwise (`data-keymap`, ui/keymap.py): pressed → meant, "" for a key that means nothing now.
const own = JSON.parse(document.documentElement.dataset.keymap || "{}")
const instead = Object.fromEntries(Object.entries(own).filter(([made, meant]) => meant && !made.startsWith("Mod+")).map(pair => pair.reverse()))
let before = "", beforeAt = 0

/** The name of a key press as it was made: "r", "Shift+x", "Mod+Enter", "?". */
function pressed(event) {
  const parts = []
  // AltGr writes signs and is Ctrl with Alt on some systems; Alt writes others on a Mac, where the key is meant.
  if (event.getModifierState?.("AltGraph")) return event.key
  if (event.ctrlKey || event.metaKey) parts.push("Mod")
  if (event.altKey) parts.push("Alt")
  if (event.shiftKey && event.code === "Period" && !parts.length) return "Shift+."
  const key = event.altKey && event.code?.startsWith("Key") ? event.code[3] : event.key
  const letter = key.length === 1
  if (event.shiftKey && (!letter || key.toLowerCase() !== key.toUpperCase())) parts.push("Shift")
  parts.push(letter ? key.toLowerCase() : key)
  return parts.join("+")
}

/** What the press means: the key as `data-key` writes it, whichever this person has for it. */
export function keyName(event) {
  const name = pressed(event)
  return own[name] ?? name
}

/** How a key is shown to whoever has to press it: "Ctrl K", "⇧ X". */
export function keyShown(key) {
  const name = instead[key] ?? key
  return name.replace("Mod+", isMac ? "⌘" : "Ctrl ").replace("Shift+", "⇧ ").toUpperCase().replace("CTRL", "Ctrl")
}

/** Whether single keys may act now. */
export function keysRest(event) {
  if (event.isComposing || event.defaultPrevented || document.documentElement.dataset.keys === "off") return true
  return Boolean(event.target.closest?.(FIELDS) || document.querySelector("dialog[open]"))
}

function elementFor(name) {
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(name)}"]`)].filter(e => !e.disabled && !e.closest("[inert]:not(.composer), dialog"))
  const seen = all.filter(e => e.checkVisibility?.() ?? true)
  // A field of the page itself comes before a way to another page: "/" on a list of customers looks for a customer.
  return seen.find(e => e.matches(FIELDS)) ?? seen[0] ?? all[0]
}

function press(element) {
  if (element.matches(FIELDS)) element.focus()
  else element.click()
}

// Keys pressed while the page is being drawn anew wait, in their order, until it is: what stands there is not yet whole,
// and the focus goes elsewhere. What comes behind a key that opens a text is written into it.
const held = []
const isPassing = element => Boolean(document.querySelector(".htmx-swapping, .htmx-settling") || element.closest("[aria-busy=true]"))

function playHeld() {
  for (const { meant, sign } of held.splice(0)) {
    const element = elementFor(meant), isWriting = document.activeElement?.matches(FIELDS)
    if (isWriting && sign.length === 1) document.execCommand("insertText", false, sign)
    else if (!isWriting && element) press(element)
  }
}
for (const drawn of ["htmx:after:swap", "sending:over"]) document.addEventListener(drawn, () => held.length && setTimeout(playHeld))

/** A rich editor draws what was just typed in the next frame, which would take the focus back: it is left after that. */
function leave(field) {
  if (field.matches("trix-editor")) requestAnimationFrame(() => field.blur())
  else field.blur()
}

document.addEventListener("keydown", event => {
  if (event.key === "Escape" && event.target.matches?.(FIELDS) && !event.target.closest("dialog, [role=combobox][aria-expanded=true]")) return leave(event.target)
  const made = pressed(event), name = keyName(event), combined = made.startsWith("Mod+") || made.startsWith("Alt+")
  if (event.isComposing || (!combined && keysRest(event))) return
  const sequence = Date.now() - beforeAt < SEQUENCE_MS ? `${before} ${made}` : ""
  before = made
  beforeAt = Date.now()
  const meant = [sequence, name].find(each => each && elementFor(each)), element = meant && elementFor(meant)
  const sign = event.key === "Enter" ? "\n" : event.key
  const waits = held.length ? !combined && (element || sign.length === 1) : element && isPassing(element)
  if (!element && !waits) return
  event.preventDefault()
  if (waits) held.push({ meant: meant ?? name, sign })
  else press(element)
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
      kbd.textContent = element.dataset.key.includes(" ") ? part.toUpperCase() : keyShown(part)
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

/** The hints on the page name the keys that this person moved. */
function showOwn() {
  for (const key of Object.keys(instead)) {
    const name = CSS.escape(key)
    for (const kbd of document.querySelectorAll(`[data-key="${name}"] kbd, kbd[data-own="${name}"]`)) kbd.textContent = keyShown(key)
  }
}

if (Object.keys(instead).length) document.addEventListener("htmx:after:swap", showOwn)
showOwn()
document.addEventListener("dialog:shown", event => event.target.id === "keys" && describe())
describe()
