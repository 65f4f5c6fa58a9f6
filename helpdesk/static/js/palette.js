// Ctrl/⌘ K: everything the page can do or reach (`data-command`), found by a few letters. Combobox pattern.
import { keyShown, words } from "ui/keys"

const dialog = document.getElementById("palette")
const input = dialog?.querySelector("input"), list = dialog?.querySelector("[role=listbox]")
let commands = [], active = 0, hasPages = false

/** How well `wish` fits `text`; 0 means not at all. A wish of several words fits where each of them does. */
export function fit(wish, text) {
  if (!wish) return 1
  const whole = rank(wish, text.toLowerCase())
  return whole || Math.min(...wish.split(/\s+/).map(part => part === wish ? 0 : rank(part, text.toLowerCase())))
}

// The beginning, the beginning of a word, initials, the middle of a word. Letters left out only within one word that
// begins as typed ("mtrcs"): scattered over several words they fit nearly everything and mean nothing.
function rank(wish, text) {
  const parts = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  if (text.startsWith(wish)) return 5
  if (parts.some(part => part.startsWith(wish)) || text.includes(` ${wish}`)) return 4
  if (wish.length > 1 && parts.map(part => part[0]).join("").startsWith(wish)) return 3
  if (wish.length > 1 && text.includes(wish)) return 2
  return wish.length > 2 && parts.some(part => part[0] === wish[0] && isSkimmed(wish, part)) ? 1 : 0
}

function isSkimmed(wish, word) {
  let from = 0
  return [...wish].every(letter => (from = word.indexOf(letter, from) + 1))
}

function collect() {
  const told = new Set()
  commands = [...document.querySelectorAll("[data-command]:not([disabled])")].map(element => ({
    element,
    label: (element.dataset.command || element.getAttribute("aria-label") || words(element)).trim(),
    key: element.dataset.key ?? "",
    to: element.getAttribute("href"),
  })).filter(({ label, to }) => label && !told.has(label) && !told.has(to) && told.add(label) && told.add(to ?? label))
}

/** The pages this one does not link to, asked for once; what the page itself offers stands before them. */
async function fetchPages() {
  hasPages = true
  const answer = await fetch(dialog.dataset.pages, { headers: { "HX-Request": "true" } }).catch(() => null)
  if (!answer?.ok) return void (hasPages = false)
  dialog.insertAdjacentHTML("beforeend", await answer.text())
  collect()
  if (dialog.open) draw()
}

function draw() {
  const wish = input.value.trim().toLowerCase()
  const found = commands.map(command => ({ ...command, score: fit(wish, command.label) })).filter(c => c.score)
  found.sort((a, b) => b.score - a.score)
  if (/^\D*\d+$/.test(wish)) found.unshift({ label: `→ ${input.value.trim()}`, href: `/desk/tickets/${wish.match(/\d+$/)[0]}/`, key: "" })
  list.replaceChildren(...found.slice(0, 40).map(option))
  if (!found.length) {
    const none = document.createElement("p")
    none.className = "palette-none"
    none.textContent = dialog.dataset.none
    list.append(none)
  }
  move(0, true)
}

function option(command, index) {
  const row = document.createElement("div"), icon = command.element?.querySelector("svg")
  row.role = "option"
  row.id = `palette-${index}`
  if (icon) row.append(icon.cloneNode(true))
  row.append(command.label)
  for (const key of command.key.split(" ").filter(Boolean)) {
    const kbd = document.createElement("kbd")
    kbd.textContent = command.key.includes(" ") ? key.toUpperCase() : keyShown(key)
    row.append(kbd)
  }
  row.onclick = () => run(command)
  row.command = command
  return row
}

function move(to, absolute = false) {
  const rows = [...list.querySelectorAll("[role=option]")]
  active = rows.length ? ((absolute ? to : active + to) + rows.length) % rows.length : 0
  rows.forEach((row, index) => row.setAttribute("aria-selected", index === active))
  if (rows[active]) {
    input.setAttribute("aria-activedescendant", rows[active].id)
    rows[active].scrollIntoView({ block: "nearest" })
  } else input.removeAttribute("aria-activedescendant")
}

function run(command) {
  dialog.close()
  if (command.href) location.href = command.href
  else command.element.click()
}

dialog?.addEventListener("dialog:shown", () => {
  input.value = ""
  collect()
  draw()
  input.focus()
  if (!hasPages) fetchPages()
})
input?.addEventListener("input", draw)
input?.addEventListener("keydown", event => {
  if (event.isComposing) return
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault()
    move(event.key === "ArrowDown" ? 1 : -1)
  } else if (event.key === "Enter") {
    event.preventDefault()
    const chosen = list.querySelectorAll("[role=option]")[active]
    if (chosen) run(chosen.command)
    else location.href = dialog.dataset.search + encodeURIComponent(input.value)
  }
})
