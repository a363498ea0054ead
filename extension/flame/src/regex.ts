/**
 * Regular expressions compiled to a program for a set-of-states matcher (Thompson 1968), so that no expression can
 * take more than linear time. What only backtracking can do (backreferences, lookaround) is refused.
 */

/** A pattern that cannot be used; the message says why in one sentence. */
export class PatternError extends Error {}

/** Inclusive ranges of UTF-16 code units: [low, high, low, high, …]. */
export type Ranges = readonly number[];

export const enum Op {
  /** Consumes a code unit in `ranges`, then goes to `next`. */
  Unit,
  /** Goes to both `next` and `other`. */
  Split,
  /** Goes to `next` where the assertion holds. */
  Start,
  End,
  Word,
  NotWord,
  Match,
}

export interface Instruction {
  readonly op: Op;
  next: number;
  other: number;
  readonly ranges: Ranges;
}

type Node =
  | { readonly kind: "unit"; readonly ranges: Ranges }
  | { readonly kind: "assert"; readonly op: Op }
  | { readonly kind: "list"; readonly items: readonly Node[] }
  | { readonly kind: "either"; readonly items: readonly Node[] }
  | { readonly kind: "repeat"; readonly item: Node; readonly least: number; readonly most: number };

const MOST_INSTRUCTIONS = 1000;
const MOST_LAID = 20_000;
const MOST_NESTING = 100;
const ANY: Ranges = [0, 0xffff];
const DIGIT: Ranges = [48, 57];
const WORD: Ranges = [48, 57, 65, 90, 95, 95, 97, 122];
const SPACE: Ranges = [9, 13, 32, 32, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f, 0x205f, 0x3000, 0x3000, 0xfeff, 0xfeff];
const NOT_LINE_END: Ranges = invert([10, 10, 13, 13, 0x2028, 0x2029]);

/** Compiles a pattern in JavaScript's spelling. Throws PatternError. */
export function compile(pattern: string, ignoreCase: boolean): Instruction[] {
  return emit(new Parser(pattern, ignoreCase).parse());
}

/** The ranges of all code units that are not in `ranges`. */
export function invert(ranges: Ranges): Ranges {
  const out: number[] = [];
  let from = 0;
  for (const [low, high] of sortedPairs(ranges)) {
    if (low > from) out.push(from, low - 1);
    if (high + 1 > from) from = high + 1;
  }
  if (from <= 0xffff) out.push(from, 0xffff);
  return out;
}

function sortedPairs(ranges: Ranges): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i], ranges[i + 1]]);
  return pairs.sort((a, b) => a[0] - b[0]);
}

class Parser {
  private at = 0;
  private nesting = 0;

  constructor(
    private readonly text: string,
    private readonly ignoreCase: boolean,
  ) {}

  parse(): Node {
    const node = this.either();
    if (this.at < this.text.length) throw new PatternError("There is a ) without its ( in the search pattern.");
    return node;
  }

  private either(): Node {
    if (++this.nesting > MOST_NESTING) throw new PatternError("The search pattern is nested too deeply.");
    const items = [this.list()];
    while (this.text[this.at] === "|") {
      this.at++;
      items.push(this.list());
    }
    this.nesting--;
    return items.length === 1 ? items[0] : { kind: "either", items };
  }

  private list(): Node {
    const items: Node[] = [];
    while (this.at < this.text.length && this.text[this.at] !== "|" && this.text[this.at] !== ")") {
      items.push(this.repeated());
    }
    return items.length === 1 ? items[0] : { kind: "list", items };
  }

  private repeated(): Node {
    const item = this.single();
    const bounds = this.quantifier();
    if (!bounds) return item;
    // Lazy or greedy says which match, and the search only asks whether there is one.
    if (this.text[this.at] === "?") this.at++;
    if (this.quantifier()) throw new PatternError("There is nothing to repeat before a *, +, ? or {} in the search pattern.");
    if (item.kind === "assert") return bounds[0] === 0 ? { kind: "list", items: [] } : item;
    return { kind: "repeat", item, least: bounds[0], most: bounds[1] };
  }

  private quantifier(): [number, number] | null {
    const c = this.text[this.at];
    if (c === "*" || c === "+" || c === "?") {
      this.at++;
      return c === "*" ? [0, Infinity] : c === "+" ? [1, Infinity] : [0, 1];
    }
    if (c !== "{") return null;
    const braces = /^\{(\d{1,5})(,(\d{0,5}))?\}/.exec(this.text.slice(this.at, this.at + 15));
    if (!braces) return null; // as in JavaScript, a brace that bounds nothing is a brace
    this.at += braces[0].length;
    const least = Number(braces[1]);
    const most = braces.at(2) === undefined ? least : braces[3] === "" ? Infinity : Number(braces[3]);
    if (most < least) throw new PatternError("The bounds of a {} in the search pattern are the wrong way round.");
    return [least, most];
  }

  private single(): Node {
    const c = this.text[this.at++];
    switch (c) {
      case ".":
        return { kind: "unit", ranges: NOT_LINE_END };
      case "^":
        return { kind: "assert", op: Op.Start };
      case "$":
        return { kind: "assert", op: Op.End };
      case "[":
        return { kind: "unit", ranges: this.set() };
      case "(":
        return this.group();
      case "\\":
        return this.escape();
      case "*":
      case "+":
      case "?":
        throw new PatternError("There is nothing to repeat before a *, + or ? in the search pattern.");
      default:
        return this.units(c);
    }
  }

