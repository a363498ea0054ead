/** The flame panel's page: mounts the flame component and carries words between it and the panel. */
import { mount, type FlameGraph } from "../flame/src/index.ts";
import "../flame/src/flame.css";
import "./flameView.css";
import type { FromFlameView, ToFlameView } from "./protocol.ts";

declare function acquireVsCodeApi(): {
  postMessage(message: FromFlameView): void;
  setState(state: { capture: string }): void;
};

const editor = acquireVsCodeApi();
const host = document.querySelector<HTMLElement>("#flame") ?? document.body;
let graph: FlameGraph | undefined;

window.addEventListener("message", (event: MessageEvent<ToFlameView>) => {
  const message = event.data;
  if (message.type === "status") {
    say(message.text);
  } else {
    editor.setState({ capture: message.capture });
    void show(message);
  }
});

// The panel was brought to the front: the keyboard belongs to the graph then.
window.addEventListener("focus", () => {
  if (document.activeElement === document.body) {
    graph?.focus();
  }
});

editor.postMessage({ type: "ready" });

async function show({ document: flame }: Extract<ToFlameView, { type: "document" }>): Promise<void> {
  if (graph === undefined) {
    host.replaceChildren();
    graph = mount(host, flame, {
      openFrame: (frame) => {
        editor.postMessage({ type: "openFrame", frame });
      },
      save: (name, data) => {
        void data.arrayBuffer().then((bytes) => {
          editor.postMessage({ type: "save", name, data: new Uint8Array(bytes) });
        });
      },
    });
    await graph.ready;
    graph.focus();
  } else {
    await graph.update(flame);
  }
}

function say(text: string): void {
  if (graph !== undefined) {
    graph.notice(text);
  } else {
    const note = document.createElement("p");
    note.className = "note";
    note.setAttribute("role", "alert");
    note.textContent = text;
    host.replaceChildren(note);
  }
}
