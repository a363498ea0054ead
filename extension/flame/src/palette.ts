/** Which colour a frame or a node has: by package, by search, by difference. */

import { BLACK, css, inkOn, mix, oklch, pixel, type Rgb, WHITE } from "./colour.ts";
import type { FlameDocument } from "./document.ts";
import { change, type Layout } from "./layout.ts";
import { type Origin, originOf, originOfPath, packageOf } from "./names.ts";
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

/** By frame: which of a few looks (package and origin) it has. Made once a document, as a search only recolours. */
export interface Looks {
  readonly ofFrame: Uint16Array;
  readonly looks: readonly { readonly path: string; readonly origin: Origin }[];
}

const MOST_LOOKS = 65_535;

export function frameLooks(doc: FlameDocument): Looks {
  const { strings, frames } = doc;
  const modules = doc.info?.modules ?? [];
  const looks: { path: string; origin: Origin }[] = [{ path: "", origin: "root" }];
  const byPath = new Map<string, number>();
  const ofName = new Uint16Array(strings.length);
  const ofFrame = new Uint16Array(frames.length);
  for (let frame = 1; frame < ofFrame.length; frame++) {
    const name = frames[frame][0];
    if (ofName[name] === 0) {
      const symbol = strings[name];
      const path = doc.folded ? symbol : packageOf(symbol);
      let look = byPath.get(path);
      if (look === undefined) {
        // More packages than that share the last look.
        look = Math.min(looks.length, MOST_LOOKS);
        byPath.set(path, look);
        if (look === looks.length) looks.push({ path, origin: doc.folded ? originOfPath(path, modules) : originOf(symbol, modules) });
      }
      ofName[name] = look;
    }
    ofFrame[frame] = ofName[name];
  }
  return { ofFrame, looks };
}

export function makePalette(looks: Looks, theme: Theme, steps: Uint8Array | null, found: Found | null): Palette {
  const faded = mix(theme.background, theme.foreground, 0.6);
  const shared = {
    inks: [css(theme.foreground), css(BLACK), css(WHITE), css(faded)],
    background: pixel(theme.background),
    match: pixel(theme.match),
    edge: pixel(theme.edge),
    warning: css(theme.warning),
    highContrast: theme.highContrast,
    steps,
    found,
  };
  const inkOf = ({ colour, dim }: Keyed): number => {
    if (dim) return 3;
    const ink = inkOn(colour, theme.foreground);
    return ink === theme.foreground ? 0 : ink === BLACK ? 1 : 2;
  };
  if (steps) {
    const colours = changeColours(theme, found !== null);
    return { ...shared, fill: Uint32Array.from(colours, (one) => pixel(one.colour)), ink: Uint8Array.from(colours, inkOf) };
  }
  const match: Keyed = { colour: theme.match, dim: false };
  const colours = [...looks.looks.map((look) => lookColour(look.path, look.origin, theme, found !== null)), match];
  const fills = Uint32Array.from(colours, (one) => pixel(one.colour));
  const inks = Uint8Array.from(colours, inkOf);
  const { ofFrame } = looks;
  const hit = colours.length - 1;
  const fill = new Uint32Array(ofFrame.length);
  const ink = new Uint8Array(ofFrame.length);
  for (let frame = 0; frame < ofFrame.length; frame++) {
    const look = found !== null && found.frames[frame] === 1 ? hit : ofFrame[frame];
    fill[frame] = fills[look];
    ink[frame] = inks[look];
  }
  return { ...shared, fill, ink };
}

/** A node's fill and ink as CSS colours. */
export function colourOf(palette: Palette, layout: Layout, node: number): { fill: string; ink: string } {
  const { steps, found } = palette;
  const frame = layout.frame[node];
  const key = steps ? steps[node] + (found && found.frames[frame] === 0 ? STEPS : 0) : frame;
  const fill = palette.fill[key];
  return { fill: css([fill & 255, (fill >> 8) & 255, (fill >> 16) & 255]), ink: palette.inks[palette.ink[key]] };
}

function lookColour(path: string, origin: Origin, theme: Theme, searching: boolean): Keyed {
  if (theme.highContrast) return { colour: nearly(theme.background), dim: false };
  const plain = packageColour(path, origin, theme.dark);
  return searching ? { colour: mix(theme.background, plain, 0.5), dim: true } : { colour: plain, dim: false };
}

/** The same colour to the eye, another one to the painter, which must tell a box from a gap. */
function nearly(colour: Rgb): Rgb {
  return [colour[0], colour[1], colour[2] < 255 ? colour[2] + 1 : 254];
}

interface Keyed {
  readonly colour: Rgb;
  readonly dim: boolean;
}

function changeColours(theme: Theme, searching: boolean): Keyed[] {
  const same = theme.highContrast ? nearly(theme.background) : oklch(theme.dark ? 0.36 : 0.91, 0, 0);
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
