// "Promise an update by …" in the composer: the button says what was chosen; Enter in the menu chooses, it never sends.
const menu = element => element?.closest?.("[data-promise]")

function chosen(place) {
  const radio = place.querySelector("[name=update_by]:checked"), own = place.querySelector("[name=update_by_own]")
  if (!radio?.value) return ""
  if (radio.value !== "own") return radio.closest("[data-said]")?.dataset.said ?? ""
  return own.value ? new Date(own.value).toLocaleString(document.documentElement.lang, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }) : "…"
}

function tell(place) {
  const button = document.querySelector("[data-promised]"), words = button?.querySelector("span"), said = chosen(place)
  if (!words) return
  words.textContent = said ? words.dataset.some.replace("%s", said) : words.dataset.none
  button.toggleAttribute("data-on", Boolean(said))
}

document.addEventListener("input", ({ target }) => {
  const place = menu(target)
  if (!place) return
  if (target.name === "update_by_own" && target.value) place.querySelector("[name=update_by][value=own]").checked = true
  tell(place)
})
document.addEventListener("keydown", event => {
  const place = menu(event.target)
  if (!place || !["Enter", "ArrowUp", "ArrowDown"].includes(event.key)) return
  event.stopPropagation() // other menus walk with the arrows from item to item, radios choose with them
  if (event.key !== "Enter") return
  event.preventDefault()
  place.hidePopover()
}, true)
document.addEventListener("toggle", ({ target, newState }) => {
  if (menu(target) === target && newState === "open") target.querySelector("[name=update_by]:checked")?.focus()
}, true)
// A composer that came back with what was typed says what was chosen.
const look = () => document.querySelector("[data-promise] [name=update_by]:checked:not([value=''])") && tell(document.querySelector("[data-promise]"))
document.addEventListener("htmx:after:swap", look)
document.addEventListener("draft:recalled", look)
look()
