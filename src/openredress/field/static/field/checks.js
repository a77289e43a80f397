// Checks what was entered before it is read back, and fills the lists from the kit. What is refused
// here is refused at the office too; what passes here is checked there again.
window.Field = window.Field || {};
Field.checks = (() => {
  "use strict";
  const chinese = () => document.documentElement.lang.startsWith("zh");
  const nameOf = ([, , english, other]) => (chinese() ? other || english : english || other);

  // Each root with what lies below it, in the order of the tree.
  const fill = (list, rows, first) => {
    list.replaceChildren(new Option(first, ""));
    const below = new Map();
    const known = new Set(rows.map((row) => row[0]));
    for (const row of rows) {
      const above = known.has(row[1]) ? row[1] : null;
      below.set(above, [...(below.get(above) || []), row]);
    }
    const add = (into, row, before) => {
      const path = before ? `${before} › ${nameOf(row)}` : nameOf(row);
      into.append(new Option(path, String(row[0])));
      for (const each of below.get(row[0]) || []) add(into, each, path);
    };
    for (const root of below.get(null) || []) add(list, root, "");
  };

  const answers = (form) => {
    const found = {};
    for (const each of form.elements) {
      if (!each.name || each.type === "submit" || each.type === "button") continue;
      if (each.type === "checkbox") { if (each.checked) found[each.name] = "on"; continue; }
      if (each.type === "radio") { if (each.checked) found[each.name] = each.value; continue; }
      found[each.name] = each.value.replace(/\r\n/g, "\n");
    }
    return found;
  };

  // What is amiss, as [field, text].
  const amiss = (form, said) => {
    const given = answers(form), found = [];
    const field = (name) => form.elements[name];
    for (const [name, text] of Object.entries(said.required)) {
      if (field(name) && !(given[name] || "").trim()) found.push([field(name), text]);
    }
    if (field("email") && !field("email").checkValidity()) found.push([field("email"), said.email]);
    if (given.on_behalf && !given.agreed) found.push([field("agreed"), said.agreed]);
    for (const [name, [needed, text]] of Object.entries(said.ways)) {
      if (given[name] && field(needed) && !(given[needed] || "").trim()) found.push([field(needed), text]);
    }
    return found;
  };

  const clear = (form) => {
    form.querySelectorAll(".error[data-ours]").forEach((each) => each.remove());
    form.querySelectorAll("[aria-invalid]").forEach((each) => each.removeAttribute("aria-invalid"));
  };

  const show = (form, summary, found, error) => {
    clear(form);
    const list = summary.querySelector("ul");
    list.replaceChildren();
    for (const [field, text] of found) {
      const line = document.createElement("li"), link = document.createElement("a");
      link.href = `#${field.id}`;
      link.textContent = text;
      line.append(link);
      list.append(line);
      const told = document.createElement("p");
      told.className = "error";
      told.dataset.ours = "1";
      told.textContent = `${error} ${text}`;
      field.setAttribute("aria-invalid", "true");
      (field.closest(".form-group") || field.parentElement).prepend(told);
    }
    summary.hidden = !found.length;
    if (found.length) summary.focus();
  };

  return { fill, answers, amiss, show, nameOf };
})();
