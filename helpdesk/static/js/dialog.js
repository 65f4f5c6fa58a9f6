// Dialogs and layers: `data-shows="id"` opens one, `data-confirm="question"` asks before a press counts.
document.addEventListener("click", event => {
  const opener = event.target.closest("[data-shows]")
  if (opener) {
    const dialog = document.getElementById(opener.dataset.shows)
    if (!dialog) return
    event.preventDefault()
    opener.closest("[popover]")?.hidePopover?.()
    show(dialog)
  } else if (event.target.matches("dialog[open]")) {
    if (!within(event, event.target)) event.target.close() // a press on the veil
  } else {
    event.target.closest(".menu-item")?.closest(".menu[popover]")?.hidePopover?.()
  }
})

export function show(dialog) {
  if (dialog.open) return
  dialog.showModal()
  dialog.dispatchEvent(new CustomEvent("dialog:shown", { bubbles: true }))
}

function within(event, dialog) {
  const box = dialog.getBoundingClientRect()
  return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom
}

// Asked in the capture phase, before htmx or the form sees the press; the second press carries the permission.
let allowed = null
document.addEventListener("click", event => {
  const asker = event.target.closest("[data-confirm]")
  if (!asker || asker === allowed) return (allowed = null)
  event.preventDefault()
  event.stopImmediatePropagation()
  const dialog = document.getElementById("confirm")
  dialog.querySelector("[data-question]").textContent = asker.dataset.confirm
  dialog.onclose = () => {
    if (dialog.returnValue !== "yes") return asker.focus()
    allowed = asker
    asker.click()
  }
  dialog.returnValue = ""
  show(dialog)
}, true)

// An error summary takes the focus, whether it came with the page or was swapped in.
const focusErrors = root => root.querySelector?.("[data-autofocus]")?.focus()
focusErrors(document)
document.addEventListener("htmx:after:swap", () => focusErrors(document))

// A menu with a search field filters its entries while typing.
document.addEventListener("input", event => {
  const menu = event.target.matches(".menu-search input") && event.target.closest(".menu")
  if (!menu) return
  const wish = event.target.value.trim().toLowerCase()
  for (const item of menu.querySelectorAll(".menu-item")) item.hidden = !item.textContent.toLowerCase().includes(wish)
})

// Arrows walk through an open menu; its first entry (or its search) has the focus when it opens.
document.addEventListener("toggle", event => {
  if (event.newState === "open" && event.target.matches?.(".menu")) {
    event.target.querySelector(".menu-search input, [aria-current].menu-item, .menu-item")?.focus()
  }
}, true)
document.addEventListener("keydown", event => {
  const menu = event.target.closest?.(".menu[popover]")
  if (!menu || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return
  const items = [...menu.querySelectorAll(".menu-item")].filter(item => item.checkVisibility())
  if (event.key === "Enter") {
    if (!event.target.matches(".menu-search input")) return
    event.preventDefault()
    return items[0]?.click()
  }
  event.preventDefault()
  const step = event.key === "ArrowDown" ? 1 : -1
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus()
})
