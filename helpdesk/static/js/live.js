// What changed elsewhere, now: one stream per browser, however many tabs. The leader tab (Web Locks) reads the stream
// and hands each word on to the others (BroadcastChannel). A word is {type, id, version}, never content: a part of the
// page that shows the thing (`data-live="ticket:12"`) is fetched again under the reader's own permissions.
const tokenUrl = document.body.dataset.liveToken
const RETRY_MS = 500, RETRY_MAX_MS = 15000, GATHER_MS = 150
const KEPT_WORDS = 100
const bus = new BroadcastChannel("live")
const drawn = document.body.dataset.drawn ?? ""
const recent = [] // what the leader heard, for a tab that was on its way meanwhile
let last = ""

function tell(word) {
  document.dispatchEvent(new CustomEvent(`live:${word.type}`, { detail: word }))
  document.dispatchEvent(new CustomEvent("live", { detail: word }))
}

bus.onmessage = ({ data }) => {
  if (data.drawn) return recent.filter(word => momentOf(word) >= Number(data.drawn)).forEach(word => bus.postMessage(word))
  last = data.at || last
  tell(data)
}
if (drawn) bus.postMessage({ drawn })

/** When a word was said, in milliseconds since 1970: the first part of its id. */
function momentOf({ at }) {
  return parseInt(at)
}

function pass(word) {
  recent.push(word)
  if (recent.length > KEPT_WORDS) recent.shift()
  bus.postMessage(word)
  tell(word)
}

/** Reads one stream until it ends; resolves with whether it ever opened. */
async function listen() {
  const answer = await fetch(tokenUrl, { headers: { Accept: "application/json" } })
  if (!answer.ok) return false
  const { token } = await answer.json()
  const after = last ? `&after=${encodeURIComponent(last)}` : `&drawn=${drawn}`
  return new Promise(done => {
    let opened = false
    const stream = new EventSource(`/live/?token=${encodeURIComponent(token)}${after}`)
    const end = () => {
      stream.close() // a token serves one stream: the next attempt asks for a new one
      done(opened)
    }
    stream.onopen = () => {
      opened = true
      document.documentElement.dataset.connected = "yes"
    }
    stream.onmessage = event => {
      last = event.lastEventId || last
      pass({ ...JSON.parse(event.data), at: last })
    }
    stream.addEventListener("ready", event => (last ||= event.lastEventId))
    stream.addEventListener("resync", () => pass({ type: "resync", at: last }))
    stream.addEventListener("bye", end)
    stream.onerror = end
  })
}

async function lead() {
  for (let wait = RETRY_MS; ; wait = Math.min(wait * 2, RETRY_MAX_MS)) {
    if (await listen().catch(() => false)) wait = RETRY_MS
    document.documentElement.dataset.connected = "no"
    await new Promise(done => setTimeout(done, wait * (0.5 + Math.random())))
  }
}

if (tokenUrl) {
  // Locks need https or localhost; elsewhere each visible tab reads for itself.
  if (navigator.locks) navigator.locks.request("live-leader", lead)
  else lead()
}

// Parts of the page that show a changed thing ask for themselves again, once for words that come close together.
const OF_TICKETS = new Set(["message", "note", "clock", "escalation", "survey"])

/** What an event's id names: "message.sent" happened to a ticket. */
export function thingOf(type) {
  const word = type.split(".")[0]
  return OF_TICKETS.has(word) ? "ticket" : word
}

const due = new Set()
let timer = null

function refresh() {
  timer = null
  if (document.hidden) return // asked again when the tab is looked at
  for (const element of due) if (element.isConnected) htmx.ajax("GET", element.dataset.refresh, { target: element, swap: element.dataset.refreshSwap ?? "outerMorph" })
  due.clear()
}

function plan(element) {
  due.add(element)
  timer ??= setTimeout(refresh, GATHER_MS)
}

document.addEventListener("live", ({ detail: { type, id, version } }) => {
  const thing = thingOf(type)
  const all = type === "resync" ? "[data-live][data-refresh]" : `[data-live~="${thing}:${id}"][data-refresh], [data-live~="${thing}"][data-refresh]`
  for (const element of document.querySelectorAll(all)) {
    if (version && Number(element.dataset.version) >= version) continue
    plan(element)
  }
})
document.addEventListener("visibilitychange", () => !document.hidden && due.size && refresh())

// A part that shows something a few seconds old (`data-again`, in milliseconds) is asked for once more.
const asked = new Set()
function askAgain() {
  for (const element of document.querySelectorAll("[data-again][data-refresh]")) {
    if (asked.has(element.id)) continue
    asked.add(element.id)
    setTimeout(() => {
      asked.delete(element.id)
      if (element.isConnected && element.dataset.again) plan(element)
    }, Number(element.dataset.again))
  }
}
document.addEventListener("htmx:after:swap", askAgain)
askAgain()
