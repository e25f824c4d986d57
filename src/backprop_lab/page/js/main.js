/** The page: its parts put together, and kept at what the state is. */

import { figure } from "./core/figure.js";
import { firstState } from "./core/state.js";
import { fromHash, toHash } from "./core/hash.js";
import { readLab } from "./core/lab.js";
import { h, setText } from "./dom.js";
import { pageModel as makePageModel } from "./host.js";
import { makeSession } from "./session.js";
import { cardView } from "./view/card.js";
import { chartView } from "./view/chart.js";
import { checkView } from "./view/check.js";
import { classView } from "./view/classroom.js";
import { compareView } from "./view/compare.js";
import { controlsView } from "./view/controls.js";
import { dataView } from "./view/data.js";
import { descendView } from "./view/descend.js";
import { bindKeys, keysTable } from "./view/keys.js";
import { ledgerView } from "./view/ledger.js";
import { networkView } from "./view/network.js";
import { sharpnessView } from "./view/sharp.js";
import { updater } from "./view/sight.js";
import { shareView } from "./view/share.js";
import { sliceView } from "./view/slice.js";
import { stepsView } from "./view/steps.js";
import { stripView } from "./view/strip.js";
import { thetaView } from "./view/theta.js";
import { makeTour } from "./view/tour.js";
import { paperView } from "./view/paper.js";
import { waitView } from "./view/wait.js";
import { bindHash, restore } from "./view/where.js";

/** @param {any} payload */
export const pageModel = (payload) => makePageModel(payload);

/**
 * Show a lab in an element. Gives back what ends it.
 * @param {{ model: import("./host.js").Model, el: HTMLElement }} host @returns {() => void}
 */
export function render({ model, el }) {
  const lab = readLab(model.get("payload")), first = firstState(lab, model.get("payload").start);
  const session = makeSession(lab, first);
  const root = h("div", { class: "bpl" });
  const wait = waitView(session, root);
  root.append(wait);
  const where = model.isPage ? bindHash(session, root, first) : bindModel(session, model, first);
  el.replaceChildren(root);
  const shown = new ResizeObserver(() => hideStill(el));
  if (!model.isPage) shown.observe(el);
  /** @type {ReturnType<typeof updater> | null} */
  let seen = null;
  const update = () => {
    if (!seen) { // Where the first descent takes long, the parts come when it is done.
      seen = updater(root, build(root, session, first, Boolean(model.isPage)).map((view) => idle(session, view)));
      root.append(wait);
    }
    for (const what of ["answers", "formulas", "controls"]) {
      root.classList.toggle(`hide-${what}`, session.state.hide.includes(/** @type {any} */ (what)));
    }
    root.classList.toggle("predicting", session.state.predict);
    seen.update();
  };
  const end = session.subscribe(update);
  session.refresh();
  performance.mark("backprop-lab ready");
  return () => { end(); where(); seen?.end(); shown.disconnect(); };
}

/** A view that stays as it is while what it shows is being worked out. @param {import("./session.js").Session} session @param {import("./session.js").View} view */
const idle = (session, view) => ({ el: view.el, update() { if (!session.busy) view.update(); } });

