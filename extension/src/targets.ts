import * as path from "node:path";
import * as vscode from "vscode";

const RECENT_KEY = "targets.recent";
const CONFIRMED_KEY = "targets.confirmedHosts";
const RECENT_LIMIT = 8;
const USUAL_TARGET = "http://127.0.0.1:6060";

/** One entry of the setting leakline.targets. */
interface NamedTarget {
  name: string;
  url: string;
}

interface TargetItem extends vscode.QuickPickItem {
  target?: string;
  browse?: true;
}

/** Asks where to capture from: configured, recent, typed, or a file. Undefined when the user turned away. */
export async function pickTarget(memory: vscode.Memento): Promise<string | undefined> {
  const known = knownTargets(memory);
  const picker = vscode.window.createQuickPick<TargetItem>();
  picker.title = vscode.l10n.t("Leakline: Capture Profile");
  picker.placeholder = vscode.l10n.t("Choose a target, or type the address of a service's pprof endpoint (host:port)");
  picker.matchOnDescription = true;
  picker.items = known;
  picker.onDidChangeValue((value) => {
    const typed = typedItem(value);
    picker.items = typed === undefined ? known : [typed, ...known];
  });
  const chosen = await new Promise<TargetItem | undefined>((resolve) => {
    picker.onDidAccept(() => {
      // Enter may come before the news of which item is active in a list that has just changed.
      resolve(picker.selectedItems[0] ?? picker.activeItems[0] ?? typedItem(picker.value));
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
  if (chosen?.browse === true) {
    return pickFile();
  }
  return chosen?.target;
}

/** Asks for a file that holds a profile or a goroutine dump. */
export async function pickFile(): Promise<string | undefined> {
  const files = await vscode.window.showOpenDialog({
    title: vscode.l10n.t("Open a profile or goroutine dump"),
    openLabel: vscode.l10n.t("Open"),
    canSelectMany: false,
    filters: {
      [vscode.l10n.t("All files")]: ["*"],
      [vscode.l10n.t("Profiles and dumps")]: ["pb.gz", "pprof", "pb", "gz", "prof", "txt", "log", "out"],
    },
  });
  return files?.[0]?.fsPath;
}

/** Puts a target first among the recent ones, without any user name, password or query it carried. */
export async function remember(target: string, memory: vscode.Memento): Promise<void> {
  const plain = withoutSecrets(target);
  const recent = memory.get<string[]>(RECENT_KEY, []).filter((each) => each !== plain);
  await memory.update(RECENT_KEY, [plain, ...recent].slice(0, RECENT_LIMIT));
}

function typedItem(value: string): TargetItem | undefined {
  const target = addressOf(value);
  const description = vscode.l10n.t("capture from this address");
  return target === undefined ? undefined : { label: `$(globe) ${target}`, description, target, alwaysShow: true };
}

function knownTargets(memory: vscode.Memento): TargetItem[] {
  const configured = configuredTargets();
  const urls = new Set(configured.map((each) => each.url));
  const recent = memory.get<string[]>(RECENT_KEY, []).filter((each) => !urls.has(each));
  const items: TargetItem[] = configured.map(({ name, url }) => ({ label: `$(server) ${name}`, description: url, target: url }));
  if (recent.length > 0) {
    items.push({ label: vscode.l10n.t("recent"), kind: vscode.QuickPickItemKind.Separator });
    items.push(
      ...recent.map((target) =>
        isAddress(target)
          ? { label: `$(history) ${target}`, target }
          : { label: `$(file) ${path.basename(target)}`, description: path.dirname(target), target },
      ),
    );
  }
  if (items.length === 0) {
    items.push({ label: `$(server) ${USUAL_TARGET}`, description: vscode.l10n.t("the usual address of net/http/pprof"), target: USUAL_TARGET });
  }
  items.push({ label: "", kind: vscode.QuickPickItemKind.Separator });
  items.push({ label: `$(folder-opened) ${vscode.l10n.t("Open a profile or dump file…")}`, browse: true });
  return items;
}

/** The setting may hold anything; entries that are not targets are left out. */
function configuredTargets(): NamedTarget[] {
  const setting = vscode.workspace.getConfiguration("leakline").get<unknown>("targets");
  return (Array.isArray(setting) ? (setting as unknown[]) : []).flatMap((entry): NamedTarget[] => {
    if (typeof entry === "string") {
      return [{ name: entry, url: addressOf(entry) ?? entry }];
    }
    const { name, url } = (entry ?? {}) as Partial<Record<keyof NamedTarget, unknown>>;
    return typeof url === "string" ? [{ name: typeof name === "string" ? name : url, url: addressOf(url) ?? url }] : [];
  });
}

/** `localhost:6060`, `:6060`, `6060` and `http://…` as an address; undefined for anything else. */
function addressOf(value: string): string | undefined {
  const text = value.trim();
  if (isAddress(text)) {
    return text;
  }
  const port = /^:?(\d{2,5})$/.exec(text)?.[1];
  if (port !== undefined) {
    return `http://127.0.0.1:${port}`;
  }
  return /^[\w.-]+:\d{1,5}(\/\S*)?$/.test(text) || /^\[[\da-f:]+\]:\d{1,5}(\/\S*)?$/i.test(text) ? `http://${text}` : undefined;
}

function isAddress(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text);
}

function withoutSecrets(target: string): string {
  if (!isAddress(target)) {
    return target;
  }
  try {
    const url = new URL(target);
    url.username = "";
    url.password = "";
    url.search = "";
    url.hash = "";
    return url.toString().replace(/\/$/, "");
  } catch {
    return target.replace(/^(https?:\/\/)[^/]*@/i, "$1").replace(/[?#].*$/, "");
  }
}

/** A host other than this machine is asked about once: a capture makes a service work, and may pause it. */
export async function confirmed(target: string, memory: vscode.Memento): Promise<boolean> {
  const host = isAddress(target) && URL.canParse(target) ? new URL(target).hostname : "";
  if (host === "" || host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host)) {
    return true;
  }
  const known = memory.get<string[]>(CONFIRMED_KEY, []);
  if (known.includes(host)) {
    return true;
  }
  const capture = vscode.l10n.t("Capture");
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t("Capture from {0}?", host),
    { modal: true, detail: vscode.l10n.t("This host is not your own machine. A capture makes the service collect its stacks, which may pause it for moments. You are asked once for each host.") },
    capture,
  );
  if (answer !== capture) {
    return false;
  }
  await memory.update(CONFIRMED_KEY, [...known, host]);
  return true;
}
