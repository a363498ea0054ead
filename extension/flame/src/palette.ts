/** Which colour a frame or a node has: by package, by search, by difference. */

import { BLACK, css, inkOn, mix, oklch, pixel, type Rgb, WHITE } from "./colour.ts";
import type { FlameDocument } from "./document.ts";
import { change, type Layout } from "./layout.ts";
import { type Origin, originOf, packageOf } from "./names.ts";
import type { Found } from "./search.ts";
import type { Theme } from "./theme.ts";

/** Steps of change, from gone over unchanged to new; odd, so that there is a middle. */
export const STEPS = 65;

/**
 * Fills and inks by key. A node's key is its frame, or, in a difference, its step of change, plus STEPS where a
 * search is on and its frame does not match.
 */
export interface Palette {
  readonly fill: Uint32Array;
  /** By key: index into `inks`. */
  readonly ink: Uint8Array;
  readonly inks: readonly string[];
  readonly background: number;
  readonly match: number;
  readonly edge: number;
  readonly warning: string;
  readonly highContrast: boolean;
  readonly steps: Uint8Array | null;
  readonly found: Found | null;
}

/** Lightness and chroma by origin; a reader's own code stands out, the runtime steps back. */
const TONES: Record<"light" | "dark", Record<Origin, readonly [number, number]>> = {
  light: { own: [0.84, 0.1], library: [0.88, 0.065], standard: [0.915, 0.028], runtime: [0.93, 0.006], root: [0.9, 0.004] },
  dark: { own: [0.46, 0.1], library: [0.42, 0.065], standard: [0.375, 0.028], runtime: [0.345, 0.006], root: [0.36, 0.004] },
};

/** The fill of a package's frames. Equal lightness for all hues, so that one ink can be read on all. */
export function packageColour(path: string, origin: Origin, dark: boolean): Rgb {
  const [lightness, chroma] = TONES[dark ? "dark" : "light"][origin];
  return oklch(lightness, chroma, hueOf(path));
}

function hueOf(path: string): number {
  let hash = 2166136261; // FNV-1a
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 16777619);
  // Twenty-four hues that differ to the eye, instead of 360 that hardly do.
  return ((hash >>> 8) % 24) * 15;
}

/** By node: the step of its change over the base. */
export function changeSteps(layout: Layout): Uint8Array | null {
  const { count, total, baseTotal } = layout;
  if (!baseTotal) return null;
  const steps = new Uint8Array(count);
  for (let i = 0; i < count; i++) steps[i] = stepOf(change(total[i], baseTotal[i]));
  return steps;
}

/** -1..1 to 0..STEPS-1. */
export function stepOf(changed: number): number {
  return Math.round(((changed + 1) / 2) * (STEPS - 1));
}

export function makePalette(doc: FlameDocument, theme: Theme, steps: Uint8Array | null, found: Found | null): Palette {
  const colours = steps ? changeColours(theme, found !== null) : frameColours(doc, theme, found);
  const faded = mix(theme.background, theme.foreground, 0.6);
  const inks = [css(theme.foreground), css(BLACK), css(WHITE), css(faded)];
  const fill = new Uint32Array(colours.length);
  const ink = new Uint8Array(colours.length);
  const known = new Map<Rgb, [number, number]>();
  colours.forEach(({ colour, dim }, key) => {
    let entry = known.get(colour);
    if (!entry) {
      const chosen = inkOn(colour, theme.foreground);
      entry = [pixel(colour), dim ? 3 : chosen === theme.foreground ? 0 : chosen === BLACK ? 1 : 2];
      known.set(colour, entry);
    }
    [fill[key], ink[key]] = entry;
  });
  return {
    fill,
    ink,
    inks,
    background: pixel(theme.background),
    match: pixel(theme.match),
    edge: pixel(theme.edge),
    warning: css(theme.warning),
    highContrast: theme.highContrast,
    steps,
    found,
  };
}

/** The same colour to the eye, another one to the painter, which must tell a box from a gap. */
function nearly(colour: Rgb): Rgb {
  return [colour[0], colour[1], colour[2] < 255 ? colour[2] + 1 : 254];
}

interface Keyed {
  readonly colour: Rgb;
  readonly dim: boolean;
}

function frameColours(doc: FlameDocument, theme: Theme, found: Found | null): Keyed[] {
  const modules = doc.info?.modules ?? [];
  const byName = new Map<number, Keyed>();
  const byLook = new Map<string, Keyed>();
  const match: Keyed = { colour: theme.match, dim: false };
  return doc.frames.map((row, frame) => {
    if (found?.frames[frame] === 1) return match;
    let keyed = byName.get(row[0]);
    if (!keyed) {
      const symbol = doc.strings[row[0]];
      const path = packageOf(symbol);
      const origin = frame === 0 ? "root" : originOf(symbol, modules);
      const look = `${origin} ${path}`;
      keyed = byLook.get(look);
      if (!keyed) {
        const plain = theme.highContrast ? nearly(theme.background) : packageColour(path, origin, theme.dark);
        const faded = found !== null && !theme.highContrast;
        keyed = { colour: faded ? mix(theme.background, plain, 0.45) : plain, dim: faded };
        byLook.set(look, keyed);
      }
      byName.set(row[0], keyed);
    }
    return keyed;
  });
}

function changeColours(theme: Theme, searching: boolean): Keyed[] {
  const same = theme.highContrast ? nearly(theme.background) : oklch(theme.dark ? 0.36 : 0.91, 0.004, 0);
  const plain: Keyed[] = [];
  for (let step = 0; step < STEPS; step++) {
    const changed = (step / (STEPS - 1)) * 2 - 1;
    const end = changed < 0 ? theme.shrunk : theme.grown;
    // A small change must be seen as one, hence the root.
    const share = changed === 0 ? 0 : 0.15 + 0.7 * Math.sqrt(Math.abs(changed));
    plain.push({ colour: mix(same, end, share), dim: false });
  }
  const dimmed = plain.map(({ colour }): Keyed => ({ colour: mix(theme.background, colour, 0.3), dim: true }));
  return searching ? [...plain, ...dimmed] : plain;
}