/** @param {HTMLElement} root @param {import("./session.js").Session} session @param {State} first @param {boolean} isPage */
function build(root, session, first, isPage) {
  const { lab } = session;
  const card = cardView(session), network = networkView(session, (place, pin) => card.choose(place, pin));
  const steps = stepsView(session), ledger = ledgerView(session), controls = controlsView(session);
  const descend = descendView(session), chart = chartView(session), sharp = sharpnessView(session), strip = stripView(session);
  const share = shareView(session, { first, host: isPage ? "page" : "notebook" });
  const rest = [
    fold(session, "Theta: every parameter, with slider and field", thetaView(session), "control"), fold(session, "Data points and targets", dataView(session, first), "control"),
    fold(session, "Compare runs from the same start", compareView(session), "away"), fold(session, "A slice of J", sliceView(session), "away"),
    fold(session, "Check the gradient by differences", checkView(session), "away"), fold(session, "Share, save, copy, download", share), fold(session, "For a class", classView(session)),
  ];
  const tour = makeTour(root, session), live = h("div", { class: "unseen", "aria-live": "polite", role: "status" });
  session.hear((text) => setText(live, text));
  const away = h("p", { class: "note put-away" }, "The pictures and the outcome are put away: they would give the numbers away.");
  const stage = h("div", { class: "stage", tabindex: 0, role: "group", "aria-label": "Stage: network, operations and descent; arrow keys go through the operations, Page keys through the descent" },
    h("div", { class: "left-side" }, network.el, card.el, steps.el, ledger.el),
    h("div", { class: "right-side" }, controls.el, descend.el, away, h("section", { class: "panel away", "aria-label": "J over the steps" }, chart.el),
      h("section", { class: "panel away", "aria-label": "Sharpness" }, sharp.el), h("section", { class: "panel away", "aria-label": "Units over the steps" }, strip.el)));
  bindKeys(stage, session, () => descend.toggle());
  const keys = { el: keysTable(), update() {} };
  const paper = paperView(session);
  root.append(head(lab, tour, isPage), tour.el, paper.el, stage, h("div", { class: "folds" }, ...rest.map((part) => part.el), fold(session, "Keys", keys).el), live);
  if (isPage && !first.hide.length && !session.state.hide.length) tour.first();
  return [network, card, steps, ledger, controls, descend, chart, sharp, strip, paper, ...rest.map((part) => part.view)];
}

/** @param {Lab} lab @param {ReturnType<typeof makeTour>} tour @param {boolean} isPage */
function head(lab, tour, isPage) {
  const title = h(isPage ? "h1" : "h2", {}, lab.title || lab.name);
  const { name, pieces } = lab.activation;
  const leaky = name === "leaky_relu" && pieces ? ` (leaky(a) is a where a is above 0, else ${figure(pieces[0])} a)` : "";
  const bias = lab.hasBiases ? "with biases" : "without biases";
  return h("header", { class: "head" }, h("div", {}, title,
    h("p", { class: "note" }, `${lab.widths.join("-")}, ${name.replace("_", " ")}${leaky}, ${bias}, ${lab.loss.replaceAll("_", " ")}: every number of forward map, back-propagation and descent.`)),
    h("button", { type: "button", onclick: () => tour.begin() }, "Tour"));
}

/** A part that opens and closes. @param {import("./session.js").Session} session @param {string} title @param {import("./session.js").View} view @param {string} [kind] */
function fold(session, title, view, kind = "") {
  const el = h("details", { class: `panel fold ${kind}` }, h("summary", {}, h("h2", {}, title)), view.el);
  el.addEventListener("toggle", () => { if (!session.busy) view.update(); });
  return { el, view };
}

/** Where the widget runs, the plain HTML that was put before it has done its work. @param {HTMLElement} el */
function hideStill(el) {
  const area = el.closest(".jp-OutputArea, .output_area, .output");
  area?.querySelectorAll(".backprop-lab-still").forEach((still) => { /** @type {HTMLElement} */ (still).hidden = true; });
}

/** The state lives in the widget: what is saved with the notebook comes back. */
/** @param {import("./session.js").Session} session @param {import("./host.js").Model} model @param {State} first @returns {() => void} */
function bindModel(session, model, first) {
  const take = () => {
    const text = model.get("state");
    if (!text || text === toHash(session.lab, session.state)) return;
    const state = fromHash(session.lab, text, first);
    if (typeof state === "string") session.say(state);
    else restore(session, state);
  };
  take();
  let timer = 0;
  const end = session.subscribe(() => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const text = toHash(session.lab, session.state);
      if (text === model.get("state")) return;
      model.set("state", text);
      model.save_changes();
    }, 250);
  });
  model.on("change:state", take);
  return () => { end(); clearTimeout(timer); model.off?.("change:state", take); };
}
