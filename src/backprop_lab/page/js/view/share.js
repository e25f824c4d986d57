/** Everything that leaves the page, and what comes back: the link, files, code, tables, pictures. */

import { asCommand, asCsv, asNumpy, asPython, isBuiltin, labFileName } from "../core/copy.js";
import { fromFile, toFile } from "../core/file.js";
import { toHash } from "../core/hash.js";
import { asLabFile } from "../core/labfile.js";
import { asLatex } from "../core/latex.js";
import { attribute, button, fill, h, labelled, setText } from "../dom.js";
import { copyText, download } from "./leave.js";
import { pictures, pngBlob, svgText } from "./picture.js";
import { restore } from "./where.js";

/** The fields follow when nothing has changed for so many milliseconds. */
const REST = 250;
const MOST_BYTES = 20_000_000;
const EVERY = "every picture";

/** @typedef {import("../session.js").Session} Session */
/** @typedef {(text: string, wrong?: boolean) => void} Tell */

/** @param {Session} session @param {{ first: State, host?: "page" | "notebook" }} options @returns {import("../session.js").View} */
export function shareView(session, { first, host = "page" }) {
  const { lab } = session;
  const told = h("p", { class: "told", role: "status" });
  const tell = (/** @type {string} */ text, wrong = false) => { setText(told, text); attribute(told, "class", `told ${wrong ? "wrong" : ""}`); };
  const link = linkPart(session, first, host, tell);
  const codes = [
    codePart("Command", () => asCommand(lab, session.state, first), tell),
    codePart("Python with backprop_lab", () => asPython(lab, session.state, first), tell, "formula"),
    codePart("Plain NumPy", () => asNumpy(lab, session.state), tell, "formula"),
  ];
  const needsFile = h("p", { class: "note" }, `The command needs this lab's file beside it: save ${labFileName(lab)}.`);
  const el = h("div", { class: "share" }, link.el, filesPart(session, first, host, tell),
    h("h3", {}, "Copy"), ...codes.map((code) => code.el), needsFile,
    h("h3", { class: "screen" }, "Download"), downloadsPart(session, tell), picturesPart(session, tell), told);
  let timer = 0, open = false;
  const show = () => {
    attribute(needsFile, "hidden", isBuiltin(lab, session.state, first));
    for (const part of [link, ...codes]) part.show();
  };
  return {
    el,
    update() {
      const fold = el.closest("details"), opened = !fold || fold.open;
      clearTimeout(timer);
      if (opened && !open) show();
      else if (opened) timer = setTimeout(show, REST);
      open = opened;
    },
  };
}

/** @param {Session} session @param {State} first @param {string} host @param {Tell} tell */
function linkPart(session, first, host, tell) {
  const text = () => (host === "page" ? location.href.split("#")[0] : "") + toHash(session.lab, session.state, first);
  const what = host === "page" ? "Link to all that is shown" : "All that is shown, as the end of a link";
  const field = h("input", { type: "text", readonly: true, size: 40, class: "link", onfocus: () => field.select() });
  const show = () => { field.value = text(); };
  const copy = button("Copy link", () => { show(); copied(field.value, el, "The link", tell); });
  const el = h("div", { class: "row" }, labelled(what, field), copy);
  return { el, show };
}

/** A text to be copied, which can also be looked at. @param {string} title @param {() => string} text @param {Tell} tell @param {string} [kind] */
function codePart(title, text, tell, kind = "") {
  const pre = h("pre", { tabindex: 0, role: "group", "aria-label": title });
  const details = h("details", { ontoggle: () => show() }, h("summary", {}, `Show: ${title}`), pre);
  const show = () => { if (details.open) setText(pre, text()); };
  const copy = button("Copy", () => copied(text(), el, title, tell), { "aria-label": `Copy: ${title}` });
  const el = h("div", { class: `code ${kind}` }, copy, details);
  return { el, show };
}

/** @param {string} text @param {HTMLElement} near @param {string} title @param {Tell} tell */
async function copied(text, near, title, tell) {
  const done = await copyText(text, near);
  tell(done ? `${title}: copied.` : "The browser does not let the page copy; the text can be selected by hand.", !done);
}

