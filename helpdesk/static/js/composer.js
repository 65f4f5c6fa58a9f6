// The composer: reply or note (the whole frame shows which), rich text when it is wanted, Ctrl/⌘ Enter.
// Without this script it is a textarea and two radio buttons, and sends all the same.
import { flush, isUnsaved } from "ui/draft"
import { forEditor, showFilesOf, takePictures } from "ui/files"

const form = () => document.querySelector("form.composer")
const texts = new WeakMap() // what waits in the mode that is not shown

function waitingIn(composer) {
  if (!texts.has(composer)) {
    const other = composer.querySelector("template[data-other]"), kept = {}
    if (other) kept[other.dataset.other] = { text: other.dataset.text, html: other.content.textContent }
    texts.set(composer, kept)
  }
  return texts.get(composer)
}

/** Reply and note have a text each: nothing meant for colleagues slips into an answer. */
function showMode(composer) {
  const to = composer.querySelector("[name=kind]:checked")?.value ?? "reply", from = composer.dataset.mode
  if (to === from) return
  flush(composer, from)
  const kept = waitingIn(composer), text = composer.querySelector(".composer-text"), html = composer.querySelector("[name=html]")
  kept[from] = { text: text.value, html: html.value }
  composer.dataset.mode = to
  fill(composer, kept[to] ?? { text: "", html: "" })
  showFilesOf(composer, to)
  invite(composer)
}

/** What the empty text asks for: who reads it is said once more. */
function invite(composer) {
  const text = composer.querySelector(".composer-text"), words = text.dataset[composer.dataset.mode === "note" ? "inviteNote" : "inviteReply"]
  if (!words) return
  text.placeholder = words
  composer.querySelector("trix-editor")?.setAttribute("placeholder", words)
}

function fill(composer, { text, html }) {
  const editor = composer.querySelector("trix-editor")
  composer.querySelector(".composer-text").value = text
  if (editor?.editor) editor.editor.loadHTML(forEditor(html) || asHtml(text))
  else composer.querySelector("[name=html]").value = html
}

/** Puts the cursor into the composer in the wished mode; keys r and n press these. */
document.addEventListener("click", event => {
  const opener = event.target.closest("[data-composes]")
  if (!opener || !form()) return
  event.preventDefault()
  const choice = form().querySelector(`[name=kind][value="${opener.dataset.composes}"]`)
  if (choice) choice.checked = true
  showMode(form())
  form().scrollIntoView({ block: "nearest", behavior: "instant" }) // a long way on a phone
  writer(form()).focus()
})

const writer = composer => composer.querySelector("trix-editor") ?? composer.querySelector(".composer-text")

// Rich text: the textarea becomes an editor on first focus. It keeps the focus until the editor has it: a key typed
// in between would otherwise be a command. What was typed meanwhile goes on where it was: behind the draft, or above what
// a form quotes.
async function enrich(composer) {
  const text = composer.querySelector(".composer-text[data-rich]")
  if (!text) return
  delete text.dataset.rich
  const html = composer.querySelector("[name=html]")
  const both = () => ({ text: text.value, html: html.value })
  let at = text.closest(".writing") && !html.value ? 0 : text.value.length, before = both()
  text.setSelectionRange(at, at) // a press of the mouse still decides
  text.addEventListener("beforeinput", () => (before = both()))
  text.addEventListener("input", () => {
    if (!text.hidden) html.value = goOn(before, text.value)
    before = both() // what keys.js puts in is not announced
  })
  for (const moved of ["input", "keyup", "pointerup"]) text.addEventListener(moved, () => (at = text.selectionStart))
  const { default: Trix } = await import("trix")
  if (!text.isConnected) return
  Trix.config.attachments.preview.caption = { name: false, size: false }
  Trix.config.lang.captionPlaceholder = composer.querySelector("[data-files]").dataset.describe
  const editor = document.createElement("trix-editor"), given = text.value
  html.value = forEditor(html.value) || asHtml(given)
  invite(composer)
  for (const [name, value] of Object.entries({ input: html.id, toolbar: "composer-toolbar", "aria-label": text.getAttribute("aria-label"), placeholder: text.placeholder })) editor.setAttribute(name, value)
  // Trix takes the selection of the whole page away when it draws, though it is somewhere else.
  editor.addEventListener("trix-render", () => document.activeElement === text && text.setSelectionRange(at, at))
  editor.addEventListener("trix-initialize", () => {
    const focused = document.activeElement === text, isAtEnd = at === text.value.length
    if (text.value !== given) editor.editor.loadHTML(forEditor(html.value))
    if (focused) editor.focus()
    text.hidden = true
    document.getElementById("composer-toolbar").hidden = false
    if (focused) editor.editor.setSelectedRange(isAtEnd ? editor.editor.getDocument().toString().length - 1 : at) // it takes the focus
    // What was typed within a frame is drawn before the next key: Trix reads from what is drawn where the next sign goes.
    editor.addEventListener("keydown", () => {
      const input = editor.editorController.inputController
      if (input.scheduledRender) input.render()
    }, true)
    editor.addEventListener("trix-change", () => {
      if (document.activeElement !== editor) return // filled by us, not typed
      text.value = editor.editor.getDocument().toString().replace(/\n$/, "").replaceAll("\uFFFC", "")
      text.dispatchEvent(new Event("input", { bubbles: true }))
    })
  }, { once: true })
  takePictures(composer, editor)
  text.before(editor)
}

