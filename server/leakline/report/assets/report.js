"use strict";
(() => {
  const data = JSON.parse(document.getElementById("report-data").textContent);
  const host = document.getElementById("flame");
  if (host && data.flame && typeof LeaklineFlame !== "undefined") {
    const graph = LeaklineFlame.mount(host, data.flame, {
      openFrame(frame) {
        const anchor = data.anchors[`${frame.function}\n${frame.line}`];
        if (anchor) {
          location.hash = anchor;
        } else {
          const at = frame.file ? `${frame.file}:${frame.line}` : "a place without a file";
          graph.notice(`${frame.function} stands at ${at}, which has no section in this report.`);
        }
      },
    });
  }
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details")) one.open = true;
  });
})();
