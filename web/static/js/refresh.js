// Regions that fetch themselves again, and the answers of htmx that need a second look.

const due = new WeakMap();
let opened = new Set();

function tick() {
  if (document.hidden) return;
  const now = performance.now();
  for (const region of document.querySelectorAll("[data-refresh]")) {
    const every = Number(region.dataset.every) * 1000;
    const next = due.get(region) ?? now + every;
    due.set(region, now >= next ? now + every : next);
    if (now >= next) window.htmx?.trigger(region, "refresh");
  }
}

// What the reader has opened, and the marks htmx sets while it works, are no news.
const shape = (region) => region.outerHTML.replaceAll(/ (class|open)="[^"]*"/g, "");

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  const next = xhr.getResponseHeader("X-Window-Location");
  if (next !== null) {
    event.detail.shouldSwap = false;
    location.assign(next);
    return;
  }
  if (!("refresh" in target.dataset)) return;
  const fresh = new DOMParser().parseFromString(event.detail.serverResponse, "text/html").getElementById(target.id);
  // What has not changed stays, so that nothing opened, selected or focused in it is lost.
  if (!fresh || shape(fresh) === shape(target)) event.detail.shouldSwap = false;
  else if (fresh.dataset.announce && fresh.dataset.announce !== target.dataset.announce) {
    document.getElementById("announcer").textContent = fresh.dataset.announce;
  }
  due.set(target, performance.now() + Number(target.dataset.every) * 1000);
  opened = new Set([...target.querySelectorAll("details[open][id]")].map((details) => details.id));
});

// The page that says what went wrong comes when the form is sent as it is without scripts.
for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, ({ detail: { elt } }) => {
    if (elt.matches("form[method=post]")) elt.submit();
  });
}

document.addEventListener("htmx:afterSwap", () => {
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  opened = new Set();
});

setInterval(tick, 500);
