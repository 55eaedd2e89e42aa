// Loads the interface and asks the shell to show the window once the page says it is ready
// (`data-ready` on the body). A page that cannot start says so instead of staying hidden.
import init from "./pathloom_ui.js";

const show = () =>
  window.__TAURI__?.core.invoke("show_window", {
    dark: document.documentElement.dataset.theme === "dark",
  });

const ready = () =>
  new Promise((resolve) => {
    const check = () => document.body.hasAttribute("data-ready") && resolve();
    new MutationObserver(check).observe(document.body, { attributes: true, attributeFilter: ["data-ready"] });
    check();
  });

try {
  await init();
  await ready();
} catch (error) {
  document.body.textContent = `The interface could not start (${error}). Start Pathloom again; if it stays, install it again.`;
}
show();
