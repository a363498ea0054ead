/** What a Go symbol says: its package, a short form of it, and whose code it is. */

/** The first path elements of Go's standard library (an import path of it has no dot in its first element). */
const STANDARD = new Set(
  (
    "archive bufio builtin bytes cmp compress container context crypto database debug embed encoding errors expvar " +
    "flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect regexp runtime " +
    "slices sort strconv strings structs sync syscall testing text time unicode unique unsafe vendor weak"
  ).split(" "),
);

/** Where code comes from. `root` is the synthetic frame over all. */
export type Origin = "root" | "runtime" | "standard" | "own" | "library";

/**
 * The import path in a symbol: `example.com/shop/cart.(*Cart).Add.func1` is of `example.com/shop/cart`.
 * Go escapes dots in the last path element as `%2e`, so the first dot after the last slash ends the path.
 */
export function packageOf(symbol: string): string {
  const bracket = symbol.indexOf("[");
  const head = bracket < 0 ? symbol : symbol.slice(0, bracket);
  const slash = head.lastIndexOf("/");
  const dot = head.indexOf(".", slash + 1);
  return dot < 0 ? "" : head.slice(0, dot);
}

/** The symbol without the directories of its import path: `cart.(*Cart).Add.func1`, `queue/v2.Open`. */
export function shortName(symbol: string): string {
  const bracket = symbol.indexOf("[");
  const head = bracket < 0 ? symbol : symbol.slice(0, bracket);
  const slash = head.lastIndexOf("/");
  // A major version alone names no package.
  const from = slash > 0 && /^v\d+\./.test(head.slice(slash + 1)) ? head.lastIndexOf("/", slash - 1) : slash;
  return symbol.slice(from + 1);
}

/** The forms of a name, longest first, for a box that may be too narrow: short, without package, without receiver. */
export function nameForms(symbol: string): readonly string[] {
  const short = shortName(symbol);
  const path = packageOf(symbol);
  if (path === "") return [short];
  const bare = symbol.slice(path.length + 1);
  const method = /^(?:\(\*?[^)]*\)|[^.([]+)\.(.+)$/.exec(bare);
  return method && !method[1].startsWith("func") ? [short, bare, method[1]] : [short, bare];
}

/** `modules` are the import path prefixes of the user's own code; `main` and `main.`-symbols always are. */
export function originOf(symbol: string, modules: readonly string[]): Origin {
  const path = packageOf(symbol);
  if (path === "") return symbol.startsWith("runtime") ? "runtime" : "root";
  return originOfPath(path, modules);
}

/** The same of an import path; `std` is the standard library as a whole. */
export function originOfPath(path: string, modules: readonly string[]): Origin {
  if (path === "std") return "standard";
  if (path === "main") return "own";
  for (const module of modules) if (path === module || path.startsWith(`${module}/`)) return "own";
  const slash = path.indexOf("/");
  const first = slash < 0 ? path : path.slice(0, slash);
  if (first === "runtime") return "runtime";
  return STANDARD.has(first) ? "standard" : "library";
}

/**
 * The module of a package, as far as an import path tells: one of the reader's own, `std`, or what hosting sites take for
 * a repository.
 */
export function moduleOf(path: string, origin: Origin, modules: readonly string[]): string {
  if (origin === "standard" || origin === "runtime") return "std";
  if (path === "main") return "main";
  let own = "";
  for (const module of modules) if ((path === module || path.startsWith(`${module}/`)) && module.length > own.length) own = module;
  if (own !== "") return own;
  const parts = path.split("/");
  const host = parts[0];
  const length = host === "gopkg.in" ? (/\.v\d+$/.test(parts[1] ?? "") ? 2 : 3) : /^(github|gitlab|bitbucket|codeberg)\./.test(host) || host === "golang.org" ? 3 : 2;
  const major = /^v\d+$/.test(parts[length] ?? "") ? 1 : 0;
  return parts.slice(0, length + major).join("/");
}

// Control characters, and marks that turn the direction of the text around them.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const LONGEST = 400;

/** A name from a profile as it may be shown: nothing that steers a terminal or turns text, and not without end. */
export function printable(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST / 2)}…${text.slice(-LONGEST / 2)}` : text;
  return cut.replace(UNPRINTABLE, "\ufffd");
}

/** The last element of a path, of either kind of slash. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
