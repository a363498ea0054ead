/**
 * Runs a compiled pattern over many strings: a deterministic automaton that is built as far as the strings need it.
 * Time is linear in the text; memory is bounded, the automaton starts anew when it holds too many states.
 */

import { type Instruction, Op } from "./regex.ts";

interface State {
  /** Instructions to go on from, sorted; assertions before the next unit are still open in them. */
  readonly kernel: readonly number[];
  readonly atStart: boolean;
  readonly afterWord: boolean;
  /** Next state by code unit below 128; null where not known yet. */
  readonly ascii: (State | null)[];
  readonly other: Map<number, State>;
  matchesAtEnd: boolean | null;
}

const MOST_STATES = 1500;

/** A function that says whether the pattern matches anywhere in a text. */
export function matcher(program: readonly Instruction[]): (text: string) => boolean {
  const states = new Map<string, State>();
  const marks = new Uint32Array(program.length);
  let mark = 0;

  const stateOf = (kernel: readonly number[], atStart: boolean, afterWord: boolean): State => {
    const key = `${atStart ? "^" : ""}${afterWord ? "w" : ""}${kernel.join()}`;
    let state = states.get(key);
    if (!state) {
      state = {
        kernel,
        atStart,
        afterWord,
        ascii: new Array<State | null>(128).fill(null),
        other: new Map(),
        matchesAtEnd: null,
      };
      states.set(key, state);
    }
    return state;
  };

  const accepted: State = stateOf([-1], false, false);

  /** What can be reached without a unit, given what stands around; null where that is the match. */
  const closure = (state: State, beforeWord: boolean, atEnd: boolean): number[] | null => {
    mark++;
    const reached: number[] = [];
    const open = [...state.kernel, 0];
    const edge = state.afterWord !== beforeWord;
    while (open.length > 0) {
      const at = open.pop()!;
      if (marks[at] === mark) continue;
      marks[at] = mark;
      const { op, next, other } = program[at];
      switch (op) {
        case Op.Match:
          return null;
        case Op.Unit:
          reached.push(at);
          break;
        case Op.Split:
          open.push(next, other);
          break;
        case Op.Start:
          if (state.atStart) open.push(next);
          break;
        case Op.End:
          if (atEnd) open.push(next);
          break;
        case Op.Word:
          if (edge) open.push(next);
          break;
        case Op.NotWord:
          if (!edge) open.push(next);
          break;
      }
    }
    return reached;
  };

  const step = (state: State, unit: number): State => {
    const word = isWord(unit);
    const reached = closure(state, word, false);
    if (!reached) return accepted;
    const kernel: number[] = [];
    for (const at of reached) if (holds(program[at].ranges, unit)) kernel.push(program[at].next);
    return stateOf([...new Set(kernel)].sort((a, b) => a - b), false, word);
  };

  return (text) => {
    if (states.size > MOST_STATES) states.clear();
    let state = stateOf([], true, false);
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      let next = unit < 128 ? state.ascii[unit] : (state.other.get(unit) ?? null);
      if (!next) {
        next = step(state, unit);
        if (unit < 128) state.ascii[unit] = next;
        else state.other.set(unit, next);
      }
      if (next === accepted) return true;
      state = next;
    }
    state.matchesAtEnd ??= closure(state, false, true) === null;
    return state.matchesAtEnd;
  };
}

function isWord(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57) || unit === 95;
}

function holds(ranges: readonly number[], unit: number): boolean {
  for (let i = 0; i < ranges.length; i += 2) if (unit >= ranges[i] && unit <= ranges[i + 1]) return true;
  return false;
}
