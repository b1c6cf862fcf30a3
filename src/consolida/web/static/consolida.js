// What every page does with script: the chosen month applies at once, and “?” shows the shortcuts.
"use strict";
document.addEventListener("change", (event) => {
  if (event.target.matches("#chosen-month, #chosen-year, #chosen-company") && event.target.value) event.target.form.requestSubmit();
});
