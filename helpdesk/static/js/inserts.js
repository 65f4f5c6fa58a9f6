// `/` at the start of a line offers macros and articles, `@` colleagues: a listbox above the text, which keeps the focus.
// Arrows move, Enter or Tab takes (Shift Enter: the whole text of an article), Escape leaves it. Without this script the
// macro button does the same, and names are typed.
import { csrf, say } from "ui/toast"

const WAIT_MS = 120
const SIGN = /(?:^|\n)\/([^\n/]{0,40})$|(?:^|[\s(])@([^\s@]{0,20}(?: [^\s@]{0,20})?)$/
let open = null, timer = null, dismissed = ""

/** The text before the cursor, for the plain field and the rich one alike. */
function written(writer) {
  if (writer.matches("textarea")) return writer.value.slice(0, writer.selectionStart)
  const [from, to] = writer.editor.getSelectedRange()
  return from === to ? writer.editor.getDocument().toString().slice(0, to) : ""
}

function wishIn(writer) {
  const found = written(writer).match(SIGN)
  if (!found) return null
  const sign = found[1] === undefined ? "@" : "/", wish = found[1] ?? found[2]
  return { sign, wish, length: wish.length + 1 }
}

async function look(writer) {
  const composer = writer.closest("form.composer"), asked = composer && wishIn(writer)
  // A colleague is called in a note: customers are not shown who is meant.
  if (!asked || dismissed === asked.sign || (asked.sign === "@" && composer.dataset.mode !== "note")) return close()
  const address = `${composer.dataset.inserts}?${new URLSearchParams({ sign: asked.sign, wish: asked.wish })}`
  const answer = await fetch(address, { headers: { ...csrf(), "HX-Request": "true" } }).catch(() => null)
  const now = writer.isConnected && wishIn(writer)
  if (!answer?.ok || !now || now.wish !== asked.wish) return
  show(writer, composer, asked, await answer.text())
}

function show(writer, composer, asked, html) {
  const list = composer.querySelector("[data-inserts-list]")
  list.innerHTML = html
  const options = [...list.querySelectorAll("[role=option]")]
  if (!options.length) return close()
  list.hidden = false
  open = { writer, list, options, at: 0, asked }
  writer.setAttribute("aria-controls", list.id)
  writer.setAttribute("aria-autocomplete", "list")
  walk(0)
  say(list.dataset.count.replace("%s", options.length))
}

function walk(by) {
  const { options, writer } = open
  options[open.at].setAttribute("aria-selected", "false")
  open.at = (open.at + by + options.length) % options.length
  options[open.at].setAttribute("aria-selected", "true")
  options[open.at].scrollIntoView({ block: "nearest" })
  writer.setAttribute("aria-activedescendant", options[open.at].id)
}

function close() {
  if (!open) return
  open.list.hidden = true
  open.writer.removeAttribute("aria-activedescendant")
  open = null
}

function take(option, whole) {
  const { writer, asked } = open, composer = writer.closest("form.composer")
  close()
  replace(writer, asked.length, option, whole)
  dismissed = asked.sign // what stands there now is no wish any more
  if (option.dataset.macro) htmx.ajax("POST", option.dataset.macro, { source: composer, target: "#main", swap: "innerHTML", values: Object.fromEntries(new FormData(composer)) })
}

/** Puts what was chosen in the place of what was typed to find it. */
function replace(writer, length, option, whole) {
  const { link, mention } = option.dataset, title = option.querySelector("b")?.textContent
  const plain = mention ? `${mention} ` : link ? (whole ? option.querySelector("template").content.textContent : `${title} (${link}) `) : ""
  if (writer.matches("textarea")) {
    writer.setRangeText(plain, writer.selectionStart - length, writer.selectionStart, "end")
  } else {
    const { editor } = writer, at = editor.getSelectedRange()[1]
    editor.setSelectedRange([at - length, at])
    editor.deleteInDirection("backward")
    if (link && whole) editor.insertHTML(option.querySelector("template").content.textContent.trim())
    else if (link) {
      editor.activateAttribute("href", link)
      editor.insertString(title)
      editor.deactivateAttribute("href")
      editor.insertString(" ")
    } else if (plain) editor.insertString(plain)
  }
  writer.dispatchEvent(new Event("input", { bubbles: true }))
}

const isWriter = element => element.matches?.("form.composer .composer-text, form.composer trix-editor")
const plan = event => {
  if (!isWriter(event.target)) return
  if (dismissed && !wishIn(event.target)) dismissed = "" // a new sign is a new question
  clearTimeout(timer)
  timer = setTimeout(() => look(event.target), WAIT_MS)
}
document.addEventListener("input", plan)
document.addEventListener("trix-change", plan)
document.addEventListener("keydown", event => {
  if (!open || event.isComposing || !isWriter(event.target)) return
  const acts = { ArrowDown: () => walk(1), ArrowUp: () => walk(-1), Tab: () => take(open.options[open.at], false), Escape: () => (dismissed = open.asked.sign, close()), Enter: () => take(open.options[open.at], event.shiftKey) }
  if (!acts[event.key] || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  event.stopImmediatePropagation()
  acts[event.key]()
}, true)
document.addEventListener("pointerdown", event => {
  if (!open) return
  const option = event.target.closest("[data-inserts-list] [role=option]")
  if (!option) return close()
  event.preventDefault() // the text keeps the focus
  take(option, event.shiftKey)
})
document.addEventListener("focusout", event => isWriter(event.target) && setTimeout(() => open && !isWriter(document.activeElement) && close(), 200))
