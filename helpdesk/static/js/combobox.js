// A long select that people filter by typing (`select[data-combobox]`); the select stays the value that is sent.
let number = 0

function enhance(select) {
  if (select.multiple || select.dataset.combobox === "ready") return
  select.dataset.combobox = "ready"
  const box = document.createElement("div"), input = document.createElement("input"), list = document.createElement("div")
  const id = `combobox-${++number}`
  box.className = "combobox"
  Object.assign(input, { type: "text", role: "combobox", autocomplete: "off", spellcheck: false, id: select.id, className: "input", required: select.required, disabled: select.disabled })
  for (const name of ["aria-describedby", "aria-invalid", "aria-label"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name))
  input.setAttribute("aria-expanded", "false")
  input.setAttribute("aria-controls", id)
  input.setAttribute("aria-autocomplete", "list")
  Object.assign(list, { role: "listbox", id, hidden: true })
  list.setAttribute("aria-label", select.labels[0]?.textContent.trim() ?? "")
  select.removeAttribute("id")
  select.required = false
  select.hidden = true
  select.before(box)
  box.append(input, list, select)
  wire(select, input, list)
}

function wire(select, input, list) {
  let active = -1
  const label = () => (select.selectedOptions[0]?.value ? select.selectedOptions[0].text : "")
  const options = () => [...list.children]
  const close = () => {
    list.hidden = true
    input.setAttribute("aria-expanded", "false")
    input.removeAttribute("aria-activedescendant")
    input.value = label()
  }
  const open = wish => {
    const found = [...select.options].filter(o => !o.disabled && o.text.toLowerCase().includes(wish.trim().toLowerCase()))
    list.replaceChildren(...found.map((option, index) => {
      const row = document.createElement("div")
      Object.assign(row, { role: "option", id: `${list.id}-${index}`, textContent: option.text || "–" })
      row.setAttribute("aria-selected", option.selected)
      row.onpointerdown = event => (event.preventDefault(), take(option))
      row.option = option
      return row
    }))
    list.hidden = !found.length
    input.setAttribute("aria-expanded", String(!list.hidden))
    walk(found.findIndex(option => option.selected))
  }
  const walk = to => {
    options()[active]?.removeAttribute("data-active")
    active = options().length ? Math.max(0, Math.min(options().length - 1, to)) : -1
    const row = options()[active]
    if (!row) return
    row.dataset.active = ""
    row.scrollIntoView({ block: "nearest" })
    input.setAttribute("aria-activedescendant", row.id)
  }
  const take = option => {
    option.selected = true
    select.dispatchEvent(new Event("change", { bubbles: true }))
    close()
  }
  input.value = label()
  input.onclick = () => list.hidden && (input.select(), open(""))
  input.oninput = () => open(input.value)
  input.onblur = () => {
    if (input.value === "" && [...select.options].some(o => o.value === "")) select.value = ""
    close()
  }
  input.onkeydown = event => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault()
      if (list.hidden) open("")
      else walk(active + (event.key === "ArrowDown" ? 1 : -1))
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault()
      if (options()[active]) take(options()[active].option)
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation()
      close()
    }
  }
  select.form?.addEventListener("reset", () => setTimeout(close))
}

const start = () => document.querySelectorAll("select[data-combobox]").forEach(enhance)
start()
document.addEventListener("htmx:after:swap", start)
