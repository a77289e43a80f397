// Sends files in small parts (tus 1.0.0), so that a broken line costs no more than the last part.
// Without this file the same form sends them whole, and everything works as well.
(() => {
  "use strict";
  const form = document.querySelector("form[data-uploads]");
  const input = form && form.querySelector('input[type="file"]');
  if (!input || !window.fetch || !Blob.prototype.slice) return;
  const said = form.dataset;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const PART = 256 * 1024;
  const LONGEST_WAIT = 30000;
  const list = document.createElement("ul");
  list.className = "sending";
  const spoken = document.createElement("div");
  spoken.setAttribute("role", "status");
  spoken.append(list);
  input.after(spoken);

  const headers = (more) => Object.assign({ "Tus-Resumable": "1.0.0", "X-CSRFToken": token }, more);
  const ask = (method, address, more, body) =>
    fetch(address, { method, headers: headers(more), body, credentials: "same-origin", redirect: "error" });
  const base64 = (text) => btoa(unescape(encodeURIComponent(text)));

  // Where an upload was begun is remembered as long as this tab is open, and no longer.
  const keyOf = (file) => ["upload", said.uploads, file.name, file.size, file.lastModified].join(" ");
  const remembered = (file) => { try { return sessionStorage.getItem(keyOf(file)); } catch { return null; } };
  const remember = (file, address) => { try { sessionStorage.setItem(keyOf(file), address); } catch { /* none */ } };
  const forget = (file) => { try { sessionStorage.removeItem(keyOf(file)); } catch { /* none */ } };

  // What the server says about a file is final; what the line does is not.
  class Refused extends Error {}

  const wait = (milliseconds) => new Promise((go) => {
    const timer = setTimeout(go, milliseconds);
    addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
  });

  const told = async (answer) => {
    const plain = (answer.headers.get("Content-Type") || "").startsWith("text/plain");
    return (plain && (await answer.text())) || said.failed;
  };

  const begin = async (file) => {
    const original = form.querySelector('input[name$="keep_original"]');
    const metadata = [`filename ${base64(file.name)}`];
    if (original && original.checked) metadata.push(`original ${base64("yes")}`);
    const answer = await ask("POST", said.uploads, {
      "Upload-Length": file.size, "Upload-Metadata": metadata.join(","),
    });
    if (answer.status >= 500) throw new Error("again");
    if (answer.status !== 201) throw new Refused(await told(answer));
    const address = answer.headers.get("Location");
    remember(file, address);
    return { address, offset: 0 };
  };

  const resumed = async (file) => {
    const address = remembered(file);
    if (!address) return begin(file);
    const answer = await ask("HEAD", address);
    if (answer.status >= 500) throw new Error("again");
    if (!answer.ok) { forget(file); return begin(file); }
    return { address, offset: Number(answer.headers.get("Upload-Offset")) };
  };

  const send = async (file, show) => {
    const upload = await resumed(file);
    while (upload.offset < file.size) {
      show(said.progress.replace("{percent}", Math.floor((100 * upload.offset) / file.size)));
      const end = Math.min(upload.offset + PART, file.size);
      if (end === file.size) show(said.working);
      const answer = await ask("PATCH", upload.address, {
        "Content-Type": "application/offset+octet-stream", "Upload-Offset": upload.offset,
      }, file.slice(upload.offset, end));
      if (answer.status === 409 || answer.status >= 500) throw new Error("again");
      if (answer.status !== 204) { forget(file); throw new Refused(await told(answer)); }
      upload.offset = Number(answer.headers.get("Upload-Offset"));
    }
    forget(file);
  };

  const persist = async (file, show) => {
    const largest = Number(input.dataset.largest);
    if (largest && file.size > largest) throw new Refused(said.big);
    for (let pause = 1000, tries = 0; tries < 60; tries += 1, pause = Math.min(pause * 2, LONGEST_WAIT)) {
      try {
        return await send(file, show);
      } catch (error) {
        if (error instanceof Refused) throw error;
        show(said.waiting);
        await wait(pause);
      }
    }
    throw new Refused(said.failed);
  };

  const line = (file) => {
    const item = document.createElement("li");
    const name = document.createElement("strong");
    const state = document.createElement("span");
    name.textContent = file.name;
    item.append(name, " ", state);
    list.append(item);
    return { item, show: (text) => { if (state.textContent !== text) state.textContent = text; } };
  };

  form.addEventListener("submit", async (event) => {
    const files = Array.from(input.files);
    if (!files.length) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    const pressed = event.submitter;
    list.textContent = "";
    let refused = 0;
    for (const file of files) {
      const { item, show } = line(file);
      try {
        await persist(file, show);
        show(said.arrived);
        item.className = "has-arrived";
      } catch (error) {
        refused += 1;
        item.className = "error";
        show(error.message);
      }
    }
    input.value = "";
    form.removeAttribute("aria-busy");
    // What arrived is kept; the rest of the form goes on its way as if no file had been chosen.
    if (refused || !form.requestSubmit) return;
    const done = document.createElement("input");
    Object.assign(done, { type: "hidden", name: "sent", value: "1" });
    form.append(done);
    form.requestSubmit(pressed || undefined);
  });
})();
