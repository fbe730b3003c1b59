/* A column's title sorts the table by it, then the other way round, then not at all. */
(() => {
  const root = document.documentElement;
  if (root.dataset.mtdetectSort) return;
  root.dataset.mtdetectSort = "on";
  const byText = new Intl.Collator("en", { numeric: true }).compare;
  const key = (row, column) => row.cells[column].dataset.v ?? row.querySelector("bdi").textContent;
  addEventListener("click", (event) => {
    const button = event.target.closest(".mtdetect .list th button");
    if (!button) return;
    const title = button.parentElement;
    const numeric = title.dataset.kind === "number";
    const orders = numeric ? ["descending", "ascending", null] : ["ascending", "descending", null];
    const order = orders[(orders.indexOf(title.getAttribute("aria-sort")) + 1) % 3];
    for (const other of title.parentElement.cells) other.removeAttribute("aria-sort");
    if (order) title.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const inOrder = (a, b) => a.dataset.number - b.dataset.number;
    const compare = (a, b) => sign * (numeric ? a - b : byText(a, b));
    const body = title.closest("table").tBodies[0];
    const rows = [...body.rows].sort(inOrder);
    if (order) {
      const keys = new Map(rows.map((row) => [row, key(row, title.cellIndex)]));
      rows.sort((a, b) => compare(keys.get(a), keys.get(b)));
    }
    body.append(...rows);
  });
})();
