/* Filters and sorting. Without this, the page shows every document, in the order of the input. */
(() => {
  const form = document.querySelector(".filters");
  const list = document.querySelector(".documents");
  const items = [...list.children].map((element) => ({
    element,
    label: element.querySelector(".label").textContent,
    verdict: element.dataset.verdict,
    number: Number(element.dataset.number),
    score: Number(element.dataset.score ?? -1),
    words: Number(element.dataset.words ?? -1),
    spans: Number(element.dataset.spans ?? -1),
  }));
  const byName = new Intl.Collator("en", { numeric: true }).compare;
  const shown = () => items.filter(({ element }) => !element.hidden);

  const filter = () => {
    const verdicts = new Set([...form.elements.verdict].filter((box) => box.checked).map((box) => box.value));
    const least = Number(form.elements.least.value) / 100;
    const wanted = form.elements.label.value.trim().toLowerCase();
    for (const item of items) {
      const enough = item.verdict === "unreadable" ? least <= 0 : item.score >= least;
      item.element.hidden = !(verdicts.has(item.verdict) && enough && item.label.toLowerCase().includes(wanted));
    }
    form.querySelector("output").value = `${shown().length} of ${items.length} shown`;
  };
  const sort = () => {
    const key = form.elements.order.value.replace("-", "");
    const sign = form.elements.order.value.startsWith("-") ? -1 : 1;
    const compare = key === "label" ? (a, b) => byName(a.label, b.label) : (a, b) => sign * (a[key] - b[key]);
    list.append(...items.toSorted((a, b) => compare(a, b) || a.number - b.number).map(({ element }) => element));
  };
  const open = (state) => {
    for (const { element } of shown()) {
      const report = element.querySelector("details");
      if (report) report.open = state;
    }
  };

  form.addEventListener("input", filter);
  form.elements.order.addEventListener("change", sort);
  form.elements.open.addEventListener("click", () => open(true));
  form.elements.close.addEventListener("click", () => open(false));
  form.addEventListener("submit", (event) => event.preventDefault());
  const section = document.getElementById("documents");
  section.before(document.getElementById("summary"));
  if (items.length === 1) open(true);
  form.hidden = items.length < 2;
  sort();
  filter();
})();
