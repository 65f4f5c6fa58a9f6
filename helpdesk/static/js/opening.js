// Queues and the tickets of a list open in the desk that stands: a list takes the place of the one before and puts the
// open ticket away, a ticket takes the place of the one before. Their links stay links: a page without panes, another
// tab and a browser without scripts get the whole page.
const QUEUES = 'a[href^="/desk/queues/"]', TICKETS = "#list .row-subject"
const list = () => document.getElementById("list")
const keyOfList = () => list().querySelector("[data-rows]")?.dataset.queue
let from = null // what stood there when a queue was asked for

document.addEventListener("click", event => {
  const link = event.target.closest(`${QUEUES}, ${TICKETS}`)
  if (!link || !list() || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  link.closest("[popover]")?.hidePopover()
  from = { queue: keyOfList(), ticket: document.querySelector("[data-ticket]")?.dataset.ticket }
  // One target for both, whose requests take each other's place: of several pressed in a row, the last one opens.
  htmx.ajax("GET", link.href, { target: "#main", push: link.href === location.href ? "false" : "true" })
})

/** The rail marks the open queue, and asks for itself as such from now on. */
function mark(key) {
  const rail = document.getElementById("rail-queues")
  if (!rail) return
  rail.dataset.refresh = `/desk/rail/?queue=${key}`
  for (const link of rail.querySelectorAll(QUEUES)) {
    if (link.getAttribute("href") === `/desk/queues/${key}/`) link.setAttribute("aria-current", "page")
    else link.removeAttribute("aria-current")
  }
}

/** Whoever closes a ticket goes on at its row; a queue's name is read out where another one opened. */
function arrive(key) {
  const row = key === from?.queue && list().querySelector(`.row[data-number="${from.ticket}"]`)
  const name = list().querySelector("h1")
  list().setAttribute("aria-label", name.textContent)
  if (row) row.dataset.active = ""
  ;(row ? row.querySelector(".row-subject") : name).focus()
  from = null
}

document.addEventListener("htmx:after:swap", event => {
  if (event.detail?.ctx?.target?.id !== "main" || document.querySelector("[data-ticket]")) return
  for (const open of document.querySelectorAll("#context:popover-open, #peek:popover-open")) open.hidePopover()
  mark(keyOfList())
  arrive(keyOfList())
})
