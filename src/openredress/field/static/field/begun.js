// Sends what has been typed so far to the laptop itself, which keeps it sealed: two seconds after the
// last letter, so that an empty battery takes no more than that.
(() => {
  "use strict";
  const form = document.querySelector("form[data-begun]");
  if (!form) return;
  let pause = 0;
  const send = () => fetch(form.dataset.begun, { method: "POST", body: new FormData(form) }).catch(() => {});
  form.addEventListener("input", () => {
    window.clearTimeout(pause);
    pause = window.setTimeout(send, 2000);
  });
  form.addEventListener("submit", () => window.clearTimeout(pause));
})();
