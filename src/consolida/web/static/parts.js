// The rows of a cost centre's destino: their sum while one types, and always a row to spare.
"use strict";
document.querySelectorAll("[data-parts]").forEach((fieldset) => {
  const body = fieldset.querySelector("tbody"), shown = fieldset.querySelector("[data-sum]");
  const inputs = (row) => [...row.querySelectorAll("input")];
  const hundredths = (text) => {
    const found = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text.trim().replace(/\s*%$/, ""));
    return found ? Number(found[1]) * 100 + Number((found[2] || "").padEnd(2, "0")) : 0;
  };
  const add = () => {
    const row = body.lastElementChild.cloneNode(true);
    inputs(row).forEach((input) => {
      input.value = "";
      input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+/, body.children.length + 1));
    });
    body.append(row);
  };
  fieldset.addEventListener("input", () => {
    const sum = inputs(body).filter((input) => input.name === "share").reduce((total, input) => total + hundredths(input.value), 0);
    shown.textContent = (sum / 100).toFixed(2);
    shown.classList.toggle("off", sum !== 10000 && sum !== 0);
    if (inputs(body.lastElementChild).some((input) => input.value)) add();
  });
});
