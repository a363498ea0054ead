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
  const probe = document.createElement("span");
  probe.className = "ll-probe";
  root.append(probe);
  const computed = getComputedStyle(probe);
  const colour = (variable: string): Rgb => {
    probe.style.color = `var(${variable})`;
    return parseColour(computed.color);
  };
  const background = colour("--ll-background");
  const foreground = colour("--ll-foreground");
  const theme = {
    background,
    foreground,
    match: colour("--ll-match"),
    edge: colour("--ll-contrast-border"),
    grown: colour("--ll-grown"),
    shrunk: colour("--ll-shrunk"),
    warning: colour("--ll-warning"),
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
