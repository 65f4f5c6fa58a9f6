// The composer: reply or note (the whole frame shows which), rich text when it is wanted, Ctrl/⌘ Enter, and two guards.
// Without this script it is a textarea and two radio buttons, and sends all the same.
const form = () => document.querySelector("form.composer")

function showMode(composer) {
  composer.dataset.mode = composer.querySelector("[name=kind]:checked")?.value ?? "reply"
}

/** Puts the cursor into the composer in the wished mode; keys r and n press these. */
document.addEventListener("click", event => {
  const opener = event.target.closest("[data-composes]")
  if (!opener || !form()) return
  event.preventDefault()
  const choice = form().querySelector(`[name=kind][value="${opener.dataset.composes}"]`)
  if (choice) choice.checked = true
  showMode(form())
  form().scrollIntoView({ block: "nearest" })
  writer(form()).focus()
})

const writer = composer => composer.querySelector("trix-editor") ?? composer.querySelector(".composer-text")

// Rich text: the textarea becomes an editor on first focus; what was typed meanwhile comes along.
async function enrich(composer) {
  const text = composer.querySelector(".composer-text[data-rich]")
  if (!text || composer.querySelector("trix-editor")) return
  delete text.dataset.rich
  await import("trix")
  if (!text.isConnected) return
  const focused = document.activeElement === text
  const html = composer.querySelector("[name=html]"), editor = document.createElement("trix-editor"), toolbar = composer.querySelector("trix-toolbar")
  html.value ||= text.value ? `<div>${escaped(text.value).replaceAll("\n", "<br>")}</div>` : ""
  editor.setAttribute("input", html.id)
  editor.setAttribute("toolbar", toolbar.id)
  editor.setAttribute("aria-label", text.getAttribute("aria-label"))
  editor.setAttribute("placeholder", text.placeholder)
  text.hidden = true
  text.before(editor)
  composer.querySelector(".trix-tools").hidden = false
  editor.addEventListener("trix-change", () => {
    text.value = editor.editor.getDocument().toString().replace(/\n$/, "")
    text.dispatchEvent(new Event("input", { bubbles: true }))
  })
  editor.addEventListener("trix-file-accept", event => attach(composer, event))
  editor.addEventListener("trix-initialize", () => focused && (editor.focus(), editor.editor.setSelectedRange(editor.editor.getDocument().toString().length - 1)), { once: true })
}

const escaped = text => text.replace(/[&<>]/g, sign => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign])

/** A file dropped or pasted into the text becomes an ordinary attachment. */
function attach(composer, event) {
  event.preventDefault()
  const input = composer.querySelector("[type=file]"), all = new DataTransfer()
  for (const file of [...input.files, event.file]) all.items.add(file)
  input.files = all.files
  showFiles(composer)
}

function showFiles(composer) {
  const place = composer.querySelector("[data-files]"), input = composer.querySelector("[type=file]")
  if (!place || !input) return
  place.replaceChildren(...[...input.files].map(file => {
    const chip = document.createElement("span"), name = document.createElement("b"), size = document.createElement("span")
    chip.className = "file"
    name.textContent = file.name
    size.textContent = `${Math.max(1, Math.round(file.size / 1024))} kB`
    chip.append(name, size)
    return chip
  }))
  place.hidden = !input.files.length
}

document.addEventListener("change", event => {
  const composer = event.target.closest?.("form.composer")
  if (!composer) return
  if (event.target.name === "kind") showMode(composer)
  if (event.target.type === "file") showFiles(composer)
})
document.addEventListener("focusin", event => event.target.matches?.(".composer-text[data-rich]") && enrich(event.target.closest("form")))
document.addEventListener("draft:recalled", event => event.target.matches("form.composer") && showMode(event.target))

document.addEventListener("keydown", event => {
  const composer = event.target.closest?.("form.composer")
  if (!composer || event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return
  event.preventDefault()
  const resolving = event.shiftKey && composer.querySelector("[data-send=resolve]")
  composer.requestSubmit(resolving || composer.querySelector(`[data-send][data-when="${composer.dataset.mode}"]`) || undefined)
})

// Guards, once each: a blank left in a macro, a file that the text promises and nobody attached.
document.addEventListener("submit", event => {
  const composer = event.target
  if (!composer.matches("form.composer")) return
  const text = composer.querySelector(".composer-text").value, words = composer.dataset
  const blank = /\{\{.*?\}\}|\[\[.*?\]\]/.test(text) && words.guardBlank
  const missing = !composer.querySelector("[type=file]")?.files.length && new RegExp(words.attachWords || "$^", "i").test(text) && words.guardAttachment
  const question = blank || missing
  if (!question || composer.dataset.asked === question) return
  event.preventDefault()
  event.stopImmediatePropagation()
  composer.dataset.asked = question
  document.dispatchEvent(new CustomEvent("toast", { detail: { text: question, tone: "warn" } }))
}, true)

const start = () => form() && showMode(form())
start()
document.addEventListener("htmx:after:swap", start)
