// The entry grid by keyboard. What a line means, its destino lines, rates and rules are the server's affair:
// here cells are moved through, masters offered, and the two sides added up.
"use strict";
(() => {
  const form = document.getElementById("entry");
  const table = form.querySelector(".entry-grid");
  const empty = document.getElementById("empty-line");
  const header = form.querySelector("fieldset");
  const withDestino = document.getElementById("with-destino");
  const said = document.getElementById("said");
  const lines = () => [...table.tBodies];
  const cell = (line, name) => line.querySelector(`[name="${name}"]`);
  const cells = (line) => [...line.querySelectorAll("input.cell")].filter((one) => one.offsetParent !== null);
  const lineOf = (element) => element.closest("tbody.line");
  const isEmpty = (line) => [...line.querySelectorAll("input.cell")].every((one) => one.value.trim() === "");
  const isAutomatic = (line) => cell(line, "automatic").value === "1";

  // Lines ------------------------------------------------------------------------------------------------
  const fresh = () => empty.content.firstElementChild.cloneNode(true);
  function insertAt(line, before) {
    const made = fresh();
    line ? (before ? line.before(made) : line.after(made)) : table.append(made);
    return made;
  }
  function lastTyped() {
    const typed = lines().filter((line) => !isAutomatic(line));
    return typed[typed.length - 1] || null;
  }
  function remove(line) {
    const others = lines().filter((one) => one !== line);
    const goTo = line.nextElementSibling || line.previousElementSibling;
    if (isAutomatic(line)) withDestino.checked = false;
    const index = cells(line).indexOf(document.activeElement);
    line.remove();
    if (!others.length) focusOn(insertAt(null), 0);
    else if (goTo && goTo.matches("tbody.line")) focusOn(goTo, Math.max(index, 0));
    changed();
  }
  function copyAbove(line) {
    const above = line.previousElementSibling;
    if (!above || !above.matches("tbody.line")) return;
    for (const from of above.querySelectorAll("input.cell")) {
      const to = cell(line, from.name);
      if (to.value.trim() === "") to.value = from.value;
    }
    above.querySelectorAll(".name").forEach((name, place) => { line.querySelectorAll(".name")[place].textContent = name.textContent; });
    line.classList.toggle("open", above.classList.contains("open"));
    changed();
  }
  function focusOn(line, index) {
    const one = cells(line)[index] || cells(line)[0];
    if (one) { one.focus(); one.select(); }
  }
  // Destino lines may have come below meanwhile: who types on goes past them, not into them.
  const onTheWay = (from) => lines().filter((line) => !isAutomatic(line) || isAutomatic(lineOf(from))).flatMap(cells);
  function move(from, step) {
    const every = onTheWay(from);
    const next = every[every.indexOf(from) + step];
    if (next) { next.focus(); next.select(); return; }
    if (step > 0) focusOn(insertAt(lastTyped()), 0);
  }
  function moveLine(from, step) {
    const line = lineOf(from), to = step > 0 ? line.nextElementSibling : line.previousElementSibling;
    if (to && to.matches("tbody.line")) focusOn(to, cells(line).indexOf(from));
    else if (step > 0 && !isEmpty(line)) focusOn(insertAt(null), cells(line).indexOf(from));
  }

  // Sums: céntimos as BigInt, as the books keep them ---------------------------------------------------------
  function cents(text) {
    const found = /^(-?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/.exec(text.replaceAll(" ", ""));
    if (!found) return 0n; // the server says what is wrong with it
    const value = BigInt(found[2].replaceAll(",", "")) * 100n + BigInt((found[3] || "").padEnd(2, "0") || "0");
    return found[1] ? -value : value;
  }
  function written(value) {
    const size = value < 0n ? -value : value;
    const whole = String(size / 100n).replace(/\B(?=(\d{3})+$)/g, ",");
    return `${value < 0n ? "-" : ""}${whole}.${String(size % 100n).padStart(2, "0")}`;
  }
  function millionths() {
    const found = /^(\d+)(?:\.(\d{1,6}))?$/.exec(form.exchange_rate.value.trim());
    return found ? BigInt(found[1]) * 1000000n + BigInt((found[2] || "").padEnd(6, "0")) : 0n;
  }
  const isForeign = () => form.currency.value !== form.dataset.books;
  function inBooks(line, side) {
    const own = cell(line, side), original = cell(line, `original_${side}`);
    own.placeholder = "";
    if (own.value.trim() !== "" || !isForeign()) return cents(own.value);
    const currency = cell(line, "line_currency").value.trim().toUpperCase();
    const rate = currency === form.dataset.books ? 1000000n : millionths();
    const value = (cents(original.value) * rate * 2n + 1000000n) / 2000000n;
    if (value) own.placeholder = written(value); // the server converts; this is what it will say
    return value;
  }
  function show(id, difference) {
    const place = document.getElementById(id);
    place.textContent = difference === 0n ? place.dataset.even : written(difference);
    place.parentElement.classList.toggle("off", difference !== 0n);
  }
  function add() {
    let debit = 0n, credit = 0n, original = 0n;
    for (const line of lines()) {
      debit += inBooks(line, "debit");
      credit += inBooks(line, "credit");
      original += cents(cell(line, "original_debit").value) - cents(cell(line, "original_credit").value);
    }
    document.getElementById("total-debit").textContent = written(debit);
    document.getElementById("total-credit").textContent = written(credit);
    show("total-difference", debit - credit);
    show("total-original", original);
  }

  // Destino lines: asked of the server a moment after something changed ---------------------------------------
  let waiting = 0, asked = 0, outdated = false; // outdated: what was typed has not got its destino lines yet
  function changed() {
    add();
    clearTimeout(waiting);
    asked += 1; // an answer that is on its way is one to what stood there before
    outdated = withDestino.checked;
    if (outdated) waiting = setTimeout(propose, 350);
  }
  async function propose() {
    clearTimeout(waiting);
    outdated = true;
    const number = ++asked;
    const answer = await fetch(form.dataset.destino, { method: "POST", body: asking() });
    const rows = answer.ok ? await answer.text() : null;
    if (rows === null || number !== asked) return;
    outdated = false;
    const held = document.activeElement, mine = held && lineOf(held);
    if (mine && isAutomatic(mine)) return; // somebody is in them
    const made = document.createElement("table");
    made.innerHTML = rows;
    lines().filter(isAutomatic).forEach((line) => line.remove());
    const last = lines().reverse().find((line) => !isEmpty(line));
    [...made.tBodies].reverse().forEach((line) => (last ? last.after(line) : table.append(line)));
    add();
  }
  function asking() {
    const body = new FormData(form);
    body.delete("act");
    return body;
  }

  // What is offered while one types -------------------------------------------------------------------------
  const offers = document.createElement("ul");
  offers.className = "offers";
  offers.id = "offers";
  offers.setAttribute("role", "listbox");
  offers.hidden = true;
  form.append(offers);
  let offered = [], at = -1, of = null, question = 0, soon = 0;
  let unanswered = null; // the cell whose present words the server has not answered yet
  let settling = Promise.resolve(); // cells that were left before the server answered
  function close() {
    offers.hidden = true;
    offered = [];
    at = -1;
    if (of) { of.setAttribute("aria-expanded", "false"); of.removeAttribute("aria-activedescendant"); }
  }
  function mark(place) {
    at = place;
    [...offers.children].forEach((one, index) => one.setAttribute("aria-selected", String(index === at)));
    if (offers.children[at]) {
      offers.children[at].scrollIntoView({ block: "nearest" });
      of.setAttribute("aria-activedescendant", offers.children[at].id);
    }
  }
  function take(place) {
    if (!offered[place]) return;
    fill(of, offered[place]);
    close();
  }
  function fill(input, one) {
    if (unanswered === input) unanswered = null;
    input.value = one.code;
    nameOf(input).textContent = one.name;
    nameOf(input).classList.remove("off");
    said.textContent = one.note ? `${one.code} ${one.name}: ${one.note}` : "";
    changed();
  }
  const nameOf = (input) => input.parentElement.querySelector(".name");
  function unknown(input) {
    nameOf(input).textContent = input.value.trim() ? form.dataset.unknown : "";
    nameOf(input).classList.add("off");
  }
  async function searched(input, words) {
    const answer = await fetch(`${form.dataset[input.dataset.offers]}?q=${encodeURIComponent(words)}`);
    return answer.ok ? (await answer.json()).found : null;
  }
  async function ask(input) {
    const number = ++question, words = input.value;
    const found = await searched(input, words);
    if (!found || number !== question || document.activeElement !== input) return;
    if (unanswered === input && input.value === words) unanswered = null;
    of = input;
    offered = found;
    const same = offered.find((one) => one.code === input.value.trim());
    nameOf(input).textContent = same ? same.name : "";
    offers.replaceChildren(...offered.map((one, index) => {
      const item = document.createElement("li");
      item.id = `offer-${index}`;
      item.setAttribute("role", "option");
      item.textContent = `${one.code}  ${one.name}`;
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(index); });
      return item;
    }));
    if (!offered.length) { unknown(input); close(); return; }
    const box = input.getBoundingClientRect();
    offers.hidden = false;
    offers.style.left = `${Math.max(0, Math.min(box.left, innerWidth - offers.offsetWidth - 8))}px`;
    const below = innerHeight - box.bottom > offers.offsetHeight + 8;
    offers.style.top = `${below ? box.bottom + 1 : Math.max(0, box.top - offers.offsetHeight - 1)}px`;
    input.setAttribute("aria-expanded", "true");
    mark(same ? offered.indexOf(same) : -1);
  }
  function isCombo(input) {
    if (!input.hasAttribute("role")) {
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-controls", "offers");
      input.setAttribute("aria-expanded", "false");
      input.setAttribute("aria-autocomplete", "list");
    }
  }
  // Whoever leaves a cell with words in it means the first that is offered for them; for them, not for those that
  // stood there before: where the server has not answered yet, the cell is filled when it does.
  function settle(input) {
    const open = !offers.hidden && of === input;
    if (open && at >= 0) take(at);
    else if (unanswered === input) settling = Promise.all([settling, settleLate(input).catch(() => {})]);
    else if (!open) return;
    else if (input.value.trim() && !offered.some((one) => one.code === input.value.trim())) take(0);
    else close();
  }

  async function settleLate(input) {
    const words = input.value;
    unanswered = null;
    clearTimeout(soon);
    question += 1; // what was asked before is of no interest any more
    close();
    const found = words.trim() ? await searched(input, words) : null;
    if (!found || input.value !== words) return;
    if (!found.length) { unknown(input); return; }
    const one = found.find((each) => each.code === words.trim()) || found[0];
    fill(input, one);
  }

  // The header: next number, rate, what forbids typing ------------------------------------------------------
  let rateTyped = form.exchange_rate.value !== "", headerAsked = 0;
  async function askHeader() {
    const number = ++headerAsked;
    form.classList.toggle("foreign", isForeign());
    form.querySelectorAll(".currency").forEach((one) => { one.textContent = form.currency.value; });
    const asked = new URLSearchParams();
    for (const name of ["site", "operation_type", "date", "currency"]) asked.set(name, form[name].value);
    const answer = await fetch(`${form.dataset.header}?${asked}`);
    if (!answer.ok) return;
    const told = await answer.json();
    if (number !== headerAsked) return;
    if (told.number && form.number.type !== "hidden") form.number.placeholder = told.number;
    if (isForeign() && !rateTyped) form.exchange_rate.value = told.rate;
    document.getElementById("rate-day").textContent = isForeign() ? told.rate_day : "";
    const problem = document.getElementById("header-problem");
    problem.hidden = !told.problem;
    problem.textContent = told.problem;
    add();
  }

  // A browser takes a digit typed twice for "the next that begins so": codes such as 11 need a hand.
  let codeTyped = "", codeAt = 0;
  function chooseCode(event, list) {
    if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.altKey || event.metaKey) return;
    codeTyped = (event.timeStamp - codeAt < 1000 ? codeTyped : "") + event.key.toUpperCase();
    codeAt = event.timeStamp;
    const found = [...list.options].find((one) => one.value.toUpperCase().startsWith(codeTyped));
    event.preventDefault();
    if (!found || found.selected) return;
    list.value = found.value;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Keys ----------------------------------------------------------------------------------------------------
  const acts = {
    i: (line) => focusOn(insertAt(line, true), 0),
    b: remove,
    c: copyAbove,
    m: (line) => { line.classList.toggle("open"); const first = line.querySelector(".rarer input"); if (line.classList.contains("open")) first.focus(); },
  };
  form.addEventListener("keydown", (event) => {
    const input = event.target, line = lineOf(input);
    if (input.matches("#h-type, #h-site")) chooseCode(event, input);
    const key = event.key.toLowerCase();
    if ((event.ctrlKey && event.key === "Enter") || (event.altKey && key === "g")) {
      event.preventDefault();
      settle(input);
      settling.then(() => form.requestSubmit(document.getElementById("save")));
    } else if (event.altKey && key === "t") {
      event.preventDefault();
      withDestino.checked = true;
      settle(input);
      settling.then(propose);
    } else if (event.altKey && line && acts[key]) {
      event.preventDefault();
      close();
      acts[key](line);
    } else if (line && input.matches(".cell")) inCell(event, input);
    else if (event.key === "Enter" && input.matches("fieldset input, fieldset select")) {
      event.preventDefault();
      const fields = [...header.querySelectorAll("input, select")].filter((one) => one.offsetParent !== null);
      const next = fields[fields.indexOf(input) + 1];
      if (next && !next.closest("details")) next.focus(); else focusOn(lines()[0], 0);
    }
  });
  function inCell(event, input) {
    const open = !offers.hidden && of === input;
    if (event.key === "Escape") { if (open) { event.preventDefault(); close(); } }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (input.hasAttribute("list")) return; // the browser's own list
      const step = event.key === "ArrowDown" ? 1 : -1;
      event.preventDefault();
      if (open) mark((at + step + offered.length) % offered.length); else moveLine(input, step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      settle(input);
      move(input, event.shiftKey ? -1 : 1);
    } else if (event.key === "Tab") {
      settle(input);
      const every = onTheWay(input);
      if (!event.shiftKey && every[every.length - 1] === input && !isEmpty(lineOf(input))) {
        event.preventDefault();
        focusOn(insertAt(lastTyped()), 0);
      }
    }
  }
  form.addEventListener("input", (event) => {
    const input = event.target;
    if (input.name === "exchange_rate") rateTyped = input.value !== "";
    if (input.dataset.offers) {
      isCombo(input);
      nameOf(input).textContent = "";
      nameOf(input).classList.remove("off");
      if (of === input) mark(-1);
      unanswered = input;
      clearTimeout(soon);
      soon = setTimeout(() => ask(input), 120);
    }
    if (lineOf(input) || input.name === "exchange_rate") changed();
  });
  form.addEventListener("change", (event) => {
    if (["site", "operation_type", "date", "currency"].includes(event.target.name)) {
      if (event.target.name === "currency") rateTyped = false;
      askHeader();
    }
    if (event.target === withDestino && withDestino.checked) propose();
  });
  form.addEventListener("focusout", (event) => { if (event.target === of) setTimeout(close, 0); });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (!button) return;
    const line = lineOf(button);
    if (button.dataset.act === "more") acts.m(line); else remove(line);
  });
  document.getElementById("add-line").addEventListener("click", () => focusOn(insertAt(lastTyped()), 0));
  document.getElementById("propose").addEventListener("click", (event) => { event.preventDefault(); withDestino.checked = true; propose(); });
  // Saved once; and never before the destino lines have caught up with what was typed.
  let sending = false;
  form.addEventListener("submit", (event) => {
    if (sending) { event.preventDefault(); return; }
    sending = true;
    if (!outdated) return;
    event.preventDefault();
    const button = event.submitter;
    propose().catch(() => {}).then(() => { sending = outdated = false; form.requestSubmit(button); });
  });
  addEventListener("pageshow", () => { sending = false; });

  form.classList.add("scripted");
  lines().filter(isEmpty).slice(1).forEach((line) => line.remove());
  if (!lines().length) insertAt(null);
  add();
  askHeader().catch(() => {});
  // What was refused is mended where it stands; what no line is to blame for, at the last amount.
  const wrong = form.querySelector("tr.remarks"), filled = lines().filter((line) => !isEmpty(line) && !isAutomatic(line));
  if (wrong) focusOn(lineOf(wrong), 0);
  else if (form.querySelector("[role=alert]") && filled.length) {
    const last = filled[filled.length - 1];
    focusOn(last, cells(last).findLastIndex((one) => one.matches(".money") && one.value.trim() !== ""));
  }
})();
