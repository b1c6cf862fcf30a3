// Fields for accounts: while one types a code or a name, the accounts that fit are offered.
"use strict";
document.querySelectorAll("form[data-accounts]").forEach((form) => {
  const fields = "[name=charge_account], [name=credit_account]";
  const list = document.createElement("datalist");
  list.id = "offered-accounts";
  form.append(list);
  let soon = 0, question = 0;
  async function offer(input) {
    const number = ++question;
    const answer = await fetch(`${form.dataset.accounts}?q=${encodeURIComponent(input.value)}`);
    if (!answer.ok || number !== question) return;
    const { found } = await answer.json();
    list.replaceChildren(...found.map((one) => new Option(`${one.code} ${one.name}`, one.code)));
    const same = found.find((one) => one.code === input.value.trim());
    input.title = same ? same.name : "";
  }
  const begin = (event) => {
    if (!event.target.matches(fields)) return;
    event.target.setAttribute("list", list.id);
    clearTimeout(soon);
    soon = setTimeout(() => offer(event.target), 120);
  };
  form.addEventListener("focusin", begin);
  form.addEventListener("input", begin);
});
