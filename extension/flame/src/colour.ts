/** Colour arithmetic: OKLCH to sRGB, contrast after WCAG 2.2, and the pixel format of ImageData. */

/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

export const BLACK: Rgb = [0, 0, 0];
export const WHITE: Rgb = [255, 255, 255];

/** Lightness 0..1, chroma 0..0.4, hue in degrees; chroma is lowered until sRGB has the colour (Ottosson 2020). */
export function oklch(lightness: number, chroma: number, hue: number): Rgb {
  for (let c = chroma; ; c *= 0.85) {
    const linear = toLinear(lightness, c, hue);
    if (c < 0.002 || linear.every((value) => value >= -0.0005 && value <= 1.0005)) {
      return [encode(linear[0]), encode(linear[1]), encode(linear[2])];
    }
  }
}

function toLinear(lightness: number, chroma: number, hue: number): [number, number, number] {
  const angle = (hue * Math.PI) / 180;
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function encode(linear: number): number {
  const value = Math.min(1, Math.max(0, linear));
  const encoded = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255);
}

/** Relative luminance, 0 (black) to 1 (white). */
export function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const a = luminance(one);
  const b = luminance(other);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** `share` of the second colour over the first. */
export function mix(under: Rgb, over: Rgb, share: number): Rgb {
  return [
    Math.round(under[0] + (over[0] - under[0]) * share),
    Math.round(under[1] + (over[1] - under[1]) * share),
    Math.round(under[2] + (over[2] - under[2]) * share),
  ];
}

/** As one pixel of an ImageData seen through a Uint32Array. */
export function pixel(colour: Rgb): number {
  return ((255 << 24) | (colour[2] << 16) | (colour[1] << 8) | colour[0]) >>> 0;
}

/** Mixes two pixels, `share` from 0 to 256 of the second. */
export function mixPixels(under: number, over: number, share: number): number {
  const rest = 256 - share;
  const redBlue = (((under & 0xff00ff) * rest + (over & 0xff00ff) * share) >>> 8) & 0xff00ff;
  const green = (((under & 0xff00) * rest + (over & 0xff00) * share) >>> 8) & 0xff00;
  return (0xff000000 | redBlue | green) >>> 0;
}

export function css(colour: Rgb): string {
  return `rgb(${colour[0]},${colour[1]},${colour[2]})`;
}

/** The text colour to use on a fill: the preferred one if it can be read there, or else black or white. */
export function inkOn(fill: Rgb, preferred: Rgb): Rgb {
  if (contrast(fill, preferred) >= 4.5) return preferred;
  return contrast(fill, BLACK) >= contrast(fill, WHITE) ? BLACK : WHITE;
}
