// What every page does with script: the chosen month applies at once, “?” shows the shortcuts, files have names,
// and who presses twice does a thing once.
"use strict";
document.addEventListener("change", (event) => {
  if (event.target.matches("#chosen-month, #chosen-year, #chosen-company") && event.target.value) event.target.form.requestSubmit();
});
// Keys, wherever nothing is being typed: “?” lists them, “/” goes to the search, and a link's, button's or field's own.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea, dialog[open]")) return;
  const shortcuts = document.getElementById("shortcuts");
  const search = document.querySelector("[data-search], input[type=search]");
  const own = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
  if (event.key === "?" && shortcuts) shortcuts.showModal();
  else if (event.key === "/" && search) search.focus();
  else if (own && own.matches("input")) { own.focus(); own.select(); }
  else if (own) own.click();
  else return;
  event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shortcuts]")) document.getElementById("shortcuts").showModal();
});
// A year that is wider than the window begins where one works.
const month = document.querySelector("th.chosen-month"), frame = month && month.closest(".table-responsive");
if (frame) frame.scrollLeft = month.offsetLeft + month.offsetWidth - frame.clientWidth;
// On a phone a row of a wide table flows over several lines, each cell with its column's title.
function title(table) {
  const titles = [...table.tHead.rows[0].cells].map((one) => (one.querySelector(".visually-hidden") ? "" : one.textContent.trim()));
  [...table.rows].slice(1).forEach((row) => {
    let at = 0;
    for (const cell of row.cells) {
      cell.dataset.label = cell.colSpan === 1 ? titles[at] : "";
      cell.classList.toggle("blank", !cell.textContent.trim() && !cell.querySelector("input"));
      at += cell.colSpan;
    }
  });
}
document.querySelectorAll("table.flow").forEach(title);
document.addEventListener("htmx:load", (event) => event.target.querySelectorAll("table.flow").forEach(title));
// Fields for files: what the browser writes in its own language is written in ours.
document.querySelectorAll("[data-file]").forEach((field) => {
  const input = field.querySelector("input"), chosen = field.querySelector("[data-chosen]");
  const say = (words, wrong) => {
    chosen.textContent = words;
    chosen.classList.toggle("text-danger", wrong);
    chosen.classList.toggle("text-body-secondary", !wrong);
  };
  const show = () => say([...input.files].map((file) => file.name).join(", ") || chosen.dataset.none, false);
  field.classList.add("scripted");
  input.addEventListener("change", show);
  input.addEventListener("invalid", (event) => { // sent without a file: the browser would say it beside a hidden field
    event.preventDefault();
    say(chosen.dataset.missing, true);
    input.focus();
  });
  show(); // a reload may keep what was chosen
});
// A second press while the answer is on its way would do the deed twice. A while later, or on a page that was left and
// comes back, it is meant.
const sent = new WeakMap();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.popover) form.hidePopover(); // what it asked for stands below it
  if (event.defaultPrevented || form.method !== "post") return;
  if (event.timeStamp - (sent.get(form) ?? -Infinity) < 3000) event.preventDefault();
  else sent.set(form, event.timeStamp);
});
addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => sent.delete(form)));
