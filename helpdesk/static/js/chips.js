// A field of mail addresses (`input[data-chips]`, commas between) as chips: Enter, comma or leaving makes one, Backspace
// takes the last one out, arrows walk, Delete takes out. The field itself stays what is sent; without scripts it is typed in.
const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/
const parts = text => [...new Set(text.split(/[,;\n]/).map(part => (part.match(/<([^>]*)>/)?.[1] ?? part).trim().toLowerCase()).filter(Boolean))]

function enhance(field) {
  if (field.dataset.chipsReady !== undefined) return
  field.dataset.chipsReady = ""
  const box = document.createElement("span"), typing = document.createElement("input"), wrong = document.createElement("span")
  box.className = "chips"
  Object.assign(typing, { type: "text", autocomplete: "off", spellcheck: false, inputMode: "email" })
  if (field.id) typing.id = field.id
  typing.setAttribute("aria-label", field.getAttribute("aria-label") ?? field.labels[0]?.textContent.trim() ?? "")
  wrong.className = "chips-wrong"
  wrong.setAttribute("role", "status")
  for (const name of ["id", "aria-label"]) field.removeAttribute(name)
  typing.dataset.people = "" // the customers we know are offered
  field.type = "hidden"
  field.before(box)
  box.append(typing, wrong, field)
  wire(field, box, typing, wrong)
}

function wire(field, box, typing, wrong) {
  const chips = () => [...box.querySelectorAll(".chip")]
  const addresses = () => chips().map(chip => chip.dataset.address)
  const tell = () => {
    field.value = [...addresses(), ...parts(typing.value)].join(", ")
    field.dispatchEvent(new Event("input", { bubbles: true }))
    check()
  }
  const check = () => {
    const bad = addresses().filter(address => !ADDRESS.test(address))
    wrong.textContent = bad.length ? `${bad.join(", ")}: ${field.dataset.wrong}` : ""
  }
  const add = address => {
    if (addresses().includes(address)) return
    const chip = document.createElement("button")
    Object.assign(chip, { type: "button", className: "chip", textContent: address, title: field.dataset.removes.replace("%s", address) })
    chip.setAttribute("aria-label", chip.title)
    chip.dataset.address = address
    chip.toggleAttribute("data-wrong", !ADDRESS.test(address))
    typing.before(chip)
  }
  const take = () => {
    const typed = parts(typing.value)
    typing.value = ""
    typed.forEach(add)
    if (typed.length) tell()
  }
  const drop = chip => {
    const next = chip.nextElementSibling
    chip.remove()
    next.focus()
    tell()
  }
  const draw = () => {
    chips().forEach(chip => chip.remove())
    parts(field.value).forEach(add)
    check()
  }
  box.addEventListener("click", event => event.target.matches(".chip") ? drop(event.target) : typing.focus())
  box.addEventListener("keydown", event => {
    const chip = event.target.closest(".chip"), back = getComputedStyle(box).direction === "rtl" ? "ArrowRight" : "ArrowLeft"
    if (chip) {
      if (["Backspace", "Delete"].includes(event.key)) return (event.preventDefault(), drop(chip))
      if (["ArrowLeft", "ArrowRight"].includes(event.key)) (event.key === back ? chip.previousElementSibling ?? chip : chip.nextElementSibling).focus()
      return
    }
    if (event.isComposing) return
    if (["Enter", ",", ";"].includes(event.key) && !event.ctrlKey && !event.metaKey) {
      event.preventDefault() // Enter never sends from here
      take()
    } else if (event.key === "Backspace" && !typing.value && chips().length) drop(chips().at(-1))
    else if (event.key === back && !typing.selectionStart && !typing.selectionEnd) chips().at(-1)?.focus()
  })
  typing.addEventListener("input", event => {
    event.stopPropagation() // told once, as the field's own
    tell()
  })
  typing.addEventListener("people:chosen", take)
  typing.addEventListener("paste", () => setTimeout(take))
  typing.addEventListener("blur", () => setTimeout(take, 200)) // not under the press that took the focus
  field.addEventListener("chips:draw", draw)
  draw()
}

/** "Only Grace" takes everybody out of the copy, "Reply to all" puts them back. */
function offer(people) {
  const field = people.querySelector("[name=cc]"), button = people.querySelector("[data-switches-copies]")
  if (!field || !button) return
  const isAll = Boolean(field.value.trim())
  button.hidden = !isAll && !people.dataset.inCopy
  button.textContent = isAll ? button.dataset.one : button.dataset.all
}
document.addEventListener("click", event => {
  const button = event.target.closest("[data-switches-copies]"), people = button?.closest("[data-in-copy]")
  if (!people) return
  const field = people.querySelector("[name=cc]")
  if (field.value.trim()) people.dataset.inCopy = field.value
  field.value = field.value.trim() ? "" : people.dataset.inCopy
  field.dispatchEvent(new Event("chips:draw"))
  field.dispatchEvent(new Event("input", { bubbles: true }))
})
// People of a customer's own copy, put into the answer's by the agent.
document.addEventListener("click", event => {
  const button = event.target.closest("[data-adds-copies]"), field = button && document.querySelector("[data-in-copy] [name=cc]")
  if (!field) return
  field.value = [...new Set([...parts(field.value), ...parts(button.dataset.addsCopies)])].join(", ")
  field.dispatchEvent(new Event("chips:draw"))
  field.dispatchEvent(new Event("input", { bubbles: true }))
  field.closest("form").querySelector("trix-editor")?.focus()
})
document.addEventListener("input", event => {
  const people = event.target.matches("[name=cc]") && event.target.closest("[data-in-copy]")
  if (people) offer(people)
})

function start() {
  document.querySelectorAll("input[data-chips]").forEach(enhance)
  document.querySelectorAll("[data-in-copy]").forEach(offer)
}
start()
document.addEventListener("htmx:after:swap", start)
document.addEventListener("draft:recalled", ({ target }) => {
  for (const field of target.querySelectorAll("[data-chips-ready]")) field.dispatchEvent(new Event("chips:draw"))
  start()
})
