// Small comforts only. Every page does its work without this file.
(() => {
  "use strict";
  const all = (selector) => Array.from(document.querySelectorAll(selector));

  // Errors first: a screen reader starts where something has to be put right.
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  // A scanned receipt arrives as #1234…; the server never sees it, and neither does the history.
  const code = document.querySelector("input[data-receipt-code]");
  const fragment = decodeURIComponent(location.hash.slice(1)).replace(/[\s-]/g, "");
  if (code && /^\d{12,}$/.test(fragment)) {
    code.value = fragment.replace(/(\d{4})(?=\d)/g, "$1 ");
    history.replaceState(null, "", location.pathname + location.search);
  }

  // So does a scanned proof, which is longer and goes into a box of its own.
  const proof = document.querySelector("textarea[data-from-address]");
  if (proof && location.hash.length > 200) {
    proof.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname + location.search);
  }

  // Copying a receipt. The button is hidden where the browser cannot copy.
  all("[data-copy]").forEach((button) => {
    const source = document.querySelector(button.dataset.copy);
    if (!source || !navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.textContent.trim());
      const told = document.createElement("span");
      told.setAttribute("role", "status");
      told.textContent = button.dataset.copied || "✓";
      button.after(told);
      setTimeout(() => told.remove(), 5000);
    });
  });

  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // What was typed as a password can be looked at.
  all("input[type=password][data-show]").forEach((input) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.setAttribute("aria-controls", input.id);
    const tell = () => {
      button.textContent = input.type === "password" ? input.dataset.show : input.dataset.hide;
    };
    button.addEventListener("click", () => {
      input.type = input.type === "password" ? "text" : "password";
      tell();
      input.focus();
    });
    // A browser offers to keep a password only, so it is one again when it is sent.
    if (input.form) input.form.addEventListener("submit", () => { input.type = "password"; });
    tell();
    input.after(button);
  });

  // A form is sent once. The buttons rest after the browser has read which one was pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    setTimeout(() => {
      if (event.defaultPrevented) return;
      form.dataset.sent = "yes";
      form.setAttribute("aria-busy", "true");
    }, 0);
    // A lost connection must not leave the form dead.
    setTimeout(() => wake(form), 8000);
  });
  const wake = (form) => {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  };
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach(wake));

  // How much room is left, told only where a limit exists.
  all("[data-count-for]").forEach((note) => {
    const area = document.getElementById(note.dataset.countFor);
    if (!area || area.maxLength < 0) return;
    const show = () => {
      const left = area.maxLength - area.value.length;
      note.textContent = note.dataset.countLabel.replace("{number}", left);
      note.hidden = left > area.maxLength / 4;
    };
    area.addEventListener("input", show);
    show();
  });
})();
