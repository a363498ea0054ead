// A small believable goroutine profile of a leaky shop, for tests and pictures.
import { pack } from "./synthetic.mjs";

const GOPARK = ["runtime.gopark", "/usr/local/go/src/runtime/proc.go", 461];
const SEND = [["runtime.chansend1", "/usr/local/go/src/runtime/chan.go", 161], ["runtime.chansend", "/usr/local/go/src/runtime/chan.go", 283], GOPARK];
const RECEIVE = [["runtime.chanrecv2", "/usr/local/go/src/runtime/chan.go", 516], ["runtime.chanrecv", "/usr/local/go/src/runtime/chan.go", 667], GOPARK];
const SELECT = [["runtime.selectgo", "/usr/local/go/src/runtime/select.go", 351], GOPARK];
const POLL = [
  ["internal/poll.(*FD).Read", "/usr/local/go/src/internal/poll/fd_unix.go", 165],
  ["internal/poll.(*pollDesc).waitRead", "/usr/local/go/src/internal/poll/fd_poll_runtime.go", 89],
  ["internal/poll.runtime_pollWait", "/usr/local/go/src/runtime/netpoll.go", 351],
  ["runtime.netpollblock", "/usr/local/go/src/runtime/netpoll.go", 575],
  GOPARK,
];
const LOCK = [
  ["sync.(*Mutex).Lock", "/usr/local/go/src/sync/mutex.go", 46],
  ["internal/sync.(*Mutex).lockSlow", "/usr/local/go/src/internal/sync/mutex.go", 149],
  ["internal/sync.runtime_SemacquireMutex", "/usr/local/go/src/runtime/sema.go", 95],
  GOPARK,
];
const SERVE = [
  ["net/http.(*conn).serve", "/usr/local/go/src/net/http/server.go", 2102],
  ["net/http.serverHandler.ServeHTTP", "/usr/local/go/src/net/http/server.go", 3340],
  ["net/http.(*ServeMux).ServeHTTP", "/usr/local/go/src/net/http/server.go", 2822],
];
const own = (name, file, line) => [`example.com/shop/${name}`, `/src/shop/${file}`, line];

const STACKS = [
  [[own("quote.Best.func1", "quote/quote.go", 88), ...SEND], 1000, 420],
  [[...SERVE, own("store.(*Store).handleOrders", "store/orders.go", 54), own("store.(*Store).lockedTotal", "store/store.go", 131), ...LOCK], 310, 310],
  [[own("mail.(*Sender).run", "mail/sender.go", 41), ...RECEIVE], 240, 0],
  [[own("search.Fetch", "search/fetch.go", 29), ["net/http.(*persistConn).readLoop", "/usr/local/go/src/net/http/transport.go", 2325], ...SELECT], 180, 180],
  [[["net/http.(*persistConn).writeLoop", "/usr/local/go/src/net/http/transport.go", 2519], ...SELECT], 180, 180],
  [[own("worker.(*Pool).loop", "worker/pool.go", 73), ...SELECT], 64, 64],
  [[own("worker.Walk", "worker/walk.go", 20), ...Array.from({ length: 24 }, () => own("worker.Walk", "worker/walk.go", 26)), ["time.Sleep", "/usr/local/go/src/runtime/time.go", 363], GOPARK], 12, 80],
  [[own("cart.(*Cart).Watch", "cart/watch.go", 61), ["example.org/queue/v2.(*Client).Receive", "/mod/example.org/queue/v2@v2.3.0/client.go", 212], ...RECEIVE], 90, 30],
  [[...SERVE, own("cart.(*Handler).Checkout", "cart/checkout.go", 97), own("cart.price[...]", "cart/price.go", 18), ["net/http.(*Client).do", "/usr/local/go/src/net/http/client.go", 725], ...POLL], 42, 55],
  [[...SERVE, own("store.(*Store).handleList", "store/list.go", 33), ["database/sql.(*DB).conn", "/usr/local/go/src/database/sql/sql.go", 1369], ...SELECT], 35, 20],
  [[["main.main", "/src/shop/cmd/shop/main.go", 58], ["net/http.(*Server).Serve", "/usr/local/go/src/net/http/server.go", 3454], ["net.(*TCPListener).Accept", "/usr/local/go/src/net/tcpsock.go", 380], ...POLL], 2, 2],
];

function tree() {
  const root = { name: "all", file: "", line: 0, self: 0, base: 0, total: 0, children: [] };
  for (const [stack, after, before] of STACKS) {
    let node = root;
    node.total += Math.max(after, before);
    for (const [name, file, line] of stack) {
      let child = node.children.find((one) => one.name === name && one.line === line);
      if (!child) node.children.push((child = { name, file, line, self: 0, base: 0, total: 0, children: [] }));
      node = child;
      node.total += Math.max(after, before);
    }
    node.self += after;
    node.base += before;
  }
  const sort = (node) => {
    node.children.sort((a, b) => b.total - a.total);
    node.children.forEach(sort);
  };
  sort(root);
  return root;
}

function frameId(doc, name) {
  return String(doc.frames.findIndex((row) => doc.strings[row[0]] === name));
}

/** One capture: 1,000 goroutines wait in a send that nobody receives, and what a live service has besides. */
export function shop() {
  const doc = pack(tree(), { title: "shop · goroutine" });
  return {
    ...doc,
    info: {
      modules: ["example.com/shop"],
      frames: {
        [frameId(doc, "example.com/shop/quote.Best.func1")]: { tier: "growing", state: "chan send", rules: ["blocked-send"] },
        [frameId(doc, "example.com/shop/mail.(*Sender).run")]: { tier: "old", state: "chan receive", rules: [] },
      },
    },
  };
}

/** The same against a capture before it. */
export function shopDifference() {
  return { ...pack(tree(), { title: "shop · difference", hasBase: true }), info: { modules: ["example.com/shop"] } };
}
