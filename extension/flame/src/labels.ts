/** Labels that fit their boxes, by adding up known advances: measuring each text would cost more than all the rest. */

export interface Fitter {
  /** The first form that fits into `space` pixels, or the last one, cut; empty if less than three characters would stay. */
  readonly fit: (forms: readonly string[], space: number) => string;
  readonly width: (text: string) => number;
}

const ELLIPSIS = "…";

/** `measure` gives the advance of one character in the pixels that `space` counts. */
export function fitter(measure: (character: string) => number): Fitter {
  const ascii = new Float32Array(128).fill(-1);
  const others = new Map<number, number>();
  const ellipsis = measure(ELLIPSIS);

  const advance = (unit: number): number => {
    if (unit < 128) {
      if (ascii[unit] < 0) ascii[unit] = measure(String.fromCharCode(unit));
      return ascii[unit];
    }
    let known = others.get(unit);
    if (known === undefined) {
      // Half of a pair has no width of its own; the pair is counted by its halves.
      const half = unit >= 0xd800 && unit <= 0xdfff;
      known = half ? ellipsis : measure(String.fromCharCode(unit));
      others.set(unit, known);
    }
    return known;
  };

  const fits = (text: string, space: number): boolean => {
    let sum = 0;
    for (let i = 0; i < text.length; i++) {
      sum += advance(text.charCodeAt(i));
      if (sum > space) return false;
    }
    return true;
  };

  const cutTo = (text: string, space: number): string => {
    let sum = 0;
    let cut = 0;
    for (let i = 0; i < text.length; i++) {
      sum += advance(text.charCodeAt(i));
      if (sum + ellipsis <= space) cut = i + 1;
      if (sum > space) {
        const unit = text.charCodeAt(cut - 1);
        if (unit >= 0xd800 && unit <= 0xdbff) cut--;
        return cut < 3 ? "" : text.slice(0, cut) + ELLIPSIS;
      }
    }
    return text;
  };

  return {
    width: (text) => {
      let sum = 0;
      for (let i = 0; i < text.length; i++) sum += advance(text.charCodeAt(i));
      return sum;
    },
    fit: (forms, space) => {
      for (let i = 0; i < forms.length - 1; i++) if (fits(forms[i], space)) return forms[i];
      return cutTo(forms[forms.length - 1], space);
    },
  };
}
