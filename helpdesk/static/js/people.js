// Offers the customers we know while somebody types a name or an address (`input[data-people]`). Arrows and Enter choose;
// what nobody chooses stays as typed. `data-people-name` names the field that gets the chosen one's name.
const LEAST_LETTERS = 2, PAUSE_MS = 120
let shownFor = null, active = -1, asking = 0, timer = null

const list = document.createElement("div")
Object.assign(list, { id: "people", className: "people-offer", role: "listbox", popover: "manual" })
const rows = () => [...list.querySelectorAll("[role=option]")]

function close() {
  clearTimeout(timer)
  asking++ // an answer on its way is late now
  if (!shownFor) return
  shownFor.setAttribute("aria-expanded", "false")
  shownFor.removeAttribute("aria-activedescendant")
  shownFor = null
  if (list.isConnected) list.hidePopover()
}

function walk(to) {
  rows()[active]?.setAttribute("aria-selected", "false")
  active = (to + rows().length) % rows().length
  rows()[active].setAttribute("aria-selected", "true")
  rows()[active].scrollIntoView({ block: "nearest" })
  shownFor.setAttribute("aria-activedescendant", rows()[active].id)
}

async function offer(field) {
  const mine = ++asking, wish = field.value.trim()
  const answer = await fetch(`/desk/contacts/offers/?q=${encodeURIComponent(wish)}`, { headers: { "HX-Request": "true" } }).catch(() => null)
  if (mine !== asking || !answer?.ok || document.activeElement !== field) return
  list.innerHTML = await answer.text()
  if (mine !== asking) return
  active = -1
  if (!rows().length) return close()
  const place = field.getBoundingClientRect()
  Object.assign(list.style, { left: `${place.left}px`, top: `${place.bottom + 4}px`, minWidth: `${Math.min(place.width, 480)}px` })
  list.setAttribute("aria-label", field.getAttribute("aria-label") ?? field.labels?.[0]?.textContent.trim() ?? "")
  shownFor = field
  field.setAttribute("aria-expanded", "true")
  if (list.previousElementSibling !== field) field.after(list)
  if (!list.matches(":popover-open")) list.showPopover()
}

function choose(row) {
  const field = shownFor, name = field.dataset.peopleName && document.getElementById(field.dataset.peopleName)
  close()
  field.value = row.dataset.address
  if (name) name.value = row.dataset.name
  field.dispatchEvent(new Event("input", { bubbles: true }))
  close() // choosing is no typing
  field.dispatchEvent(new Event("people:chosen", { bubbles: true }))
}

document.addEventListener("focusin", ({ target }) => {
  if (!target.matches?.("input[data-people]") || target.role === "combobox") return
  for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-controls": "people", "aria-autocomplete": "list" })) target.setAttribute(name, value)
})
document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("input[data-people]")) return
  close()
  if (target.value.trim().length >= LEAST_LETTERS) timer = setTimeout(offer, PAUSE_MS, target)
}, true) // chips keep the event to themselves
document.addEventListener("keydown", event => {
  if (event.target !== shownFor || event.isComposing) return
  const chosen = rows()[active]
  if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(event.key === "ArrowDown" ? active + 1 : Math.max(active, 0) - 1)
  else if ((event.key === "Enter" || event.key === "Tab") && chosen) choose(chosen)
  else if (event.key === "Escape") close()
  else return
  event.preventDefault()
  event.stopPropagation()
}, true)
document.addEventListener("focusout", ({ target }) => target === shownFor && close())
document.addEventListener("scroll", ({ target }) => target !== list && close(), true)
list.addEventListener("pointerdown", event => {
  event.preventDefault() // the field keeps the focus
  const row = event.target.closest("[role=option]")
  if (row) choose(row)
})
