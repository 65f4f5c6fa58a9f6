// Pictures and PDFs of a conversation, large, one after the other: a press on one opens them all, arrow keys turn. Of a
// PDF, further pages follow as far as we draw them. On the desk and in the customers' portal.
import { show } from "ui/dialog"

const PICTURES = "a.file:has(> img), .message-body .prose img[src]" // one that was not asked for yet has none
const dialog = () => document.getElementById("gallery")
let shown = [], at = 0, page = 1, following = null

document.addEventListener("click", event => {
  const picture = event.target.closest(PICTURES)
  const button = event.target.closest("#gallery [data-turns]")
  if (button) return turn(Number(button.dataset.turns))
  if (!picture || !dialog() || event.metaKey || event.ctrlKey || event.shiftKey || (picture.matches("img") && picture.closest("a"))) return
  event.preventDefault()
  shown = [...picture.closest("[data-timeline], .timeline").querySelectorAll(PICTURES)].map(link => ({ link, image: link.matches("img") ? link : link.querySelector("img") }))
  open(shown.findIndex(({ link }) => link === picture))
  show(dialog())
})

document.addEventListener("keydown", event => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (!by || !dialog()?.open) return
  event.preventDefault()
  turn(by * (document.documentElement.dir === "rtl" ? -1 : 1))
})

// What cannot be drawn is a plain file. One may have failed before this module ran.
const drop = image => image.remove()
document.addEventListener("error", event => event.target.matches?.(".file > img") && drop(event.target), true)
for (const image of document.querySelectorAll(".file > img")) if (image.complete && !image.naturalWidth) drop(image)

/** Goes on by a page, or to the next file. */
async function turn(by) {
  const [from, leaf] = [shown[at], page]
  const goesOn = by > 0 ? await following : page > 1
  if (from !== shown[at] || leaf !== page) return // turned again while the page was drawn
  goesOn ? open(at, page + by) : open(at + by)
}

/** Shows one of them; before the first comes the last. */
function open(wanted, leaf = 1) {
  at = (wanted + shown.length) % shown.length
  page = leaf
  const { link, image } = shown[at], box = dialog()
  const name = link.querySelector?.("b")?.textContent || image.alt || box.querySelector("#gallery-name").dataset.nameless
  const large = box.querySelector(".gallery-stage img"), original = box.querySelector("[data-original]")
  const leafAt = number => (number > 1 ? `${image.src}?page=${number}` : image.src)
  large.src = leafAt(page)
  large.alt = box.querySelector("#gallery-name").textContent = page > 1 ? `${name} · ${page}` : name
  following = link.dataset.pages === undefined ? null : isThere(leafAt(page + 1))
  box.querySelector("[data-place]").textContent = shown.length > 1 ? `${at + 1}/${shown.length}` : ""
  original.href = link.href ?? image.src.replace(/inline\/$/, "") // as it was sent, not as we drew it
  for (const button of box.querySelectorAll("[data-turns]")) button.hidden = shown.length < 2 && link.dataset.pages === undefined
}

/** Fetches a page ahead of its being asked for. */
function isThere(address) {
  const ahead = new Image()
  ahead.src = address
  return ahead.decode().then(() => true, () => false)
}
