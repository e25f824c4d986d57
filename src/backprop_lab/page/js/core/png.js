/** A small picture of 256 colours as a data address, made without a canvas: some browsers blur what a canvas gives. */

/**
 * @param {number} wide @param {number} high @param {Uint8Array} pixels a place in the palette each, row by row from above
 * @param {Uint8Array} palette red, green and blue by turns; place 0 is drawn transparent
 */
export function pngAddress(wide, high, pixels, palette) {
  const rows = new Uint8Array((wide + 1) * high);
  for (let j = 0; j < high; j++) rows.set(pixels.subarray(j * wide, (j + 1) * wide), j * (wide + 1) + 1);
  const bytes = [
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10), chunk("IHDR", [...whole(wide), ...whole(high), 8, 3, 0, 0, 0]),
    chunk("PLTE", palette), chunk("tRNS", [0]), chunk("IDAT", stored(rows)), chunk("IEND", []),
  ];
  let text = "";
  for (const part of bytes) for (const byte of part) text += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(text)}`;
}

/** @param {number} v */
const whole = (v) => [v >>> 24, (v >>> 16) & 255, (v >>> 8) & 255, v & 255];

/** @param {string} name @param {ArrayLike<number>} data */
function chunk(name, data) {
  const made = new Uint8Array(data.length + 12), body = made.subarray(4, data.length + 8);
  made.set(whole(data.length));
  body.set([...name].map((letter) => letter.charCodeAt(0)));
  body.set(data, 4);
  let sum = -1;
  for (const byte of body) sum = CHECKS[(sum ^ byte) & 255] ^ (sum >>> 8);
  made.set(whole(~sum), data.length + 8);
  return made;
}

const CHECKS = Int32Array.from({ length: 256 }, (_, v) => {
  for (let k = 0; k < 8; k++) v = v & 1 ? (v >>> 1) ^ -306674912 : v >>> 1;
  return v;
});

/** Data as a zlib stream of blocks that are not packed. @param {Uint8Array} data */
function stored(data) {
  const made = [120, 1];
  for (let at = 0; at < data.length; at += 65535) {
    const part = data.subarray(at, at + 65535), n = part.length;
    made.push(at + n === data.length ? 1 : 0, n & 255, n >> 8, ~n & 255, (~n >> 8) & 255, ...part);
  }
  let a = 1, b = 0;
  for (const byte of data) [a, b] = [(a + byte) % 65521, (b + a + byte) % 65521];
  return Uint8Array.from([...made, b >> 8, b & 255, a >> 8, a & 255]);
}
