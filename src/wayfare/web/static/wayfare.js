// Only what HTML and CSS cannot do. Every page works without this file.
(() => {
  "use strict";
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  // After an answer the estimate walks from where it was to where it is now.
  function walk(root) {
    if (calm.matches) return;
    for (const part of root.querySelectorAll(".moving")) {
      const shift = (Number(part.dataset.from) - Number(part.dataset.to)) / 100 * part.parentNode.clientWidth;
      part.animate([{ transform: `translateX(${shift}px)` }, { transform: "none" }], {
        duration: 700, delay: 150, fill: "backwards", easing: "cubic-bezier(.2,.7,.2,1)",
      });
    }
  }

  const trouble = document.getElementById("trouble");
  function say(failed) {
    trouble.hidden = !failed;
    trouble.textContent = failed ? trouble.dataset.text : "";
  }

  // A slash goes to the search box, as long as nothing is being typed; Escape leaves it, and what it had found.
  const seek = document.getElementById("seek");
  document.addEventListener("keydown", event => {
    if (!seek || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && seek.form.contains(document.activeElement)) {
      event.preventDefault(); // a browser would empty the box
      document.activeElement.blur();
    }
    if (event.key !== "/" || document.documentElement.dataset.keys === "off") return;
    if (document.activeElement.matches("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    seek.focus();
    seek.select();
  });

  // The queue of proposals: how many are ticked, and keys that count only while the focus is on one of them.
  const boxes = queue => [...queue.querySelectorAll("input[name=proposal]")];
  function count(queue) {
    const said = queue.querySelector("[data-ticked]");
    const ticked = boxes(queue).filter(box => box.checked).length;
    said.textContent = ticked ? said.dataset.some.replace("0", ticked) : said.dataset.ticked;
  }
  document.addEventListener("change", event => {
    const queue = event.target.closest(".queue");
    if (queue) count(queue);
  });
  document.addEventListener("keydown", event => {
    const queue = event.target.closest(".queue");
    if (!queue || event.target.name !== "proposal" || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = boxes(queue), at = all.indexOf(event.target);
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (step) {
      event.preventDefault();
      all[at + step]?.focus();
    } else if (event.key === "a" || event.key === "r") {
      event.preventDefault();
      if (!all.some(box => box.checked)) event.target.checked = true;
      queue.querySelector(event.key === "a" ? "[value=approve]" : "[value=reject]").click();
    } else if (event.key === "u") {
      document.querySelector("[data-undo]")?.click();
    }
  });

  document.addEventListener("htmx:after:swap", () => { say(false); walk(document); });
  document.addEventListener("htmx:error", () => say(true));
  walk(document);
})();
