// Small conveniences on top of controls that work without scripts. Everything listens on the document, so that parts
// fetched later need no set-up of their own.

const root = document.documentElement;

function markTheme() {
  const chosen = root.dataset.theme ?? "system";
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosen));
  }
}

function chooseTheme(choice) {
  if (choice === "system") delete root.dataset.theme;
  else root.dataset.theme = choice;
  try {
    localStorage.setItem("theme", choice);
  } catch {
    // The choice then lasts for this page only.
  }
  markTheme();
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add("copied");
  document.getElementById("announcer").textContent = "Copied";
  setTimeout(() => button.classList.remove("copied"), 2000);
}

function reveal(button) {
  const input = document.getElementById(button.dataset.reveal);
  const shown = input.type === "password";
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
}

document.addEventListener("click", (event) => {
  closeMenus(event.target);
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.themeChoice) chooseTheme(button.dataset.themeChoice);
  else if (button.dataset.copy) copy(button);
  else if (button.dataset.reveal) reveal(button);
  else if ("dismiss" in button.dataset) button.closest(".toast").remove();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.menu[open]");
  closeMenus(null);
  menu?.querySelector("summary").focus();
});

document.addEventListener("change", (event) => {
  const name = event.target.dataset?.tickAll;
  if (name) {
    for (const box of event.target.closest("table").querySelectorAll(`input[name="${CSS.escape(name)}"]`)) {
      box.checked = event.target.checked;
    }
  }
  for (const count of event.target.form?.querySelectorAll("[data-ticked]") ?? []) {
    const ticked = count.closest("form").querySelectorAll(`input[name="${CSS.escape(count.dataset.ticked)}"]:checked`);
    count.textContent = ticked.length ? `${ticked.length} ticked` : "";
  }
});

// A region that is already filled when the page loads is not read out: fill it again.
for (const toasts of document.querySelectorAll(".toasts")) {
  const messages = [...toasts.childNodes];
  toasts.replaceChildren();
  requestAnimationFrame(() => toasts.replaceChildren(...messages));
}
// Somebody new is asked where they are, and the browser knows.
const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const select of document.querySelectorAll("select[data-own-zone]")) {
  if ([...select.options].some((option) => option.value === ownZone)) select.value = ownZone;
}
document.querySelector(".error-summary")?.focus();
markTheme();
