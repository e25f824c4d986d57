/** The page's data, by name. Every file of the page may use these; nothing of this runs. */

/** A letter, its index, what is differentiated, what was done to it, a method's memory of it. */
interface Name {
  letter: string;
  index: string;
  over: "" | "d" | "L" | "J";
  mark: "" | "new" | "hat";
  memory: string;
  /** As people type it: dL_dw1,12. */
  text: string;
  /** As a program may use it: dL_dw1_12. Values are found under it. */
  code: string;
}

/** An equation's right side. */
type Tree =
  | { kind: "number"; value: number }
  | { kind: "name"; name: Name; point?: number }
  | { kind: "node"; operation: string; args: Tree[] };

/** What happens in a step where `name` compares so with `against`; always where `name` is null. */
interface Sentence {
  text: string;
  name: Name | null;
  relation: "<" | "=" | ">" | "";
  against: number;
}

/** One equation; layer and unit count from 1, parameter is its place in theta, point the data point from 0. */
interface Step {
  name: Name;
  phase: string;
  tree: Tree;
  said: Sentence[];
  layer: number | null;
  unit: number | null;
  parameter: number | null;
  gate: Tree | null;
  point: number | null;
}

interface Activation {
  name: string;
  /** The slopes left and right of 0 where it is linear there, else null. */
  pieces: [number, number] | null;
  steepest: number;
}

/** One operation's rule in a style: level, first, rest, form, between. */
type Rule = [number, number, number, string, string];

interface Style {
  name: string;
  rules: Record<string, Rule>;
  brackets: string;
  letter: string;
  word: string;
  greek: string;
  number: string;
  under: string;
  over: string;
  both: string;
  partial: string;
  hat: string;
  new: string;
  layer: string;
  point: string;
  negative: string;
  power: string;
  fraction: string;
  infinite: string;
  undefined: string;
  equals: string;
  codes: boolean;
}

/** The lab as the page works with it. Layers count from 0 in these arrays, the last is the output's. */
interface Lab {
  name: string;
  /** Whether the name alone says all but how it is trained. */
  builtin: boolean;
  title: string;
  widths: number[];
  depth: number;
  hasBiases: boolean;
  activation: Activation;
  output: Activation;
  loss: string;
  /** What targets must be, in words. */
  targets: string;
  factor: number;
  mean: boolean;
  /** The states of the first descent where they were made elsewhere, and the sentence that says where. */
  recorded: { thetas: number[][]; told: string } | null;
  /** A run is fitted where J is at most this share of J at theta = 0. */
  fit: number;
  parameters: Name[];
  /** For every layer where its weights and biases begin in theta. */
  places: { weights: number; biases: number }[];
  inputs: Name[];
  outputs: Name[];
  weights: Name[][][];
  biases: Name[][];
  preactivations: Name[][];
  units: Name[][];
  phases: string[];
  /** The steps of any one data point; names of `own` have a value for each point. */
  point: Step[];
  own: Set<string>;
  /** The steps of the sum, J first; the operation `total` adds up over the points. */
  sum: Step[];
  /** One step of a method for every parameter, by the method's name. */
  update: Record<string, Step[]>;
  /** What a method remembers at first; @ stands for every parameter. */
  memory: Record<string, Record<string, number>>;
  styles: Record<string, Style>;
  greek: Record<string, string>;
  program: Record<string, string>;
  names: Name[];
}

interface Data {
  x: number[][];
  y: number[][];
}

interface Method {
  name: string;
  numbers: number[];
  /** The whole, as a command takes it: momentum:0.9. */
  text: string;
}

/** A method's memory: arrays by letter for every parameter, numbers by code for what all share. */
interface Memory {
  arrays: Record<string, Float64Array>;
  shared: Record<string, number>;
}

/** A descent: T + 1 states. Fewer steps than `steps` were made where J left all bounds at `beyond`. */
interface Descent {
  thetas: Float64Array[];
  gradients: Float64Array[];
  memories: Memory[];
  values: Float64Array;
  norms: Float64Array;
  last: number;
  steps: number;
  beyond: number | null;
}

/** Every number of one state of a descent: get(code) for what all points share, get(code, p) else. */
interface Values {
  get(code: string, point?: number | null): number;
  has(code: string, point?: number | null): boolean;
}

interface Outcome {
  name: "fitted" | "falling" | "oscillating" | "stalled" | "dead" | "diverged";
  step: number;
  cause: string;
}

interface Bound {
  rate: number | null;
  sharpness: number | null;
  known: boolean;
  kind: string;
  reason: string;
}

/** Where a run starts: a seed and an index, both whole numbers as text, that give its very theta; or by hand (null). */
type Seed = { seed: string; index: string } | null;

/** All that makes a picture: what is run, where one looks, what is hidden. Never changed in place. */
interface State {
  theta: number[];
  seed: Seed;
  /** How starts are drawn: uniform:-1:1. */
  start: string;
  x: number[][];
  y: number[][];
  rate: number;
  steps: number;
  /** momentum:0.9 */
  method: string;
  /** The state of the descent that is looked at. */
  at: number;
  /** The data point that is looked at, from 0. */
  point: number;
  /** The operation of that state that is told, its place in `session.story`; -1: all are done. */
  cursor: number;
  kept: Kept[];
  view: ViewState;
  /** What a class does not see. */
  hide: ("answers" | "formulas" | "controls")[];
  predict: boolean;
  /** What the user says the gradient is, null where nothing is said; empty where nothing is said of any. */
  yours: (number | null)[];
}

/** A run that was kept to be compared: its own start, rate, steps and method; data are those of now. */
interface Kept {
  theta: number[];
  seed: Seed;
  start: string;
  rate: number;
  steps: number;
  method: string;
}

interface ViewState {
  log: boolean;
  /** The axes of the slice: a parameter's text name, "gradient" or "sharpest". */
  across: string;
  up: string;
  /** Half the width of the slice. */
  reach: number;
  /** Operations or steps a second while playing. */
  speed: number;
  /** The step that the plane of the slice stays with; -1: it follows the state that is looked at. */
  plane: number;
  /** What the card is about: the name of a parameter, an input or a unit. */
  card: string;
  /** The seed that was drawn last, "7" or "7:3", whatever was changed by hand since; "" for none. */
  from: string;
}