// The last <br> of a block is the browser's own: without it the line that was just begun would be lost.
const lines = text => `${escaped(text).replaceAll("\n", "<br>")}<br>`
const asHtml = text => (text ? `<div>${lines(text)}</div>` : "")

/** The HTML when the text became `now`: what came behind it is added, so that the form and pictures of a draft stay. */
function goOn({ text, html }, now) {
  if (!html || !now.startsWith(text)) return asHtml(now)
  const page = new DOMParser().parseFromString(html, "text/html"), last = page.body.lastElementChild, more = now.slice(text.length)
  if (last.localName !== "div") return html + asHtml(more)
  if (last.lastChild?.nodeName === "BR") last.lastChild.remove()
  last.insertAdjacentHTML("beforeend", lines(more))
  return page.body.innerHTML
}
const escaped = text => text.replace(/[&<>]/g, sign => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign])

document.addEventListener("change", event => {
  const composer = event.target.closest?.("form.composer")
  if (!composer) return
  if (event.target.name === "kind") showMode(composer)
})
document.addEventListener("focusin", event => event.target.matches?.(".composer-text[data-rich]") && enrich(event.target.closest("form")))
document.addEventListener("draft:recalled", ({ target, detail }) => {
  if (!target.matches("form[data-draft]")) return
  const said = { text: detail.values.text, html: detail.values.html }
  if (detail.kind !== target.dataset.mode) waitingIn(target)[detail.kind] = said
  else if (target.querySelector("trix-editor")) fill(target, said) // the editor stands already: another tab wrote
})

document.addEventListener("keydown", event => {
  const composer = event.target.closest?.("form[data-draft-url]")
  if (!composer || event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return
  event.preventDefault()
  const resolving = event.shiftKey && composer.querySelector("[data-send=resolve]")
  const button = resolving || composer.querySelector(`[data-send=""][data-when="${composer.dataset.mode}"]`)
  // The rich editor hands over what was typed in the next frame: the last letter goes along.
  requestAnimationFrame(() => composer.isConnected && composer.requestSubmit(button || undefined))
})

// What is being sent is out of hand: what was typed into it meanwhile would be lost with it, and a second press would
// send it twice. Keys are commands again, and those of the ticket wait for the answer (keys.js). Where nothing comes of
// it, one writes on.
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (!ctx.sourceElement?.matches?.("form[data-draft]")) return
  ctx.sourceElement.inert = true
  document.getElementById("main").ariaBusy = "true"
})
function sendingIsOver(composer) {
  document.getElementById("main").ariaBusy = null
  if (composer?.isConnected && composer.inert) {
    composer.inert = false
    if (document.activeElement === document.body) writer(composer).focus()
  }
  document.dispatchEvent(new CustomEvent("sending:over"))
}
const sender = ({ detail }) => detail?.ctx?.sourceElement?.closest?.("form[data-draft]")
document.addEventListener("htmx:error", event => sender(event) && sendingIsOver(sender(event)))
document.addEventListener("htmx:after:request", event => sender(event) && event.detail.ctx.response?.status >= 400 && sendingIsOver(sender(event)))
document.addEventListener("htmx:after:swap", ({ detail }) => detail?.ctx?.target?.id === "main" && sendingIsOver())

// What others write while nothing is written counts as seen. While something is, it is pointed out here, and stops the
// sending once: the timeline may have grown out of sight.
function notice() {
  const composer = form(), newest = document.getElementById("timeline")?.dataset.newest
  if (!composer || !newest) return
  const seen = composer.querySelector("[name=seen]"), hint = composer.querySelector("[data-newer]")
  if (!composer.querySelector(".composer-text").value.trim()) seen.value = Math.max(seen.value, newest)
  hint.hidden = Number(seen.value) >= Number(newest)
  hint.querySelector("a").href = `#m${newest}`
}
document.addEventListener("htmx:after:swap", notice)
document.addEventListener("input", event => event.target.matches(".composer-text") && notice())
document.addEventListener("click", event => {
  if (!event.target.closest("[data-newer] a")) return
  form().querySelector("[name=seen]").value = document.getElementById("timeline").dataset.newest
  notice()
})

// An answer of mine that leaves brings the composer back whole. One in use is not drawn anew under the cursor, but once
// it is left alone.
document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  const composer = form(), at = tasks.findIndex(task => composer && task.target === composer)
  if (at < 0 || ctx.sourceElement === composer) return
  if (!composer.contains(document.activeElement) && !isUnsaved(composer)) return
  tasks.splice(at, 1)
  composer.dataset.renew = document.getElementById("timeline").dataset.refresh
  setTimeout(() => renew(composer)) // unsaved only: then it is saved first
})
document.addEventListener("focusout", event => {
  const composer = event.target.closest?.("form.composer[data-renew]")
  if (composer) setTimeout(() => renew(composer))
})

async function renew(composer) {
  if (!composer.isConnected || composer.contains(document.activeElement)) return
  const address = composer.dataset.renew
  delete composer.dataset.renew
  if (!address) return
  await flush(composer, composer.dataset.mode)
  htmx.ajax("GET", address, { target: "#timeline", swap: "outerMorph" })
}
