// A list of tickets under the keyboard: j/k move, Enter opens, x selects. Live words change rows where they stand;
// nothing moves under the pointer: what is new waits behind the "3 new" bar.
import { keyName, keysRest } from "ui/keys"
import { thingOf } from "ui/live"
import { say } from "ui/toast"

const GATHER_MS = 400, AGAIN_MS = 3000
const root = () => document.querySelector("[data-rows]")
const rows = () => [...(root()?.querySelectorAll(".row") ?? [])]
const activeRow = () => root()?.querySelector(".row[data-active]")
let anchor = null

function activate(row) {
  activeRow()?.removeAttribute("data-active")
  if (!row) return
  row.dataset.active = ""
  row.querySelector(".row-subject").focus({ preventScroll: true })
  row.scrollIntoView({ block: "nearest" })
}

function step(by) {
  const all = rows(), now = all.indexOf(activeRow() ?? root()?.querySelector(".row:has([aria-current])"))
  activate(all[Math.max(0, Math.min(all.length - 1, now + by))])
  if (peekPlace()?.matches(":popover-open")) peek(activeRow())
}

// Space shows the active ticket beside its row, without opening or marking it as read; moving on shows the next.
const peekPlace = () => document.getElementById("peek")

async function peek(row) {
  const answer = row && (await fetch(`/desk/tickets/${row.dataset.number}/peek/`, { headers: { "HX-Request": "true" } }).catch(() => null))
  if (!answer?.ok || row !== activeRow()) return
  peekPlace().innerHTML = await answer.text()
  peekPlace().showPopover()
  say(peekPlace().innerText)
}

function pick(row, range) {
  const all = rows(), box = row?.querySelector(".row-pick")
  if (!box) return
  if (range && anchor?.isConnected) {
    const [from, to] = [all.indexOf(anchor), all.indexOf(row)].sort((a, b) => a - b)
    for (const between of all.slice(from, to + 1)) between.querySelector(".row-pick").checked = true
  } else box.checked = !box.checked
  anchor = row
  countPicked()
}

function countPicked() {
  const picked = root()?.querySelectorAll(".row-pick:checked").length ?? 0
  root()?.toggleAttribute("data-picking", picked > 0)
  const bar = document.querySelector("[data-bulk]")
  if (!bar) return
  bar.hidden = !picked
  bar.querySelector("[data-count]").textContent = picked
  const all = bar.querySelector("[data-bulk-all]")
  if (!all) return
  all.hidden = picked < rows().length
  if (all.hidden) all.querySelector("input").checked = false
}

function clearPicks() {
  for (const box of root().querySelectorAll(".row-pick:checked")) box.checked = false
  countPicked()
}

const actions = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  o: () => activeRow()?.querySelector(".row-subject").click(),
  x: () => pick(activeRow(), false),
  "Shift+x": () => pick(activeRow(), true),
  "Mod+a": () => {
    for (const box of root().querySelectorAll(".row-pick")) box.checked = true
    countPicked()
  },
  Escape: clearPicks,
  " ": () => (peekPlace().matches(":popover-open") ? peekPlace().hidePopover() : peek(activeRow())),
  "]": () => open(1),
  "[": () => open(-1),
}

/** Opens the neighbour of the open ticket in this list. */
function open(by) {
  const all = rows(), now = all.findIndex(row => row.querySelector("[aria-current]"))
  all[now + by]?.querySelector(".row-subject").click()
}

document.addEventListener("keydown", event => {
  const act = actions[keyName(event)]
  if (!act || !root() || keysRest(event)) return
  if (event.key === " " && (!activeRow() || !event.target.matches("body, .row-subject"))) return
  if (event.key === "Escape" && document.querySelector(":popover-open")) return // that closes first
  if (event.key.startsWith("Arrow") && event.target.closest("[data-timeline], .menu")) return
  event.preventDefault()
  act()
})
document.addEventListener("change", event => event.target.matches(".row-pick") && ((anchor = event.target.closest(".row")), countPicked()))
document.addEventListener("click", event => {
  if (event.target.closest("[data-renews]")) htmx.ajax("GET", root().dataset.refreshRows, { target: ".desk-list", swap: "innerHTML" })
  if (event.target.closest("[data-clear-picks]")) clearPicks()
})

let timer = null
document.addEventListener("live", ({ detail }) => {
  if (root()?.dataset.refreshRows && ["ticket", "resync"].includes(thingOf(detail.type))) timer ??= setTimeout(renew, GATHER_MS)
})
document.addEventListener("visibilitychange", () => !document.hidden && timer === "later" && renew())

async function renew() {
  timer = null
  if (document.hidden) return (timer = "later")
  const list = root(), answer = await fetch(list.dataset.refreshRows, { headers: { "HX-Request": "true" } }).catch(() => null)
  if (list !== root()) return (timer ??= setTimeout(renew, GATHER_MS)) // another opened, maybe drawn before the word came
  if (!answer || answer.status >= 500) return (timer ??= setTimeout(renew, AGAIN_MS))
  if (!answer.ok) return
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html")
  const now = new Map([...fresh.querySelectorAll(".row")].map(row => [row.id, row]))
  for (const row of rows()) {
    const newer = now.get(row.id)
    row.toggleAttribute("data-gone", !newer)
    if (newer) renewRow(row, newer)
    now.delete(row.id)
  }
  const bar = document.querySelector("[data-fresh]")
  const first = rows()[0]
  const unseen = first ? now.size : fresh.querySelectorAll(".row").length
  if (!bar || !unseen || list.dataset.older) return
  bar.querySelector("[data-count]").textContent = unseen
  bar.hidden = false
  say(bar.textContent.trim())
}

/** Takes over what the newer row shows; selection, focus and place stay. */
function renewRow(row, newer) {
  const picked = row.querySelector(".row-pick")?.checked
  const current = row.querySelector(".row-subject[aria-current]")
  for (const part of [".row-meta", ".row-marks", ".row-time"]) row.querySelector(part)?.replaceWith(newer.querySelector(part))
  if (!current) {
    row.querySelector(".row-subject").replaceChildren(...newer.querySelector(".row-subject").childNodes)
    row.toggleAttribute("data-unread", newer.hasAttribute("data-unread"))
  }
  if (picked) row.querySelector(".row-pick").checked = true
}
countPicked()
