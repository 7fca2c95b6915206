// The stream of what changes. A page that nobody sees holds no connection: a browser has six for one host.

const HIDDEN_MS = 5000;

/** Opens the stream, closes it while the page is hidden, and continues where it was. */
export function openChanges(on) {
  const said = document.getElementById("link");
  let source = null;
  let lastId = document.querySelector("[data-last]")?.dataset.last ?? null;
  let timer = null;

  function open() {
    if (source !== null) return;
    source = new EventSource(lastId === null ? "/changes" : `/changes?after=${lastId}`);
    source.addEventListener("open", () => say(""));
    source.addEventListener("batch", (event) => {
      lastId = event.lastEventId;
      on.batch(JSON.parse(event.data));
    });
    source.addEventListener("reload", (event) => {
      lastId = event.lastEventId;
      on.reload();
    });
    source.addEventListener("error", () => {
      const isOver = source?.readyState === EventSource.CLOSED;
      say(isOver ? "Not connected: load the page anew." : "Connecting again…");
    });
  }

  function close() {
    source?.close();
    source = null;
  }

  function say(words) {
    if (said !== null && said.textContent !== words) said.textContent = words;
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(close, HIDDEN_MS);
    else open();
  });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
}
