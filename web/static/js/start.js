// Runs before the first paint: the chosen theme must not arrive after the page has been seen in another one.
(() => {
  const root = document.documentElement;
  root.classList.remove("no-js");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // A browser may refuse storage; the page then follows the system.
  }
})();
