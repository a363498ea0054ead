import { spawn, type ChildProcess } from "node:child_process";
import * as vscode from "vscode";
import type { ServerStart } from "./server";
import { serverEnvironment } from "./server";

const GRACE_MILLISECONDS = 2_000;
const WORDS_LIMIT = 300;
const WORDS_MILLISECONDS = 100;

/** A started server and how it ended. */
export interface ServerProcess {
  child: ChildProcess;
  /** Resolves, never rejects, when the process has ended or could not be started: why, without a full stop. */
  ended: Promise<string>;
}

/** Starts the server in the given folder, which is not the workspace: nothing there may be taken for a part of it. */
export function launch({ command, args }: ServerStart, folder: string): ServerProcess {
  const child = spawn(command, args, { cwd: folder, env: serverEnvironment(), stdio: "pipe", windowsHide: true });
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-2 * WORDS_LIMIT);
  });
  // A server that is gone breaks the pipe to it; that it is gone is told by `ended`.
  child.stdin.on("error", () => undefined);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => {
      resolve(error.message);
    });
    child.once("exit", (code, signal) => {
      const how = signal === null ? vscode.l10n.t("it ended with code {0}", code ?? 0) : vscode.l10n.t("it was ended by {0}", signal);
      // Its last words may still be under way; nobody waits for a pipe that a child of it holds open.
      setTimeout(() => {
        const last = words.trim().split(/[\r\n]+/).at(-1)?.trim().replace(/\.$/, "").slice(-WORDS_LIMIT) ?? "";
        resolve(last === "" ? how : `${how}: ${last}`);
      }, WORDS_MILLISECONDS);
    });
  });
  return { child, ended };
}

/** Ends a process that was asked to end and may not have listened. */
export async function end({ child, ended }: ServerProcess): Promise<void> {
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MILLISECONDS);
  await ended;
  clearTimeout(timer);
}
