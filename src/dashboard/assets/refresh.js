// Parts of a page that show what has changed are fetched anew and put in place, once for many changes.

const EVERY_MS = 700;

let wanted = new Set();
let timer = null;
let isBusy = false;

/** Says that these things have changed; null: everything may have. */
export function refreshParts(changed) {
  for (const part of document.querySelectorAll("[data-live]:not(#rows)"))
    if (changed === null || changed.includes(part.dataset.live)) wanted.add(part.id);
  arm();
}

function arm() {
  if (wanted.size > 0 && timer === null && !isBusy)
    timer = setTimeout(() => void refresh(), EVERY_MS);
}

async function refresh() {
  timer = null;
  isBusy = true;
  const ids = wanted;
  wanted = new Set();
  try {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const id of ids) replace(document.getElementById(id), page.getElementById(id));
    document.dispatchEvent(new CustomEvent("parts-refreshed"));
  } finally {
    isBusy = false;
    arm();
  }
}

/** What somebody is at work with stays: a ticked box, a field, an open fold, a transcript that goes on. */
function replace(old, fresh) {
  if (old === null || fresh === null || old.innerHTML === fresh.innerHTML) return;
  if (old.dataset.keep === "checked" && old.querySelector("input:checked") !== null) return;
  const focus = old.contains(document.activeElement) ? pathTo(old, document.activeElement) : null;
  if (focus !== null && document.activeElement.matches("input, textarea, select")) return;
  const folds = [...old.querySelectorAll("details")].map(({ open }) => open);
  for (const [index, fold] of [...fresh.querySelectorAll("details")].entries())
    if (folds[index] !== undefined) fold.open = folds[index] || fold.open;
  const atEnd = old.scrollTop + old.clientHeight >= old.scrollHeight - 8;
  for (const pre of old.querySelectorAll("[data-follow]"))
    fresh.querySelector(`[data-follow="${pre.dataset.follow}"]`)?.replaceWith(pre);
  old.replaceChildren(...fresh.childNodes);
  if (atEnd) old.scrollTop = old.scrollHeight;
  if (focus !== null) elementAt(old, focus)?.focus();
}

function pathTo(root, element) {
  const path = [];
  for (let one = element; one !== root; one = one.parentElement)
    path.unshift([...one.parentElement.children].indexOf(one));
  return path;
}

function elementAt(root, path) {
  return path.reduce((one, index) => one?.children[index], root);
}
