// The edges between panes: dragged or moved by arrow keys from step to step; the browser keeps the choice.
import { choose } from "ui/theme"

const STEPS = 4, USUAL = 2
const isRtl = () => document.documentElement.dir === "rtl"
const stepOf = edge => Number(edge.getAttribute("aria-valuenow"))
/** Whether the pane that the edge sizes stands after it: then dragging towards the end makes it smaller. */
const standsAfter = edge => edge.dataset.sets === "context_width"
const named = edge => (edge.dataset.sets === "list_width" ? "listWidth" : "contextWidth")

function show(edge, step) {
  const kept = Math.max(1, Math.min(STEPS, step))
  edge.setAttribute("aria-valuenow", kept)
  document.documentElement.dataset[named(edge)] = kept
}

const keep = edge => choose(edge.dataset.sets, String(stepOf(edge)))

document.addEventListener("keydown", event => {
  const edge = event.target.closest?.(".pane-edge")
  if (!edge || event.metaKey || event.ctrlKey || event.altKey) return
  const towardsEnd = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (!towardsEnd && event.key !== "Enter") return
  event.preventDefault()
  event.stopPropagation()
  show(edge, towardsEnd ? stepOf(edge) + towardsEnd * (isRtl() ? -1 : 1) * (standsAfter(edge) ? -1 : 1) : USUAL)
  keep(edge)
}, true)

document.addEventListener("dblclick", event => {
  const edge = event.target.closest(".pane-edge")
  if (edge) keep((show(edge, USUAL), edge))
})

document.addEventListener("pointerdown", event => {
  const edge = event.target.closest(".pane-edge")
  if (!edge || event.button) return
  event.preventDefault()
  edge.setPointerCapture(event.pointerId)
  edge.dataset.dragged = ""
  const before = stepOf(edge)
  edge.addEventListener("pointermove", drag)
  edge.addEventListener("lostpointercapture", () => {
    edge.removeEventListener("pointermove", drag)
    delete edge.dataset.dragged
    if (stepOf(edge) !== before) keep(edge)
  }, { once: true })
})

/** The step under which the edge comes nearest to the pointer. */
function drag(event) {
  const edge = event.currentTarget, gaps = []
  for (let step = 1; step <= STEPS; step++) {
    show(edge, step)
    gaps.push(Math.abs(edge.getBoundingClientRect().x - event.clientX))
  }
  show(edge, gaps.indexOf(Math.min(...gaps)) + 1)
}
