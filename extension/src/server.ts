import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { homedir } from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";

/** How to start the server, and how that was decided (for the log). */
export interface ServerStart {
  command: string;
  args: string[];
  origin: string;
}

/** No server, in one sentence for the user. */
export class ServerMissing extends Error {}

const PROBE_MILLISECONDS = 15_000;

/**
 * Finds the server: the setting leakline.server.path, LEAKLINE_SERVER, the interpreter chosen in the Python extension,
 * `leakline` on PATH, then `python3 -m leakline`. What was named on purpose is never passed over in silence: if it cannot
 * be used, that is the error.
 *
 * @throws ServerMissing
 */
export async function findServer(log: vscode.LogOutputChannel): Promise<ServerStart> {
  const setting = vscode.workspace.getConfiguration("leakline").get<string>("server.path", "").trim();
  if (setting !== "") {
    return named(setting, "the setting leakline.server.path");
  }
  const variable = (process.env.LEAKLINE_SERVER ?? "").trim();
  if (variable !== "") {
    return named(variable, "the environment variable LEAKLINE_SERVER");
  }
  const interpreter = await chosenInterpreter(log);
  if (interpreter !== undefined && (await hasLeakline(interpreter, log))) {
    return module(interpreter, "the selected Python interpreter");
  }
  const program = await onPath("leakline");
  if (program !== undefined) {
    return { command: program, args: ["lsp"], origin: "leakline on PATH" };
  }
  for (const name of process.platform === "win32" ? ["py", "python"] : ["python3", "python"]) {
    const python = await onPath(name);
    if (python !== undefined && (await hasLeakline(python, log))) {
      return module(python, `${name} -m leakline`);
    }
  }
  throw new ServerMissing(
    vscode.l10n.t(
      "Leakline found no server: there is no 'leakline' on PATH and no Python here has it; run 'pip install leakline' or set leakline.server.path.",
    ),
  );
}

/** What keeps a module of the workspace from being taken for Leakline: the server never runs code of the project it reads. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONSAFEPATH: "1", PYTHONUTF8: "1" };
}

async function named(value: string, origin: string): Promise<ServerStart> {
  const file = expand(value);
  const found = path.isAbsolute(file) ? ((await isProgram(file)) ? file : undefined) : await onPath(file);
  if (found === undefined) {
    throw new ServerMissing(
      vscode.l10n.t("Leakline cannot start: {0} names '{1}', which is not a program that can be run here.", origin, value),
    );
  }
  return isPython(found) ? module(found, origin) : { command: found, args: ["lsp"], origin };
}

function module(python: string, origin: string): ServerStart {
  return { command: python, args: ["-m", "leakline", "lsp"], origin };
}

function isPython(file: string): boolean {
  return /^(python[\d.]*|py)(\.exe)?$/i.test(path.basename(file));
}

function expand(value: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
  return value.replace(/^~(?=[/\\])/, homedir()).replaceAll("${workspaceFolder}", folder).replaceAll("${userHome}", homedir());
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** Relative PATH entries are skipped: they would let the opened folder bring its own program. */
async function onPath(name: string): Promise<string | undefined> {
  const endings = process.platform === "win32" ? [".exe", ".cmd", ".bat"] : [""];
  for (const folder of (process.env.PATH ?? "").split(path.delimiter).filter((entry) => path.isAbsolute(entry))) {
    for (const ending of endings) {
      const file = path.join(folder, name.endsWith(ending) ? name : name + ending);
      if (await isProgram(file)) {
        return file;
      }
    }
  }
  return undefined;
}

/** The part of the Python extension's interface used here. */
interface PythonApi {
  environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(environment: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
  };
}

async function chosenInterpreter(log: vscode.LogOutputChannel): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>("ms-python.python");
  if (!vscode.workspace.isTrusted || extension === undefined) {
    return undefined;
  }
  try {
    const api = extension.isActive ? extension.exports : await extension.activate();
    const active = api.environments?.getActiveEnvironmentPath();
    return active === undefined ? undefined : (await api.environments?.resolveEnvironment(active))?.executable.uri?.fsPath;
  } catch (error) {
    log.warn(`The Python extension did not tell its interpreter: ${String(error)}`);
    return undefined;
  }
}

function hasLeakline(python: string, log: vscode.LogOutputChannel): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { cwd: homedir(), env: serverEnvironment(), timeout: PROBE_MILLISECONDS };
    execFile(python, ["-m", "leakline", "--version"], options, (error, stdout, stderr) => {
      const answer = (stderr.trim() || error?.message) ?? "";
      log.info(`${python} -m leakline --version: ${error === null ? stdout.trim() : answer}`);
      resolve(error === null && stdout.startsWith("leakline "));
    });
  });
}