  private group(): Node {
    if (this.text[this.at] === "?") {
      const kind = /^\?(:|<[A-Za-z_$][\w$]*>)/.exec(this.text.slice(this.at, this.at + 80));
      if (!kind) throw new PatternError("The search knows no lookahead, lookbehind or flags in a group.");
      this.at += kind[0].length;
    }
    const inner = this.either();
    if (this.text[this.at] !== ")") throw new PatternError("There is a ( without its ) in the search pattern.");
    this.at++;
    return inner;
  }

  private escape(): Node {
    const c = this.text[this.at];
    if (c === "b" || c === "B") {
      this.at++;
      return { kind: "assert", op: c === "b" ? Op.Word : Op.NotWord };
    }
    if ((c >= "1" && c <= "9") || c === "k") throw new PatternError("The search knows no backreferences.");
    const ranges = this.escaped();
    return { kind: "unit", ranges: this.folded(ranges) };
  }

  /** What stands behind a backslash, in a set or outside of one. */
  private escaped(): Ranges {
    if (this.at >= this.text.length) throw new PatternError("The search pattern ends in a lone backslash.");
    const c = this.text[this.at++];
    switch (c) {
      case "d":
        return DIGIT;
      case "D":
        return invert(DIGIT);
      case "w":
        return WORD;
      case "W":
        return invert(WORD);
      case "s":
        return SPACE;
      case "S":
        return invert(SPACE);
      case "n":
        return [10, 10];
      case "r":
        return [13, 13];
      case "t":
        return [9, 9];
      case "x":
      case "u": {
        const digits = c === "x" ? 2 : 4;
        const hex = this.text.slice(this.at, this.at + digits);
        if (hex.length === digits && /^[0-9a-fA-F]+$/.test(hex)) {
          this.at += digits;
          const unit = parseInt(hex, 16);
          return [unit, unit];
        }
        return one(c);
      }
      default:
        return one(c);
    }
  }

  private set(): Ranges {
    const negated = this.text[this.at] === "^";
    if (negated) this.at++;
    const ranges: number[] = [];
    for (;;) {
      if (this.at >= this.text.length) throw new PatternError("There is a [ without its ] in the search pattern.");
      if (this.text[this.at] === "]") break;
      const low = this.member();
      const single = low.length === 2 && low[0] === low[1];
      if (single && this.text[this.at] === "-" && this.at + 1 < this.text.length && this.text[this.at + 1] !== "]") {
        this.at++;
        const high = this.member();
        if (high.length === 2 && high[0] === high[1]) {
          if (high[0] < low[0]) throw new PatternError("A range in the search pattern's [] is the wrong way round.");
          ranges.push(low[0], high[0]);
        } else {
          ranges.push(...low, 45, 45, ...high);
        }
      } else {
        ranges.push(...low);
      }
    }
    this.at++;
    const folded = this.folded(ranges);
    return negated ? invert(folded) : folded;
  }

  private member(): Ranges {
    const c = this.text[this.at++];
    if (c !== "\\") return one(c);
    if (this.text[this.at] === "b") {
      this.at++;
      return [8, 8];
    }
    return this.escaped();
  }

  private units(c: string): Node {
    return { kind: "unit", ranges: this.folded(one(c)) };
  }

  /** With both cases of ASCII letters where case is ignored; Go's names hardly have others. */
  private folded(ranges: Ranges): Ranges {
    if (!this.ignoreCase) return ranges;
    const out = [...ranges];
    for (let i = 0; i < ranges.length; i += 2) {
      for (const [first, last, shift] of [[65, 90, 32], [97, 122, -32]] as const) {
        const low = Math.max(ranges[i], first);
        const high = Math.min(ranges[i + 1], last);
        if (low <= high) out.push(low + shift, high + shift);
      }
    }
    return out;
  }
}

function one(c: string): Ranges {
  const unit = c.charCodeAt(0);
  return [unit, unit];
}

/** Lays the tree out as instructions; 0 is the first, the last is the match. */
function emit(root: Node): Instruction[] {
  const program: Instruction[] = [];

  const add = (op: Op, ranges: Ranges = ANY): Instruction => {
    if (program.length >= MOST_INSTRUCTIONS) throw new PatternError("The search pattern repeats too much to be run.");
    const instruction: Instruction = { op, next: program.length + 1, other: -1, ranges };
    program.push(instruction);
    return instruction;
  };

  let laid = 0;
  const lay = (node: Node): void => {
    // Counted apart from instructions: an empty group repeats without giving any.
    if (++laid > MOST_LAID) throw new PatternError("The search pattern repeats too much to be run.");
    switch (node.kind) {
      case "unit":
        add(Op.Unit, node.ranges);
        break;
      case "assert":
        add(node.op);
        break;
      case "list":
        for (const item of node.items) lay(item);
        break;
      case "either": {
        // Every branch but the last leaves by a split whose ways are both the end.
        const leaving: Instruction[] = [];
        node.items.forEach((item, index) => {
          if (index === node.items.length - 1) {
            lay(item);
            return;
          }
          const split = add(Op.Split);
          lay(item);
          leaving.push(add(Op.Split));
          split.other = program.length;
        });
        for (const leave of leaving) leave.next = leave.other = program.length;
        break;
      }
      case "repeat": {
        for (let i = 0; i < node.least; i++) lay(node.item);
        if (node.most === Infinity) {
          const split = add(Op.Split);
          const top = program.length - 1;
          lay(node.item);
          const back = add(Op.Split);
          back.next = back.other = top;
          split.other = program.length;
        } else {
          const skips: Instruction[] = [];
          for (let i = node.least; i < node.most; i++) {
            skips.push(add(Op.Split));
            lay(node.item);
          }
          for (const skip of skips) skip.other = program.length;
        }
        break;
      }
    }
  };

  lay(root);
  add(Op.Match);
  return program;
}
