/** J as colours: dark blue to pale yellow, lighter all the way, so that it reads without colour too. */

import { pngAddress } from "../core/png.js";

const STOPS = [[16, 24, 60], [43, 63, 126], [79, 109, 143], [138, 148, 135], [201, 184, 115], [251, 243, 180]];

/** Place 0 is for what has no number; 1 to 255 go from low to high. */
export const PALETTE = Uint8Array.from({ length: 768 }, (_, k) => {
  const at = (Math.max(0, Math.floor(k / 3) - 1) / 254) * (STOPS.length - 1), stop = Math.min(STOPS.length - 2, Math.floor(at));
  return Math.round(STOPS[stop][k % 3] + (at - stop) * (STOPS[stop + 1][k % 3] - STOPS[stop][k % 3]));
});

/**
 * A grid of numbers (row j up) as a picture; `share` says where between low and high a number is, 0 to 1.
 * @param {ArrayLike<number>} values @param {number} n @param {(v: number) => number} share
 */
export function heatAddress(values, n, share) {
  const pixels = new Uint8Array(n * n);
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) {
    const v = values[j * n + i];
    pixels[(n - 1 - j) * n + i] = isFinite(v) ? 1 + Math.round(254 * share(v)) : 0;
  }
  return pngAddress(n, n, pixels, PALETTE);
}

/** The colours from low to high as a picture of one row. */
export function barAddress() {
  return pngAddress(255, 1, Uint8Array.from({ length: 255 }, (_, k) => k + 1), PALETTE);
}
