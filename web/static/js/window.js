// Windows: a link with `data-window` shows its page in a dialog over the present one. The dialog has the page's own
// address; Close, Escape and the browser's Back all return one level, to the link that opened it. A GET form with
// `data-window` does the same with what was chosen in it.

const dialog = document.createElement("dialog");
dialog.className = "window";
dialog.setAttribute("aria-labelledby", "window-title");
document.body.append(dialog);

// One entry for each level that is open; the page below is no level.
const levels = [];
const ground = { url: here(), title: document.title };
let leaving = false;

function here() {
  return location.pathname + location.search;
}

async function fetchPage(url, options = {}) {
  const response = await fetch(url, { ...options, headers: { "X-Window": "1" } });
  const next = response.headers.get("X-Window-Location");
  if (next !== null) return { next, isFile: response.headers.has("X-Window-File") };
  if (!response.headers.get("Content-Type")?.startsWith("text/html")) return { next: url };
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const main = page.querySelector("main");
  if (!main) return { next: url };
  return { title: page.title, content: [...main.childNodes] };
}

function show(level, focus) {
  if (dialog.firstChild !== level.holder) dialog.replaceChildren(level.holder);
  dialog.dataset.size = level.size;
  document.title = level.title;
  if (!dialog.open) dialog.showModal();
  const first = [".error-summary", "form :is(input:not([type=hidden]), select, textarea)", "[data-window-close]"];
  (focus ?? first.map((selector) => dialog.querySelector(selector)).find(Boolean))?.focus();
}

// A list in a window must not put its own addresses into the history of windows.
function keepAddressesOut(part) {
  for (const list of part.querySelectorAll("[hx-push-url]")) list.setAttribute("hx-push-url", "false");
}

function fill(level, page) {
  level.title = page.title;
  level.holder.replaceChildren(...page.content);
  keepAddressesOut(level.holder);
  window.htmx?.process(level.holder);
}

async function open(href, { size, opener }) {
  dialog.setAttribute("aria-busy", "true");
  const page = await fetchPage(href).catch(() => ({ next: href }));
  dialog.removeAttribute("aria-busy");
  if (page.next) return location.assign(page.next);
  // An item of a menu goes with its menu: one comes back to what opens that.
  const menu = opener.closest("details.menu");
  if (menu) menu.open = false;
  const level = { holder: document.createElement("div"), opener: menu?.querySelector("summary") ?? opener, size };
  level.holder.className = "window-body";
  fill(level, page);
  levels.push(level);
  history.pushState({ windowDepth: levels.length }, "", href);
  show(level);
}

// A file is saved beside the page that is open; going to its address instead would be undone by closing the window.
function save(href) {
  const link = Object.assign(document.createElement("a"), { href, download: "" });
  link.click();
  document.getElementById("announcer").textContent = "The file is being saved";
  leave();
}

async function send(form, submitter) {
  const level = levels.at(-1);
  const body = new FormData(form, submitter);
  const coded = form.enctype === "multipart/form-data" ? body : new URLSearchParams(body);
  submitter?.setAttribute("aria-disabled", "true");
  // Asked as attributes: a field called «action» would hide the form's own property.
  const target = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;
  const page = await fetchPage(target, { method: "POST", body: coded }).catch(() => null);
  submitter?.removeAttribute("aria-disabled");
  if (page === null) return form.submit();
  if (page.isFile) return save(page.next);
  if (page.next) return location.replace(page.next);
  fill(level, page);
  show(level);
}

// One level, however often it is asked for before the browser has gone: Chromium cancels a dialog twice on one Escape in
// a field of a date.
function leave() {
  if (leaving) return;
  leaving = true;
  history.back();
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (event.target === dialog) return leave();
  const link = event.target.closest("a");
  if (!link) return;
  if ("window" in link.dataset) {
    event.preventDefault();
    open(link.href, { size: link.dataset.window, opener: link });
  } else if (link.hash && dialog.contains(link) && link.pathname + link.search === here()) {
    // Inside a window a jump to a field is no step in the history.
    event.preventDefault();
    dialog.querySelector(`#${CSS.escape(link.hash.slice(1))}`)?.focus();
  } else if ("windowClose" in link.dataset && levels.length && dialog.contains(link)) {
    event.preventDefault();
    leave();
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if ("window" in form.dataset && !event.defaultPrevented) {
    event.preventDefault();
    const chosen = new URLSearchParams(new FormData(form, event.submitter));
    return open(`${form.getAttribute("action")}?${chosen}`, { size: form.dataset.window, opener: event.submitter });
  }
  // One that htmx has sent fills its list, and not the window.
  if (event.defaultPrevented || !dialog.contains(form) || form.getAttribute("method")?.toLowerCase() !== "post" || "download" in form.dataset) return;
  event.preventDefault();
  if (event.submitter?.getAttribute("aria-disabled") !== "true") send(form, event.submitter);
});

dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  if (levels.length) leave();
});

window.addEventListener("popstate", (event) => {
  leaving = false;
  const depth = event.state?.windowDepth ?? 0;
  if (levels.length === 0 && here() === ground.url) return;
  // Going back from a window is ours to answer; htmx would load the page below anew and lose the reader's place.
  event.stopImmediatePropagation();
  if (depth >= levels.length || (depth === 0 && here() !== ground.url)) return location.reload();
  const [closed] = levels.splice(depth);
  if (levels.length) return show(levels.at(-1), closed.opener);
  dialog.close();
  dialog.replaceChildren();
  document.title = ground.title;
  closed.opener.focus();
});

// Sorting and paging in place change the address of the page below.
document.addEventListener("htmx:pushedIntoHistory", () => Object.assign(ground, { url: here(), title: document.title }));
// Nor when it was sorted, searched or paged once, and has come anew from the server.
document.addEventListener("htmx:afterSwap", () => keepAddressesOut(dialog));
