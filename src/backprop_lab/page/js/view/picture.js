/** The page's pictures as files that stand alone: SVG with the colours in it, PNG. */

/** What an element has from the one around it, unless it says otherwise. */
const INHERITED = [
  "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "fill-opacity", "stroke-opacity",
  "paint-order", "font-family", "font-size", "font-weight", "font-style", "text-anchor", "visibility",
];
/** What it has for itself, with what is usual. @type {[string, string][]} */
const OWN = [["opacity", "1"], ["dominant-baseline", "auto"], ["vector-effect", "none"], ["clip-path", "none"]];
const SPACE = "http://www.w3.org/2000/svg";

/** A picture of the page. @typedef {{ name: string, el: SVGSVGElement }} Picture */

/** The pictures that can be seen, each by a name of its own: what is marked with data-picture, or the largest drawing in it. @param {ParentNode} root @returns {Picture[]} */
export function pictures(root) {
  /** @type {Map<string, Picture>} */
  const found = new Map();
  for (const marked of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-picture]"))) {
    const el = largest(/** @type {any[]} */ ([marked, ...marked.querySelectorAll("svg")])), word = marked.dataset.picture || "picture";
    if (!el) continue;
    let name = word;
    for (let i = 2; found.has(name); i++) name = `${word}-${i}`;
    found.set(name, { name, el });
  }
  return [...found.values()];
}

/** The largest of the drawings that can be seen. @param {SVGSVGElement[]} elements @returns {SVGSVGElement | undefined} */
function largest(elements) {
  const size = (/** @type {Element} */ el) => el.getBoundingClientRect().width * el.getBoundingClientRect().height;
  const seen = elements.filter((el) => el instanceof SVGSVGElement && size(el) && getComputedStyle(el).visibility !== "hidden");
  return seen.sort((a, b) => size(b) - size(a))[0];
}

/** @param {Picture} picture @returns {string} */
export function svgText({ el }) {
  const { width, height } = el.getBoundingClientRect(), made = copied(el), back = document.createElementNS(SPACE, "rect");
  if (!made.hasAttribute("viewBox")) made.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const [x, y, wide, high] = (made.getAttribute("viewBox") ?? "").split(/[\s,]+/);
  put(made, { width, height });
  put(back, { x, y, width: wide, height: high, fill: background(el), stroke: "none" });
  made.prepend(back);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(made)}\n`;
}

/** @param {Picture} picture @param {number} [scale] @returns {Promise<Blob>} */
export async function pngBlob(picture, scale = 2) {
  const { width, height } = picture.el.getBoundingClientRect();
  const url = URL.createObjectURL(new Blob([svgText(picture)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(width * scale);
    canvas.height = Math.ceil(height * scale);
    /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A copy with the computed style on every element, without what is not to be seen. @param {Element} el @param {CSSStyleDeclaration} [around] @returns {Element} */
function copied(el, around) {
  const made = /** @type {Element} */ (el.cloneNode(false)), style = getComputedStyle(el);
  for (const name of ["class", "style", "tabindex", "role"]) made.removeAttribute(name);
  for (const name of INHERITED) {
    const value = style.getPropertyValue(name);
    if (value !== around?.getPropertyValue(name)) made.setAttribute(name, plain(value));
    else made.removeAttribute(name);
  }
  for (const [name, usual] of OWN) if (style.getPropertyValue(name) !== usual) made.setAttribute(name, style.getPropertyValue(name));
  for (const child of el.childNodes) {
    if (!(child instanceof Element)) made.append(child.cloneNode());
    else if (getComputedStyle(child).display !== "none" || /^(title|desc|defs|clipPath)$/.test(child.tagName)) made.append(copied(child, style));
  }
  return made;
}

/** @param {Element} made @param {Record<string, any>} attributes */
function put(made, attributes) {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
}

/** The first colour behind an element. @param {Element | null} el @returns {string} */
function background(el) {
  for (; el; el = el.parentElement) {
    const colour = getComputedStyle(el).backgroundColor;
    if (!/^(transparent|.*, 0\))$/.test(colour)) return plain(colour);
  }
  return "white";
}

/** @type {Map<string, string>} */
const colours = new Map();

/** A colour that every program knows, for those that only browsers do. @param {string} value */
function plain(value) {
  if (!/^(color|oklab|oklch|lab|lch)\(/.test(value)) return value;
  let known = colours.get(value);
  if (!known) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    pen.fillStyle = value;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    known = a === 255 ? `rgb(${r}, ${g}, ${b})` : `rgba(${r}, ${g}, ${b}, ${a / 255})`;
    colours.set(value, known);
  }
  return known;
}
