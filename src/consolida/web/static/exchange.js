// Exporting and importing: fetch a new export at once, print its card, take files that are dropped.
"use strict";
window.addEventListener("load", () => {
  document.querySelectorAll("[data-fetch]").forEach((link) => {
    history.replaceState(null, "", location.pathname); // a reload fetches no second time
    setTimeout(() => link.click(), 0); // when the page is whole: fetching stops what is still loading
  });
});
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
document.querySelectorAll("[data-drop]").forEach((zone) => {
  const input = zone.querySelector("input[type=file]");
  const over = (inside) => (event) => { event.preventDefault(); zone.classList.toggle("drop-over", inside); };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    input.files = event.dataTransfer.files;
    if (input.files.length) zone.requestSubmit();
  });
  input.addEventListener("change", () => { if (input.files.length) zone.requestSubmit(); });
});
document.querySelectorAll("[data-all]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...button.form.querySelectorAll("input[type=checkbox][name=file]")];
    const all = boxes.every((box) => box.checked);
    boxes.forEach((box) => { box.checked = !all; });
  });
});
