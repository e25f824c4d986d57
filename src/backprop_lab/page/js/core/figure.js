/** Numbers as text: Python's %g to the last digit, and the shortest text that reads back to the bit. */

/**
 * A number with so many significant digits, as Python's `g` writes it; 0 digits: `exact`.
 * @param {number} value @param {number} [digits] @returns {string}
 */
export function figure(value, digits = 6) {
  if (digits === 0) return exact(value);
  if (value !== value) return "nan";
  if (!isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return "0";
  const [mantissa, power] = rounded(value, digits).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) return `${bare(mantissa)}e${sign(exponent)}${pad(Math.abs(exponent))}`;
  return bare(placed(mantissa, exponent));
}

/** The shortest text from which the double comes back, in Python's notation. @param {number} value @returns {string} */
export function exact(value) {
  if (value !== value) return "nan";
  if (!isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0";
  const [mantissa, power] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) return `${mantissa}e${sign(exponent)}${pad(Math.abs(exponent))}`;
  return placed(mantissa, exponent);
}

/** @param {number} exponent */
const sign = (exponent) => (exponent < 0 ? "-" : "+");
/** @param {number} power */
const pad = (power) => String(power).padStart(2, "0");
/** @param {string} text */
const bare = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

/**
 * d.ddde+xx, a tie going to the even digit as in Python; JavaScript's own goes up.
 * @param {number} value @param {number} digits @returns {string}
 */
function rounded(value, digits) {
  const usual = value.toExponential(digits - 1);
  // A tie's own decimals end in a 5 one place further on: then the shortest text has just these.
  const short = value.toExponential(), end = short.indexOf("e");
  if (digits < 16 && (short[end - 1] !== "5" || short.replace("-", "").indexOf("e") !== digits + 2)) return usual;
  const [all] = value.toExponential(Math.min(100, digits + 40)).split("e");
  const figures = all.replace(/[-.]/g, "");
  const tie = figures[digits] === "5" && !/[^0]/.test(figures.slice(digits + 1));
  if (!tie || Number(figures[digits - 1]) % 2) return usual;
  const down = figures.slice(0, digits);
  const mantissa = (value < 0 ? "-" : "") + down[0] + (digits > 1 ? "." + down.slice(1) : "");
  return `${mantissa}e${value.toExponential(digits + 40).split("e")[1]}`;
}

/** The decimal point where it belongs. @param {string} mantissa @param {number} exponent @returns {string} */
function placed(mantissa, exponent) {
  const minus = mantissa.startsWith("-") ? "-" : "";
  const figures = mantissa.replace(/[-.]/g, "");
  if (exponent < 0) return `${minus}0.${"0".repeat(-exponent - 1)}${figures}`;
  if (figures.length <= exponent + 1) return minus + figures + "0".repeat(exponent + 1 - figures.length);
  return `${minus}${figures.slice(0, exponent + 1)}.${figures.slice(exponent + 1)}`;
}
