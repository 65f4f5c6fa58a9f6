// Lets this browser be told while it is closed: asks for leave, subscribes with our key, and sends the address along.
import { say } from "ui/toast"

const place = document.querySelector("form[data-push]")

async function subscribe(event) {
  event.preventDefault()
  if ((await Notification.requestPermission()) !== "granted") return say(place.dataset.refused)
  const worker = await navigator.serviceWorker.register("/desk/notices/worker.js")
  await navigator.serviceWorker.ready
  const wish = { userVisibleOnly: true, applicationServerKey: place.dataset.push }
  const made = await worker.pushManager.subscribe(wish).catch(async () => {
    await (await worker.pushManager.getSubscription())?.unsubscribe() // made with a key that is gone
    return worker.pushManager.subscribe(wish)
  })
  place.elements.endpoint.value = made.endpoint
  place.submit()
}

if (place && "serviceWorker" in navigator && "PushManager" in window) {
  place.hidden = false
  place.addEventListener("submit", event => subscribe(event).catch(error => say(`${place.dataset.refused} ${error.message}`)))
}
