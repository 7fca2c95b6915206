// The dashboard's script: without it every page still works, and is as new as its last load.

import { openChanges } from "./changes.js";
import { followTranscripts } from "./follow.js";
import { refreshParts } from "./refresh.js";
import { startRows } from "./rows.js";

const rows = startRows(document.querySelector('[data-live="rows"]'));

if (document.querySelector("[data-live]") !== null)
  openChanges({
    batch(batch) {
      rows.show(batch);
      showCounts(batch.counts);
      refreshParts([...batch.changed, ...batch.places]);
    },
    // Too much was missed to be told: the page asks for itself anew.
    reload() {
      void rows.reload();
      refreshParts(null);
    },
  });

followTranscripts(document);
document.addEventListener("parts-refreshed", () => followTranscripts(document));

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => void copy(button));
}

for (const field of document.querySelectorAll('[data-submit="ctrl-enter"]'))
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) field.form.requestSubmit();
  });

const talk = document.getElementById("talk");
if (talk !== null) talk.scrollTop = talk.scrollHeight;

async function copy(button) {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  button.textContent = "Copied";
}

function showCounts(counts) {
  if (counts === null) return;
  const { running, queued, held } = counts;
  const line = document.getElementById("counts");
  if (line !== null) line.textContent = `${running} running, ${queued} queued, ${held} held`;
  const badge = document.getElementById("held-count");
  if (badge === null) return;
  badge.textContent = held;
  badge.dataset.count = held;
}