/** @param {Session} session @param {State} first @param {string} host @param {Tell} tell */
function filesPart(session, first, host, tell) {
  const { lab } = session;
  const save = button("Save file", () => { download(`${lab.name}-page.json`, toFile(lab, session.state), "application/json"); tell("All that is shown: saved as a file."); });
  const field = h("input", { type: "file", accept: ".json,application/json", onchange: async () => {
    await take(field.files?.[0]);
    field.value = "";
  } });
  const take = async (/** @type {File | undefined} */ file) => {
    if (!file) return;
    const state = file.size > MOST_BYTES ? `The file must have at most ${MOST_BYTES} bytes; got ${file.size}.` : fromFile(lab, await content(file), first);
    if (typeof state === "string") return tell(state, true);
    restore(session, state);
    tell(`${file.name}: loaded.`);
  };
  const el = h("div", { class: "row files" }, save, labelled("Load file", field), h("span", { class: "note screen" }, host === "page" ? "or drop it anywhere on the page" : "or drop it here"));
  hearDrops(host === "page" ? document : el, take);
  return el;
}

/** @param {File} file */
const content = (file) => file.text().catch(() => "");

/** A file that is dropped is loaded, and not opened in place of the page. @param {Document | HTMLElement} place @param {(file: File) => void} take */
function hearDrops(place, take) {
  const files = (/** @type {Event} */ event) => {
    const carried = /** @type {DragEvent} */ (event).dataTransfer;
    if (!carried?.types.includes("Files")) return null;
    event.preventDefault();
    return carried.files;
  };
  place.addEventListener("dragover", files);
  place.addEventListener("drop", (event) => {
    const found = files(event);
    if (found?.length) take(found[0]);
  });
}

/** @param {Session} session @param {Tell} tell */
function downloadsPart(session, tell) {
  const { lab } = session;
  const csv = () => {
    download(`${lab.name}.csv`, asCsv(session), "text/csv;charset=utf-8");
    const open = session.sharpness.filter(Number.isNaN).length;
    tell(open ? `Saved; the sharpness of ${open} steps is not worked out yet, their cells are empty.` : "Every step of the descent: saved as CSV.");
  };
  const latex = () => { download(`${lab.name}.tex`, asLatex(session), "application/x-tex"); tell(`Step ${session.state.at}: saved as a LaTeX document.`); };
  const file = () => { download(labFileName(lab), asLabFile(lab, session.state), "application/toml"); tell("The lab with these data: saved as a lab file."); };
  return h("div", { class: "row" }, button("Steps as CSV", csv, { class: "gives" }), button("LaTeX of this step", latex, { class: "gives formula" }),
    button(`Lab file ${labFileName(lab)}`, file));
}

/** @param {Session} session @param {Tell} tell */
function picturesPart(session, tell) {
  const choice = h("select", { onfocus: () => offer(), onpointerdown: () => offer() }, h("option", {}, EVERY));
  const there = () => pictures(choice.closest(".bpl") ?? document);
  const offer = () => {
    const names = [EVERY, ...there().map((picture) => picture.name)];
    if (names.join() === Array.from(choice.options, (o) => o.value).join()) return;
    const before = choice.value;
    fill(choice, ...names.map((name) => h("option", {}, name)));
    choice.value = names.includes(before) ? before : EVERY;
  };
  /** @param {"svg" | "png"} kind */
  const save = async (kind) => {
    const wanted = there().filter(({ name }) => [EVERY, name].includes(choice.value));
    try {
      const made = await Promise.all(wanted.map((picture) => (kind === "svg" ? new Blob([svgText(picture)], { type: "image/svg+xml" }) : pngBlob(picture))));
      wanted.forEach(({ name }, i) => download(`${session.lab.name}-${name}.${kind}`, made[i]));
      tell(wanted.length ? `Saved: ${wanted.map(({ name }) => name).join(", ")}.` : "There is no such picture to be seen now.", !wanted.length);
    } catch {
      tell("The browser cannot make this picture; try SVG.", true);
    }
  };
  return h("div", { class: "row" }, labelled("Picture", choice), button("SVG", () => save("svg")), button("PNG", () => save("png")));
}
