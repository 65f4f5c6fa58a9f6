// Due chips count down by themselves, in the open time of the hours they are due by: `data-due` and `data-risk` are
// seconds since 1970, `data-calendar` names the hours (none: every second counts). The hours come once a page, from the
// browser's own copy where it has one; after that nobody is asked. One timer for all chips; it rests in a hidden tab.
const HOURS_URL = "/desk/hours/"
const TICK_MS = 10000, MANY_HOURS = 10, FAR_SECONDS = 86400
const chips = () => document.querySelectorAll("[data-due]:not([data-due=''])")
let known = null, timer = null

/** The server's time in seconds: this machine's clock may be wrong, so it only counts on from when the page was drawn. */
const drawnMs = parseInt(document.body.dataset.drawn ?? "")
const arrivedMs = performance.timeOrigin + (performance.getEntriesByType("navigation")[0]?.responseStart ?? 0)
const aheadMs = drawnMs ? drawnMs - arrivedMs : 0
const now = () => (Date.now() + aheadMs) / 1000

/** Open seconds between two moments; null where the hours are not known. */
function open(from, to, calendar) {
  if (!calendar) return to - from
  const stretches = known.calendars[calendar]
  if (!stretches || from < known.from || to > known.to) return null
  return stretches.reduce((sum, [opens, closes]) => sum + Math.max(0, Math.min(to, closes) - Math.max(from, opens)), 0)
}

function short(seconds, exact) {
  const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60), rest = minutes % 60
  const fill = (words, values) => words.replace(/%\((\w+)\)s/g, (_all, name) => values[name])
  if (hours && (!rest || (hours >= MANY_HOURS && !exact))) return fill(known.words.hours, { hours })
  return hours ? fill(known.words.both, { hours, minutes: rest }) : fill(known.words.minutes, { minutes: rest })
}

/** What a chip says and how it looks; null leaves what the server wrote. */
function reading(chip, at) {
  const { due, risk, calendar, leftWords, lateWords } = chip.dataset, exact = leftWords !== undefined
  const isLate = at > due, seconds = isLate ? open(Number(due), at, calendar) : open(at, Number(due), calendar)
  if (seconds === null) return null
  const tone = isLate ? "late" : risk && at >= risk ? "warn" : exact ? "" : "plain"
  if (isLate && seconds < 60 && !exact) return { tone, text: known.words.barely }
  if (isLate) return { tone, text: (lateWords ?? known.words.late.replace("%(time)s", "%s")).replace("%s", short(seconds, exact)) }
  if (seconds > FAR_SECONDS && !exact) return { tone }
  return { tone, text: (leftWords ?? "%s").replace("%s", short(Math.ceil(seconds / 60) * 60, exact)) }
}

function tick() {
  const at = now()
  for (const chip of chips()) {
    const read = reading(chip, at)
    if (!read) continue
    const place = chip.querySelector("[data-left]") ?? chip
    if (read.text && place.textContent !== read.text) place.textContent = read.text
    if ((chip.dataset.tone ?? "") !== read.tone) chip.dataset.tone = read.tone
  }
}

async function wake() {
  clearInterval(timer)
  timer = null
  if (document.hidden || !chips().length) return
  known ??= await fetch(HOURS_URL, { headers: { Accept: "application/json" } }).then(answer => (answer.ok ? answer.json() : null)).catch(() => null)
  if (!known || document.hidden) return
  tick()
  timer ??= setInterval(tick, TICK_MS)
}

document.addEventListener("visibilitychange", wake)
document.addEventListener("htmx:after:swap", wake)
wake()
