/** The host's theme, read from its CSS variables. */

import { luminance, type Rgb } from "./colour.ts";

export interface Theme {
  readonly dark: boolean;
  /** Boxes are told apart by lines, not by fills. */
  readonly highContrast: boolean;
  readonly background: Rgb;
  readonly foreground: Rgb;
  readonly match: Rgb;
  readonly edge: Rgb;
  readonly grown: Rgb;
  readonly shrunk: Rgb;
  readonly warning: Rgb;
  /** Family and size of labels, in CSS pixels. */
  readonly font: string;
  readonly fontSize: number;
}

/**
 * Reads the resolved variables (`--ll-*`, which flame.css takes from the host's `--leakline-*`) at an element of the
 * component. A colour may be in any form that CSS knows.
 */
export function readTheme(root: HTMLElement): Theme {
  // One element carries all colours (see .ll-probe): one style computation instead of one a variable.
  const probe = document.createElement("span");
  probe.className = "ll-probe";
  root.append(probe);
  const computed = getComputedStyle(probe);
  const background = parseColour(computed.backgroundColor);
  const foreground = parseColour(computed.color);
  const theme = {
    background,
    foreground,
    match: parseColour(computed.borderTopColor),
    edge: parseColour(computed.borderRightColor),
    grown: parseColour(computed.borderBottomColor),
    shrunk: parseColour(computed.borderLeftColor),
    warning: parseColour(computed.outlineColor),
    dark: luminance(background) < luminance(foreground),
    // Hosts set the border only in their high-contrast themes.
    highContrast: hasContrastBorder(computed) || matchMedia("(forced-colors: active)").matches,
    font: computed.fontFamily,
    fontSize: parseFloat(computed.fontSize) || 12,
  };
  probe.remove();
  return theme;
}

function hasContrastBorder(computed: CSSStyleDeclaration): boolean {
  const value = computed.getPropertyValue("--leakline-contrast-border").trim();
  return value !== "" && value !== "transparent" && value !== "initial";
}

function parseColour(text: string): Rgb {
  const plain = /^rgba?\((\d+), (\d+), (\d+)/.exec(text);
  if (plain) return [Number(plain[1]), Number(plain[2]), Number(plain[3])];
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return [128, 128, 128];
  context.fillStyle = text;
  context.fillRect(0, 0, 1, 1);
  const data = context.getImageData(0, 0, 1, 1).data;
  return [data[0], data[1], data[2]];
}
