/* While a mark is pointed at or has the focus, its counterpart on the other side is framed. */
(() => {
  const root = document.documentElement;
  if (root.dataset.mtdetectPairs) return;
  root.dataset.mtdetectPairs = "on";
  let met = null;
  const meet = (event) => {
    const mark = event.target.closest?.(".mtdetect .sides mark[aria-describedby]");
    met?.classList.remove("met");
    met = null;
    if (!mark) return;
    const name = mark.getAttribute("aria-describedby");
    const other = name.slice(0, -1) + (name.endsWith("a") ? "b" : "a");
    met = document.getElementById(other)?.parentElement.querySelector("mark");
    met?.classList.add("met");
  };
  addEventListener("pointerover", meet);
  addEventListener("focusin", meet);
})();
