/** Where the page lives: in a browser, with its state in the address; in a notebook, with it in the widget. */

/**
 * What anywidget calls a model, as far as the page uses it.
 * @typedef {{ get: (key: string) => any, set: (key: string, value: any) => void, save_changes: () => void,
 *   on: (event: string, listener: () => void) => void, off?: (event: string, listener?: () => void) => void, isPage?: boolean }} Model
 */

/** The model of a page that is a file of its own. @param {any} payload @returns {Model} */
export function pageModel(payload) {
  return { get: (key) => (key === "payload" ? payload : ""), set() {}, save_changes() {}, on() {}, isPage: true };
}
