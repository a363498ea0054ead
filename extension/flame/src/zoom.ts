/** The visible range: going to it with a short animation, and the way back. */

import { firstRightOf, type Layout } from "./layout.ts";
import { clampRange, type View } from "./view.ts";

/** A view to come back to: its range, and the frame it is a view of. */
export interface Place {
  readonly x0: number;
  readonly x1: number;
  readonly zoomed: number;
}

const ANIMATION = 140;
const LONGEST_HISTORY = 100;

/** The deepest node that spans a whole range: the frame that a view is a view of. */
export function coveringNode(layout: Layout, x0: number, x1: number): number {
  const slack = (x1 - x0) * 1e-9;
  let node = 0;
  for (let depth = 1; depth < layout.rows; depth++) {
    const place = firstRightOf(layout, depth, x0 + slack);
    if (place >= layout.rowStart[depth + 1]) break;
    const next = layout.order[place];
    if (layout.x0[next] > x0 + slack || layout.x0[next] + layout.width[next] < x1 - slack) break;
    // A wrapper as wide as its only child leaves the child to be zoomed into on purpose.
    if (layout.width[next] === layout.width[node] && layout.parent[next] === node && x1 - x0 >= layout.width[node] - slack) break;
    node = next;
  }
  return node;
}

export interface Zoomer {
  /** Goes to a range; where it leads to can be read from `goal` at once. */
  readonly go: (layout: Layout, x0: number, x1: number) => void;
  readonly goal: { x0: number; x1: number };
  readonly remember: (place: Place) => void;
  /** Takes the last remembered place, or null. */
  readonly back: () => Place | null;
  readonly forget: () => void;
  readonly stop: () => void;
}

/** `draw` paints the view as it stands. */
export function zoomer(view: View, draw: () => void): Zoomer {
  const history: Place[] = [];
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const goal = { x0: view.x0, x1: view.x1 };
  let request = 0;

  const stop = (): void => {
    cancelAnimationFrame(request);
    request = 0;
  };

  const go = (layout: Layout, x0: number, x1: number): void => {
    stop();
    [goal.x0, goal.x1] = clampRange(layout, x0, x1);
    const from = { x0: view.x0, x1: view.x1 };
    const to = { x0: goal.x0, x1: goal.x1 };
    if (still.matches || document.hidden) {
      Object.assign(view, to);
      draw();
      return;
    }
    const started = performance.now();
    const frame = (now: number): void => {
      const part = Math.min(1, Math.max(0, (now - started) / ANIMATION));
      const eased = 1 - (1 - part) ** 3;
      view.x0 = part === 1 ? to.x0 : from.x0 + (to.x0 - from.x0) * eased;
      view.x1 = part === 1 ? to.x1 : from.x1 + (to.x1 - from.x1) * eased;
      request = part < 1 ? requestAnimationFrame(frame) : 0;
      draw();
    };
    request = requestAnimationFrame(frame);
  };

  const remember = (place: Place): void => {
    history.push(place);
    if (history.length > LONGEST_HISTORY) history.shift();
  };

  return { go, goal, remember, back: () => history.pop() ?? null, forget: () => { history.length = 0; }, stop };
}
