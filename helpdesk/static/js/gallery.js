// Pictures of a conversation, large, one after the other: a press on one opens them all, arrow keys turn.
import { show } from "ui/dialog"

const PICTURES = "a.file:has(> img), .message-body .prose img[src]" // one that was not asked for yet has none
const dialog = () => document.getElementById("gallery")
let shown = [], at = 0

document.addEventListener("click", event => {
  const picture = event.target.closest(PICTURES)
  const turn = event.target.closest("#gallery [data-turns]")
  if (turn) return open(at + Number(turn.dataset.turns))
  if (!picture || !dialog() || event.metaKey || event.ctrlKey || event.shiftKey || (picture.matches("img") && picture.closest("a"))) return
  event.preventDefault()
  shown = [...picture.closest("[data-timeline], .timeline").querySelectorAll(PICTURES)]
  open(shown.indexOf(picture))
  show(dialog())
})

document.addEventListener("keydown", event => {
  const turn = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (!turn || !dialog()?.open) return
  event.preventDefault()
  open(at + turn * (document.documentElement.dir === "rtl" ? -1 : 1))
})

/** Shows one of them; before the first comes the last. */
function open(wanted) {
  at = (wanted + shown.length) % shown.length
  const link = shown[at], image = link.matches("img") ? link : link.querySelector("img"), box = dialog()
  const name = link.querySelector?.("b")?.textContent || image.alt || box.querySelector("#gallery-name").dataset.nameless
  const large = box.querySelector(".gallery-stage img"), original = box.querySelector("[data-original]")
  large.src = image.src
  large.alt = name
  box.querySelector("#gallery-name").textContent = name
  box.querySelector("[data-place]").textContent = shown.length > 1 ? `${at + 1}/${shown.length}` : ""
  original.href = link.href ?? image.src.replace(/inline\/$/, "") // as it was sent, not as we drew it
  for (const button of box.querySelectorAll("[data-turns]")) button.hidden = shown.length < 2
}
