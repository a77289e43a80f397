// Passkeys: the browser asks the authenticator, and a form carries the answer. A form says what to
// do in data-passkey ("create" or "get") and with what in data-options, or where to ask for that.
(() => {
  "use strict";
  const can = window.PublicKeyCredential && window.webauthnJSON;

  document.querySelectorAll("[data-needs-passkeys]").forEach((part) => { part.hidden = !can; });
  document.querySelectorAll("[data-lacks-passkeys]").forEach((part) => { part.hidden = !!can; });
  if (!can) return;

  const options = async (form) => {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    return (await answer.json()).request_options;
  };

  // One that signs in by itself is found without a name and checks the person.
  const chosen = (form, asked) => {
    const alone = form.elements.passwordless;
    const selection = asked.publicKey.authenticatorSelection;
    if (!alone || !selection) return asked;
    selection.residentKey = alone.checked ? "required" : "discouraged";
    selection.requireResidentKey = alone.checked;
    if (alone.checked) selection.userVerification = "required";
    return asked;
  };

  const say = (form, error) => {
    const place = form.querySelector("[data-passkey-error]");
    const said = (name) => form.querySelector(`[data-passkey-said="${name}"]`);
    place.textContent = (said(error.name) || said("")).textContent;
    place.hidden = false;
    place.focus();
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      form.querySelector("[data-passkey-error]").hidden = true;
      try {
        const asked = chosen(form, await options(form));
        const answer = await window.webauthnJSON[form.dataset.passkey](asked);
        form.elements.credential.value = JSON.stringify(answer);
        form.submit();
      } catch (error) {
        say(form, error);
      }
    });
  });
})();
