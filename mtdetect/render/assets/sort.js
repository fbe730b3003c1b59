/* A click on a column's title sorts the table by it; numbers first come highest first. */
(() => {
  const root = document.documentElement;
  if (root.dataset.mtdetectSort) return;
  root.dataset.mtdetectSort = "on";
  const value = (row, column, numeric) => {
    const cell = row.cells[column];
    return numeric ? Number(cell.dataset.v) : (cell.querySelector("summary, .closed, .verdict") || cell).textContent;
  };
  const byText = new Intl.Collator("en", { numeric: true }).compare;
  addEventListener("click", (event) => {
    const button = event.target.closest(".mtdetect .list th button");
    if (!button) return;
    const title = button.parentElement;
    const numeric = title.dataset.kind === "number";
    const first = numeric ? "descending" : "ascending";
    const order = title.ariaSort !== first ? first : numeric ? "ascending" : "descending";
    for (const other of title.parentElement.cells) other.removeAttribute("aria-sort");
    title.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const compare = (a, b) => sign * (numeric ? a - b : byText(a, b));
    const rows = title.closest("table").tBodies[0];
    const keyed = [...rows.rows].map((row) => [value(row, title.cellIndex, numeric), row]);
    rows.append(...keyed.sort(([a], [b]) => compare(a, b)).map(([, row]) => row));
  });
})();
