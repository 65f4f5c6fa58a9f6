// The desk's panes: fold the context column, follow the opened ticket, keep the newest message in sight, and show the
// small forms of a ticket's properties (`a[data-layer]`) as a layer at the button; without scripts they are pages.
import { choose } from "ui/theme"

const wide = matchMedia("(min-width: 1241px)")
const layer = () => document.getElementById("layer")
let opener = null

document.addEventListener("click", event => {
  const fold = event.target.closest("[data-folds-context]")
  if (fold && wide.matches) { // narrower, the button opens the column as a layer by itself
    event.preventDefault()
    choose("context", document.documentElement.dataset.context === "folded" ? "open" : "folded")
  }
  const link = event.target.closest("a[data-layer]")
  if (!link || !layer() || event.metaKey || event.ctrlKey || event.shiftKey) return
  event.preventDefault()
  opener = link.checkVisibility() && !link.closest(".menu") ? link : document.querySelector("[popovertarget=ticket-more]")
  htmx.ajax("GET", link.href, { target: layer(), swap: "innerHTML" })
})

function showLayer() {
  if (layer().matches(":popover-open")) layer().querySelector("[data-autofocus]")?.focus()
  else layer().showPopover({ source: opener ?? undefined })
}

/** Of a menu longer than the window, the page one is on is what should be seen. */
function showPlace() {
  const here = document.querySelector(".rail [aria-current=page]"), foot = document.querySelector(".rail-foot")
  if (here && here.getBoundingClientRect().bottom > foot.getBoundingClientRect().top) here.scrollIntoView({ block: "center" })
}

/** Scrolls the conversation to its newest message, or leaves it where the address points. */
function showNewest() {
  const pane = document.querySelector("[data-timeline]")
  if (!pane || location.hash) return
  const last = [...pane.querySelectorAll(".message")].at(-1)
  if (last && pane.scrollHeight > pane.clientHeight) pane.scrollTop = Math.max(0, last.offsetTop - pane.offsetTop - 16)
}

/** Opens what is folded away where the address points into it; the whole page then comes anew and scrolls there. */
function showFolded() {
  const earlier = document.querySelector("[data-earlier]")
  if (!earlier || !/^#m\d+$/.test(location.hash) || document.getElementById(location.hash.slice(1))) return
  location.replace(earlier.href.split("#")[0] + location.hash)
}

function focusMessage(id) {
  const message = document.getElementById(id)
  message?.setAttribute("tabindex", "-1")
  message?.focus()
}

function markCurrent() {
  const open = document.querySelector("[data-ticket]")?.dataset.ticket
  for (const link of document.querySelectorAll(".row-subject[aria-current]")) link.removeAttribute("aria-current")
  const row = document.querySelector(`.row[data-number="${open}"]`)
  row?.querySelector(".row-subject").setAttribute("aria-current", "true")
  row?.removeAttribute("data-unread")
  row?.querySelector(".row-subject > .visually-hidden")?.remove()
}

// What was asked about one ticket is not drawn over another that was opened meanwhile.
const askedAt = new WeakMap()
const openTicket = () => document.querySelector("#ticket-head")?.dataset.ticket
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if ([ctx.sourceElement, ctx.target].some(each => each?.closest?.("#main, #context, #layer"))) {
    if (!ctx.push) askedAt.set(ctx, openTicket()) // what goes to an address of its own opens, whatever stood there
  }
})
document.addEventListener("htmx:before:swap", event => {
  const { ctx } = event.detail
  if (askedAt.has(ctx) && askedAt.get(ctx) !== openTicket()) event.preventDefault()
})

showNewest()
showFolded()
showPlace()
addEventListener("hashchange", showFolded)
document.addEventListener("htmx:after:swap", event => {
  const target = event.detail?.ctx?.target ?? event.target, source = event.detail?.ctx?.sourceElement
  if (source?.matches("[data-earlier]")) focusMessage(source.hash.slice(1))
  if (target?.id === "layer") showLayer()
  if (["timeline", "main"].includes(target?.id)) layer()?.matches(":popover-open") && layer().hidePopover()
  if (target?.id !== "main" || !openTicket()) return
  markCurrent()
  showNewest()
  target.focus({ preventScroll: true })
})
