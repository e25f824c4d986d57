/** The largest eigenvalue of a symmetric matrix and its direction. */

/**
 * Householder's reduction to three diagonals, then bisection by Sturm's count of signs (Golub and Van
 * Loan, "Matrix computations", sections 8.3 and 8.4); NaN where the matrix is not finite.
 * @param {Float64Array} matrix n by n @param {number} n @returns {number}
 */
export function largestEigenvalue(matrix, n) {
  let scale = 0;
  for (let i = 0; i < matrix.length; i++) {
    if (!isFinite(matrix[i])) return NaN;
    scale = Math.max(scale, Math.abs(matrix[i]));
  }
  if (scale === 0) return 0;
  // In units of its largest entry no square overflows.
  const scaled = new Float64Array(matrix.length);
  for (let i = 0; i < scaled.length; i++) scaled[i] = matrix[i] / scale;
  const { diagonal, beside } = tridiagonal(scaled, n);
  let low = Infinity, high = -Infinity;
  for (let i = 0; i < n; i++) {
    const reach = Math.abs(beside[i] ?? 0) + Math.abs(i ? beside[i - 1] : 0);
    low = Math.min(low, diagonal[i] - reach);
    high = Math.max(high, diagonal[i] + reach);
  }
  for (let round = 0; round < 120 && high - low > 2e-15 * Math.max(Math.abs(low), Math.abs(high)); round++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (below(diagonal, beside, n, middle) === n) high = middle;
    else low = middle;
  }
  return scale * (low + (high - low) / 2);
}

/** How many eigenvalues are below x. @param {Float64Array} diagonal @param {Float64Array} beside @param {number} n @param {number} x */
function below(diagonal, beside, n, x) {
  let count = 0, q = 1;
  for (let i = 0; i < n; i++) {
    const e = i ? beside[i - 1] : 0;
    q = diagonal[i] - x - (i ? (e * e) / (q || Number.MIN_VALUE) : 0);
    if (q < 0) count++;
  }
  return count;
}

/**
 * Reflect column after column onto its first entry below the diagonal; what is left are three diagonals.
 * @param {Float64Array} a n by n, overwritten @param {number} n
 */
function tridiagonal(a, n) {
  const diagonal = new Float64Array(n), beside = new Float64Array(Math.max(0, n - 1));
  const v = new Float64Array(n), p = new Float64Array(n);
  for (let k = 0; k + 1 < n; k++) {
    diagonal[k] = a[k * n + k];
    let square = 0;
    for (let i = k + 1; i < n; i++) square += a[i * n + k] * a[i * n + k];
    const first = a[(k + 1) * n + k], norm = first > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    beside[k] = norm;
    square -= first * norm;
    if (square > 0) reflect(a, n, k + 1, k, norm, square, v, p);
  }
  diagonal[n - 1] = a[n * n - 1];
  return { diagonal, beside };
}

/**
 * The block from `from` on, reflected along v = column - norm e; `square` is half of v's.
 * @param {Float64Array} a @param {number} n @param {number} from @param {number} column @param {number} norm
 * @param {number} square @param {Float64Array} v @param {Float64Array} p
 */
function reflect(a, n, from, column, norm, square, v, p) {
  for (let i = from; i < n; i++) v[i] = a[i * n + column];
  v[from] -= norm;
  let inner = 0;
  for (let i = from; i < n; i++) {
    let sum = 0;
    for (let j = from; j < n; j++) sum += a[i * n + j] * v[j];
    p[i] = sum / square;
    inner += p[i] * v[i];
  }
  const half = inner / (2 * square);
  for (let i = from; i < n; i++) p[i] -= half * v[i];
  for (let i = from; i < n; i++) {
    const vi = v[i], pi = p[i];
    for (let j = from; j < n; j++) a[i * n + j] -= vi * p[j] + pi * v[j];
  }
}

/**
 * The unit vector that belongs to an eigenvalue, by inverse iteration.
 * @param {Float64Array} matrix @param {number} n @param {number} value @returns {Float64Array}
 */
export function eigenvector(matrix, n, value) {
  let v = Float64Array.from({ length: n }, (_, i) => 1 + (i % 3) / 8);
  const shift = value + 1e-10 * (Math.abs(value) || 1);
  for (let round = 0; round < 4; round++) {
    const solved = solve(matrix, n, shift, v);
    const size = Math.hypot(...solved) || 1;
    v = solved.map((entry) => entry / size);
  }
  const first = v.find((entry) => Math.abs(entry) > 1e-9) ?? 1;
  return first < 0 ? v.map((entry) => -entry) : v;
}

/** (matrix - shift) u = v by elimination with pivots. @param {Float64Array} matrix @param {number} n @param {number} shift @param {Float64Array} v */
function solve(matrix, n, shift, v) {
  const a = matrix.slice(), u = v.slice();
  for (let i = 0; i < n; i++) a[i * n + i] -= shift;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]) > Math.abs(a[best * n + k])) best = i;
    for (let j = 0; best !== k && j < n; j++) [a[k * n + j], a[best * n + j]] = [a[best * n + j], a[k * n + j]];
    if (best !== k) [u[k], u[best]] = [u[best], u[k]];
    const pivot = a[k * n + k] || Number.EPSILON;
    a[k * n + k] = pivot;
    for (let i = k + 1; i < n; i++) {
      const share = a[i * n + k] / pivot;
      if (share) for (let j = k; j < n; j++) a[i * n + j] -= share * a[k * n + j];
      u[i] -= share * u[k];
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) u[i] -= a[i * n + j] * u[j];
    u[i] /= a[i * n + i];
  }
  return u;
}
