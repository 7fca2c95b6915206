// The transcript of a run, as its agent writes it.

const MOST_CHARACTERS = 500_000;
const started = new WeakSet();

/** Starts each transcript that is open, and each other one when it is opened. */
export function followTranscripts(root) {
  for (const pre of root.querySelectorAll("[data-follow]")) {
    const fold = pre.closest("details");
    if (fold.open) void start(pre);
    fold.addEventListener("toggle", () => {
      if (fold.open) void start(pre);
    });
  }
}

async function start(pre) {
  if (started.has(pre)) return;
  started.add(pre);
  const stopper = new AbortController();
  window.addEventListener("pagehide", () => stopper.abort(), { once: true });
  try {
    const response = await fetch(`${pre.dataset.follow}?follow=1`, { signal: stopper.signal });
    if (response.body === null) return;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      append(pre, value);
    }
  } catch (error) {
    if (error.name !== "AbortError") append(pre, "\n(the connection broke: load the page anew)\n");
  }
}

/** Text and nothing else: it is never read as HTML. */
function append(pre, text) {
  const atEnd = pre.scrollTop + pre.clientHeight >= pre.scrollHeight - 8;
  pre.append(text);
  while (pre.childNodes.length > 1 && pre.textContent.length > MOST_CHARACTERS)
    pre.firstChild.remove();
  if (atEnd) pre.scrollTop = pre.scrollHeight;
}
