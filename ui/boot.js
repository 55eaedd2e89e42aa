// Runs before the first paint, so that a dark window is never white: sets the theme and the page colour.
// A file of its own because the content policy refuses inline scripts.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("pathloom.theme");
  } catch {
    // Storage may be refused; the system's theme is used then.
  }
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const theme = chosen === "light" || chosen === "dark" ? chosen : system;
  const root = document.documentElement;
  root.dataset.theme = theme;
  root.style.colorScheme = theme;
  // On Linux the web view draws dark letters thinner than others do, unless pixels are small.
  if (/Linux/.test(navigator.userAgent) && devicePixelRatio < 1.5) root.dataset.letters = "thin";
})();
