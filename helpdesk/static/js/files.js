// Files of what is being written (the composer, a form with a text): chosen, dropped or pasted, each goes to the draft at
// once, so that no crash, macro or sign-in loses it. A picture put into the text stands where it was put. Without this
// script the field itself sends them. `form[data-draft-url]` says where to, its `data-mode` what is written.
import { csrf, toast } from "ui/toast"

const PICTURE = /^image\/(png|jpeg|gif|webp)$/, OURS = /^\/desk\/attachments\/\d+\/inline\/$/
const late = words => toast(words, { tone: "late" })
const WRITING = "form[data-draft-url]"
const underway = new Set()

const field = composer => composer.querySelector("[type=file][name=files]")
const place = composer => composer.querySelector("[data-files]")

/** Sends a file to the draft; resolves with the status and what the server calls it. A refusal is told here. */
function keep(composer, file, { amongWords = false, tell = () => {} } = {}) {
  const body = new FormData(), request = new XMLHttpRequest()
  body.append("kind", composer.dataset.mode)
  if (amongWords) body.append("among_words", "1")
  body.append("file", file)
  const kept = new Promise(done => {
    request.upload.onprogress = ({ loaded, total }) => tell(Math.round((loaded / total) * 100))
    request.onloadend = () => {
      const said = request.response ?? {}
      if (request.status === 401) late(place(composer).dataset.out)
      else if (said.problem) late(said.problem)
      done({ ...said, status: request.status })
    }
  })
  request.responseType = "json"
  request.open("POST", `${composer.dataset.draftUrl}files/`)
  for (const [name, value] of Object.entries({ ...csrf(), "HX-Request": "true" })) request.setRequestHeader(name, value)
  request.send(body)
  underway.add(kept)
  kept.then(() => underway.delete(kept))
  return kept
}

/** An ordinary attachment. One that does not get through stays in the field and goes along when the form is sent. */
export async function attach(composer, file) {
  const input = field(composer)
  if (file.size > Number(input.dataset.largest)) return late(input.dataset.tooLarge.replace("%s", file.name))
  const chip = draw(composer, file.name), words = chip.querySelector("span")
  const kept = await keep(composer, file, { tell: share => (words.textContent = `${share} %`) })
  if (kept.status === 201) return mark(composer, chip, kept)
  if (isRefused(kept)) return chip.remove()
  const all = new DataTransfer()
  for (const one of [...input.files, file]) all.items.add(one)
  input.files = all.files
  words.textContent = place(composer).dataset.later
}

const isRefused = ({ status }) => status >= 400 && status < 500 // else it did not get through, and may later

function draw(composer, name) {
  const chip = document.createElement("label"), words = document.createElement("span")
  chip.className = "file"
  chip.append(name, words)
  place(composer).append(chip)
  return chip
}

function mark(composer, chip, { id }) {
  const box = document.createElement("input")
  Object.assign(box, { type: "checkbox", name: "attachment", value: id, checked: true })
  box.dataset.kind = composer.dataset.mode
  chip.querySelector("span").remove()
  chip.prepend(box)
}

/** Only the files of the shown kind go along: what is meant for colleagues slips into no answer. */
export function showFilesOf(composer, mode) {
  for (const box of place(composer)?.querySelectorAll("[name=attachment]") ?? []) {
    box.disabled = box.dataset.kind !== mode
    box.closest(".file").hidden = box.disabled
  }
}

document.addEventListener("change", event => {
  const composer = event.target.closest?.(WRITING)
  if (!composer) return
  if (event.target === field(composer)) {
    const chosen = [...event.target.files]
    event.target.value = ""
    chosen.forEach(file => attach(composer, file))
  } else if (event.target.name === "attachment") drop(composer, event.target)
})

async function drop(composer, box) {
  const answer = await fetch(`${composer.dataset.draftUrl}files/${box.value}/removal/`, { method: "POST", headers: { ...csrf(), "HX-Request": "true" } }).catch(() => null)
  if (answer?.ok) box.closest(".file").remove()
}

// A file dropped beside the text is meant as well.
document.addEventListener("dragover", event => event.target.closest?.(WRITING) && event.dataTransfer.types.includes("Files") && event.preventDefault())
document.addEventListener("drop", event => {
  const composer = event.target.closest?.(WRITING)
  if (!composer || event.defaultPrevented || event.target.closest("trix-editor") || !event.dataTransfer.files.length) return
  event.preventDefault()
  for (const file of event.dataTransfer.files) attach(composer, file)
})

// What is still on its way is waited for, then sent by the same press.
document.addEventListener("submit", event => {
  const composer = event.target
  if (!composer.matches(WRITING) || !underway.size) return
  event.preventDefault()
  event.stopImmediatePropagation()
  toast(place(composer).dataset.waits)
  Promise.all(underway).then(() => composer.isConnected && composer.requestSubmit(event.submitter ?? undefined))
}, true)

/** Lets pictures stand in a rich editor's text. */
export function takePictures(composer, editor) {
  editor.addEventListener("trix-file-accept", event => {
    if (PICTURE.test(event.file.type) && event.file.size <= Number(field(composer).dataset.largestPicture)) return
    event.preventDefault()
    attach(composer, event.file)
  })
  editor.addEventListener("trix-attachment-add", ({ attachment }) => {
    const address = attachment.getAttribute("url")
    if (attachment.file) put(composer, attachment, attachment.file)
    else if (!OURS.test(address)) bring(composer, attachment, address)
  })
}

async function put(composer, picture, file) {
  const kept = await keep(composer, file, { amongWords: true, tell: share => picture.setUploadProgress(share) })
  if (kept.status !== 201) {
    picture.remove()
    return isRefused(kept) || attach(composer, file)
  }
  picture.setAttributes({ url: kept.url, alt: "" }) // its caption describes it
  composer.querySelector(".composer-text").dispatchEvent(new Event("input", { bubbles: true }))
}

/** A picture that came with pasted words: one of this desk is taken once more, one from elsewhere is not fetched. */
async function bring(composer, picture, address) {
  const there = address && new URL(address, location.href)
  const answer = there?.origin === location.origin && OURS.test(there.pathname) && (await fetch(there).catch(() => null))
  if (!answer?.ok) {
    picture.remove()
    return late(place(composer).dataset.foreign)
  }
  const picked = await answer.blob()
  put(composer, picture, new File([picked], `picture.${picked.type.split("/")[1]}`, { type: picked.type }))
}

/** Kept HTML as the editor reads it: it knows a picture's description as a caption only. */
export function forEditor(html) {
  if (!html.includes("<img")) return html
  const page = new DOMParser().parseFromString(html, "text/html")
  for (const image of page.querySelectorAll("img")) {
    const figure = page.createElement("figure")
    figure.dataset.trixAttachment = JSON.stringify({ contentType: "image", alt: "", url: image.getAttribute("src"), width: image.width || undefined })
    if (image.alt) figure.dataset.trixAttributes = JSON.stringify({ caption: image.alt })
    image.replaceWith(figure)
  }
  return page.body.innerHTML
}
