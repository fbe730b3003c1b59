/* Escape puts away what is told of a mark, until the pointer or the focus moves on. */
(() => {
  const root = document.documentElement;
  if (root.dataset.mtdetectTips) return;
  root.dataset.mtdetectTips = "on";
  const told = ".mtdetect .w";
  const dismissed = new Set();
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const mark of document.querySelectorAll(`${told}:is(:hover, :focus-within)`)) {
      mark.classList.add("dismissed");
      dismissed.add(mark);
    }
  });
  const wake = (event) => {
    if (!dismissed.size) return;
    const here = event.type === "pointermove" && event.target.closest(told);
    for (const mark of dismissed) {
      if (mark === here) continue;
      mark.classList.remove("dismissed");
      dismissed.delete(mark);
    }
  };
  addEventListener("pointermove", wake); // not "pointerover": that also comes when the page moves under a pointer at rest
  addEventListener("focusin", wake);
})();
