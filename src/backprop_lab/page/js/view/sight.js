/** While a slider is dragged what lies out of sight waits: it follows as soon as the hand rests, or it comes into sight. */

/** A drag counts as going on for so many milliseconds after its last move. */
const REST = 100;

/**
 * What updates the views, all of them, but during a drag only those in sight or near it; and what ends it.
 * @param {HTMLElement} root @param {import("../session.js").View[]} views
 */
export function updater(root, views) {
  const far = new Set(), waiting = new Set();
  let moved = -Infinity, timer = 0;
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) far.delete(target);
      else far.add(target);
    }
    catchUp(false);
  }, { rootMargin: "100px" });
  const catchUp = (/** @type {boolean} */ all) => {
    for (const view of [...waiting]) {
      if (!all && far.has(view.el)) continue;
      waiting.delete(view);
      view.update();
    }
  };
  root.addEventListener("input", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === "range") moved = performance.now();
  }, true);
  root.addEventListener("change", () => {
    if (moved === -Infinity) return;
    moved = -Infinity;
    requestAnimationFrame(() => catchUp(true));
  }, true);
  const print = () => catchUp(true);
  addEventListener("beforeprint", print);
  for (const view of views) watch.observe(view.el);
  const end = () => {
    clearTimeout(timer);
    watch.disconnect();
    removeEventListener("beforeprint", print);
  };
  const update = () => {
    clearTimeout(timer);
    const dragged = performance.now() - moved < REST;
    if (dragged) timer = setTimeout(() => catchUp(true), REST);
    for (const view of views) {
      if (dragged && far.has(view.el)) waiting.add(view);
      else {
        waiting.delete(view);
        view.update();
      }
    }
  };
  return { update, end };
}
