// The rows of the Live list: new ones go to the top, changed ones stay where they are.

const MOST_ROWS = 200;

/** Shows batches in a list; null: the page has none. */
export function startRows(list) {
  if (list === null) return { show() {}, reload() {} };
  const filter = JSON.parse(list.dataset.filter);
  const button = document.getElementById("pause");
  const none = document.getElementById("none");
  let waiting = null;

  function put({ id, html }) {
    const row = rowOf(html);
    const old = document.getElementById(id);
    const isWanted = row !== null && matches(row.dataset, filter);
    if (old !== null) {
      const hadFocus = old.contains(document.activeElement);
      if (isWanted) old.replaceWith(row);
      else old.remove();
      if (hadFocus && isWanted) row.querySelector("a")?.focus();
    } else if (isWanted) list.insertBefore(row, placeOf(row));
  }

  /** Rows stand by their time; one that is older than all is not for this page. */
  function placeOf(row) {
    const at = timeOf(row);
    for (const one of list.children) if (timeOf(one) <= at) return one;
    return null;
  }

  function show(batch) {
    if (waiting !== null) {
      for (const row of batch.rows) waiting.set(row.id, row);
      while (waiting.size > MOST_ROWS) waiting.delete(waiting.keys().next().value);
      button.textContent = `Go on (${waiting.size} new)`;
      return;
    }
    for (const row of batch.rows) put(row);
    while (list.children.length > MOST_ROWS) list.lastElementChild.remove();
    none.hidden = list.children.length > 0;
  }

  async function reload() {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("rows");
    if (fresh === null) return;
    const rows = [...fresh.children].map((row) => ({ id: row.id, html: row.outerHTML }));
    show({ rows: rows.toReversed() });
  }

  if (button !== null) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const held = waiting;
      waiting = held === null ? new Map() : null;
      button.setAttribute("aria-pressed", String(waiting !== null));
      button.textContent = waiting === null ? "Pause" : "Go on";
      if (held !== null) show({ rows: [...held.values()] });
    });
  }
  return { show, reload };
}

/** The daemon made it of escaped values; the page's policy runs no script that would stand in it. */
function rowOf(html) {
  return new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
}

function timeOf(row) {
  return Date.parse(row.querySelector("time")?.dateTime ?? "") || 0;
}

function matches(data, filter) {
  return Object.entries(filter).every(([field, wanted]) => {
    if (wanted === "") return true;
    const value = data[field] ?? "";
    return wanted.endsWith("*") && field === "status"
      ? value.startsWith(wanted.slice(0, -1))
      : value === wanted;
  });
}
