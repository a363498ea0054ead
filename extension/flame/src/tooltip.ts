/** The box beside the pointer that tells of a frame, and the line below the graph that tells the same. */

import { element } from "./chrome.ts";
import type { Description } from "./describe.ts";

export function fillTooltip(tip: HTMLElement, description: Description): void {
  const line = (className: string, text: string): HTMLElement[] => (text === "" ? [] : [element("div", className, text)]);
  const weights = [description.weight, description.share, description.shareHere, description.own];
  tip.replaceChildren(
    ...line("ll-tip-name", description.name),
    ...line("ll-tip-source", description.source),
    ...line("ll-tip-weight", weights.filter((text) => text !== "").join(" · ")),
    ...line("ll-tip-change", description.change),
    ...description.verdict.flatMap((text) => line("ll-tip-verdict", text)),
  );
}

/** Places the tip beside a point of its root (CSS pixels), where it fits. */
export function placeTooltip(tip: HTMLElement, root: HTMLElement, x: number, y: number): void {
  tip.hidden = false;
  const gap = 14;
  const width = tip.offsetWidth;
  const height = tip.offsetHeight;
  const left = x + gap + width > root.clientWidth ? Math.max(0, Math.min(x - gap - width, root.clientWidth - width)) : x + gap;
  const top = y + gap + height > root.clientHeight ? Math.max(0, y - gap - height) : y + gap;
  tip.style.transform = `translate(${Math.max(0, left)}px, ${top}px)`;
}

export function statusText(description: Description): string {
  const parts = [description.name, description.weight, description.share, description.change, description.source];
  return parts.filter((text) => text !== "").join("  ·  ");
}
