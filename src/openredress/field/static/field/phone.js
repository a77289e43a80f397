// A round on a telephone: the form, read back, the receipt; kept sealed, and sent when there is a
// network. Nothing is shown to have been kept before it is.
(() => {
  "use strict";
  const { sealing, store, checks, files } = window.Field;
  const told = document.getElementById("said");
  if (!told || !store.isThere || !window.crypto || !crypto.subtle) return;
  const said = JSON.parse(told.textContent);
  const page = document.getElementById("phone");
  const by = (id) => document.getElementById(id);
  const forms = { take: by("take"), back: by("back"), add: by("add") };
  let kit = null, records = [], draft = "", shown = null, added = "";

  const status = (text) => { by("status").textContent = text; };
  const show = (name) => {
    for (const each of page.querySelectorAll("[data-panel]")) each.hidden = each.dataset.panel !== name;
    by("error-summary").hidden = true;
    by(`${name}-heading`).focus();
  };
  const text = (texts) => texts[said.language] || texts.en || "";
  const isFiling = (record) => record.kind === "filing";
  const ofKit = () => records.filter((record) => record.kit === kit.kit);
  const isFiled = (of) => records.some((record) => record.draft === of && isFiling(record));
  const isFile = (record) => record.kind === "file";
  const begun = (of) => records.find((record) => record.draft === of && record.kind === "begun");
  const clock = (at) => new Date(at).toLocaleTimeString("en-GB", { timeStyle: "short", timeZone: kit.zone });
  const lastRevision = (of) => Math.max(0, ...records
    .filter((record) => record.draft === of && (isFiling(record) || record.kind === "receipt"))
    .map((record) => record.revision));
  const isHanded = (of) => records.some((record) => record.draft === of && record.kind === "handed"
    && record.revision === lastRevision(of));

  // Keeping ------------------------------------------------------------------------------------

  const sealed = async (kind, of, revision, number, content) => {
    const bare = { kit: kit.kit, draft: of, revision, kind, number, at: new Date().toISOString() };
    return { ...bare, sealed: await sealing.seal(kit.public, bare, content) };
  };

  const keep = async (...given) => {
    const record = await sealed(...given);
    await store.keep(record);
    records = await store.records();
    return record;
  };

  // What is being typed is kept too, as locked as all else, two seconds after the last letter. One
  // is written after the other, and none once the filing is there.
  let pause = 0, holding = Promise.resolve();

  const hold = async () => {
    if (isFiled(draft)) return;
    const before = begun(draft), answers = checks.answers(forms.take);
    const record = await sealed("begun", draft, before ? before.revision + 1 : 1, "", { answers });
    await store.hold(record);
    records = await store.records();
    by("kept-at").textContent = said.kept.replace("{time}", clock(record.at));
  };

  const held = () => {
    window.clearTimeout(pause);
    holding = holding.then(hold).catch(() => status(said.unable));
    return holding;
  };

  const typing = () => {
    window.clearTimeout(pause);
    pause = window.setTimeout(held, 2000);
  };

  const drop = async (of) => {
    window.clearTimeout(pause);
    await holding;
    await store.remove(records.filter((record) => record.draft === of).map((record) => record.key));
    records = await store.records();
    if (of === draft) { forms.take.reset(); draft = ""; }
    overview();
  };

  // Pictures and papers: each is kept as soon as it is chosen.
  const enclose = async (form, of) => {
    const input = by(`${form}_files`);
    for (const file of [...input.files]) {
      const content = await files.read(file, said.biggest);
      if (!content) { status(said.big); continue; }
      const own = records.filter((record) => record.draft === of && isFile(record));
      await keep("file", of, Math.max(0, ...own.map((record) => record.revision)) + 1, "", content);
      const line = document.createElement("li"), { key } = records.filter((record) => record.draft === of && isFile(record))
        .reduce((one, other) => (one.revision > other.revision ? one : other));
      line.append(`${content.name} `, button(said.out, async () => {
        await store.remove([key]);
        records = await store.records();
        line.remove();
      }));
      by(`${form}-kept`).append(line);
    }
    input.value = "";
  };

  const nextNumber = () => {
    const used = new Set([...records.map((record) => record.number), ...(kit.used || [])]);
    return kit.numbers.find((number) => !used.has(number)) || "";
  };

  const failing = (act) => async (event) => {
    if (event) event.preventDefault();
    try { await act(event); } catch (error) { status(said.unable); }
  };

  // The kits of this telephone -----------------------------------------------------------------

  const choose = async (chosen) => {
    kit = chosen;
    records = await store.records();
    for (const [name, rows, first] of [["place", kit.places, said.none], ["matter", kit.matters, said.none],
      ["office", kit.offices, said.found]]) checks.fill(forms.take.elements[name], rows, first);
    overview();
  };

  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button-secondary";
    made.textContent = label;
    made.addEventListener("click", failing(act));
    return made;
  };

  const listKits = async () => {
    const list = by("kits");
    list.replaceChildren();
    for (const each of await store.kits()) {
      const line = document.createElement("li");
      line.append(button(`${text(each.round.where)} · ${each.round.on} · ${each.kit.slice(0, 4)}`, () => choose(each)));
      list.append(line);
    }
    by("no-kits").hidden = list.children.length > 0;
  };

  const fetchKits = async () => {
    const answer = await asked("kits/");
    if (!answer) return;
    const { kits } = await answer.json();
    const before = new Map((await store.kits()).map((each) => [each.kit, each]));
    for (const each of kits) {
      const used = (before.get(each.kit.kit) || {}).used || [];
      await store.keepKit({ ...each.kit, used });
    }
    if (navigator.storage && navigator.storage.persist) await navigator.storage.persist();
    await listKits();
    status("");
  };

  // What the server answers; null where there is no network or nobody is signed in.
  const asked = async (path, more) => {
    let answer;
    try {
      answer = await fetch(said.site + path, { credentials: "same-origin", cache: "no-store", ...more });
    } catch (error) { status(said.offline); return null; }
    if (answer.redirected || answer.status === 403) { status(said.signin); by("sign-in").hidden = false; return null; }
    if (!answer.ok) { status(said.refused); return null; }
    return answer;
  };

  // The round ----------------------------------------------------------------------------------

  const overview = () => {
    by("where").textContent = text(kit.round.where);
    by("when").textContent = `${kit.round.on}, ${kit.round.begins}–${kit.round.ends} · ${text(kit.round.office)} · ${kit.holder}`;
    const own = ofKit(), filings = own.filter((record) => isFiling(record) && record.revision === 1);
    by("count-filed").textContent = String(filings.length);
    by("count-added").textContent = String(own.filter((record) => record.kind === "addition").length);
    const used = new Set([...own.map((record) => record.number), ...(kit.used || [])]);
    by("count-left").textContent = String(kit.numbers.filter((number) => !used.has(number)).length);
    const half = own.filter((record) => record.kind === "begun"), broken = by("begun");
    broken.replaceChildren();
    for (const record of half) {
      const line = document.createElement("li");
      line.append(`${clock(record.at)} `);
      if (record.draft === draft) line.append(button(said.on, () => show("form")), " ");
      line.append(button(said.drop, () => drop(record.draft)));
      broken.append(line);
    }
    by("begun-box").hidden = !half.length;
    const open = filings.filter((record) => !isHanded(record.draft)), list = by("unconfirmed");
    list.replaceChildren();
    for (const record of open) {
      const line = document.createElement("li");
      line.append(`${record.number || "–"}, ${clock(record.at)} `);
      line.append(button(said.again, () => again(record)));
      list.append(line);
    }
    by("unconfirmed-box").hidden = !open.length;
    show("round");
  };

  const begin = () => {
    if (draft && begun(draft)) { status(said.unfinished); return; }
    forms.take.reset();
    by("take-kept").replaceChildren();
    by("kept-at").textContent = "";
    status("");
    draft = sealing.newDraft();
    show("form");
  };

  // Back from a form that has something in it: it stays until somebody says what becomes of it.
  const leave = async () => {
    if (forms.take.elements.text.value.trim()) await held();
    else if (draft && !isFiled(draft)) { await drop(draft); return; }
    overview();
  };

  // Reading back -------------------------------------------------------------------------------

  const valueOf = (field) => {
    if (field.type === "checkbox") return field.checked ? said.yes : "";
    return field.tagName === "SELECT" && field.value ? field.selectedOptions[0].text : field.value;
  };

  const readBack = () => {
    held();
    const found = checks.amiss(forms.take, said);
    checks.show(forms.take, by("error-summary"), found, said.error);
    if (found.length) return;
    const list = by("back-list");
    list.replaceChildren();
    for (const field of forms.take.elements) {
      const label = field.labels && field.labels[0], value = field.name && label ? valueOf(field) : "";
      if (!value) continue;
      const row = document.createElement("div"), name = document.createElement("dt"), what = document.createElement("dd");
      name.textContent = label.firstChild.textContent.trim();
      what.textContent = value;
      what.className = "as-written";
      row.append(name, what);
      list.append(row);
    }
    forms.back.reset();
    show("back");
  };

  const file = async () => {
    const confirmed = forms.back.elements.confirmed;
    const found = confirmed.checked ? [] : [[confirmed, said.confirmed]];
    checks.show(forms.back, by("error-summary"), found, said.error);
    if (found.length) return;
    window.clearTimeout(pause);
    await holding;
    const code = sealing.newCode(), answers = checks.answers(forms.take);
    const before = records.find((record) => isFiling(record) && record.draft === draft);
    const number = before ? before.number : nextNumber();
    const content = { answers, verifier: await sealing.verifier(code) };
    const record = await keep("filing", draft, lastRevision(draft) + 1, number, content);
    forms.take.reset();
    receipt(record, code, answers.language);
  };

  const again = async (record) => {
    const code = sealing.newCode();
    const content = { verifier: await sealing.verifier(code) };
    const made = await keep("receipt", record.draft, lastRevision(record.draft) + 1, record.number, content);
    receipt(made, code, said.language);
  };

  // The receipt --------------------------------------------------------------------------------

  const receipt = (record, code, language) => {
    shown = record;
    const sheet = by(`receipt-${language}`) || by(`receipt-${said.language}`);
    const place = by("receipt-place");
    place.replaceChildren(sheet.content.cloneNode(true));
    place.lang = language;
    const where = kit.round.where[language] || text(kit.round.where);
    const office = kit.round.office[language] || text(kit.round.office);
    const at = new Date(record.at).toLocaleString(language === "en" ? "en-GB" : "zh-CN",
      { dateStyle: "full", timeStyle: "short", timeZone: kit.zone });
    const values = { number: record.number, code: code.match(/.{4}/g).join(" "), at, where, office,
      page: `${kit.site}/case/`, law: kit.law[language] || "" };
    for (const each of place.querySelectorAll("[data-fill]")) each.textContent = values[each.dataset.fill];
    for (const each of place.querySelectorAll("[data-if]")) each.hidden = (each.dataset.if === "number") !== !!record.number;
    show("receipt");
  };

  const handed = async (goOn) => {
    await keep("handed", shown.draft, shown.revision, shown.number, {});
    by("receipt-place").replaceChildren();
    shown = null;
    if (goOn) begin(); else overview();
  };

  // Adding -------------------------------------------------------------------------------------

  const add = async () => {
    const code = sealing.readCode(forms.add.elements.code.value), words = forms.add.elements.text.value.trim();
    const found = [];
    if (!code) found.push([forms.add.elements.code, said.code]);
    if (!words) found.push([forms.add.elements.text, said.added]);
    checks.show(forms.add, by("error-summary"), found, said.error);
    if (found.length) return;
    await keep("addition", added, 1, "", { code, text: words });
    forms.add.reset();
    overview();
  };

  // Sending ------------------------------------------------------------------------------------

  const lines = (of) => of.map((record) => JSON.stringify({
    kit: record.kit, draft: record.draft, revision: record.revision, kind: record.kind,
    number: record.number, at: record.at, sealed: record.sealed }));

  // What came of some records; null where nothing can be sent now.
  const bring = async (token, of) => {
    const body = new FormData();
    body.append("file", new Blob([lines(of).join("\n")]), "records.jsonl");
    const done = await asked("records/", { method: "POST", body, headers: { "X-CSRFToken": token } });
    return done && (await done.json()).came;
  };

  // The files of a draft one by one, after what they belong to; how many are left here.
  const bringFiles = async (token, of) => {
    let left = 0;
    for (const record of ofKit().filter((each) => each.draft === of && isFile(each))) {
      const came = await bring(token, [record]);
      if (came && came.length) await store.remove([record.key]);
      else left += 1;
    }
    return left;
  };

  // Draft by draft, so that a line that breaks costs one. What has arrived goes from here, unless
  // its receipt waits to be handed over; the numbers that were used are remembered. What somebody
  // is in the middle of stays.
  const send = async () => {
    by("sent").replaceChildren();
    const answer = await asked("kits/");
    if (!answer) return;
    const { token } = await answer.json();
    const drafts = [...new Set(ofKit().map((record) => record.draft))]
      .filter((each) => each !== draft || !begun(each));
    const order = (of) => (isFiled(of) ? 0 : 1);
    let left = 0;
    for (const each of drafts.sort((one, other) => order(one) - order(other))) {
      const own = ofKit().filter((record) => record.draft === each && !isFile(record));
      const answers = await bring(token, own);
      if (!answers) return;
      const came = answers.find((one) => one.draft === each);
      if (!came) { left += 1; continue; }
      left += await bringFiles(token, each);
      kit.used = [...new Set([...(kit.used || []), ...own.map((record) => record.number).filter(Boolean)])];
      await store.keepKit(kit);
      const isOpen = own.some(isFiling) && !isHanded(each);
      if (!isOpen) await store.remove(own.map((record) => record.key));
      records = await store.records();
      const line = document.createElement("li");
      line.textContent = `${came.number || own[0].number || "–"} ${came.outcome === "held" ? said.held : said.arrived}`;
      by("sent").append(line);
    }
    overview();
    status(left ? said.refused : said.sent);
  };

  // Keeping a copy for the upload page, where sending from here does not work.
  const save = () => {
    const list = by("parts"), found = files.parts(lines(ofKit()), kit.longest || 20 * 1024 ** 2);
    list.replaceChildren();
    found.forEach((part, at) => {
      const line = document.createElement("li"), link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([part], { type: "application/x-ndjson" }));
      link.download = `round-${kit.round.on}-${kit.kit}-${at + 1}.jsonl`;
      link.textContent = said.part.replace("{number}", at + 1);
      line.append(link);
      list.append(line);
      if (found.length === 1) link.click();
    });
  };

  const on = (id, act) => by(id).addEventListener("click", failing(act));
  on("fetch", fetchKits);
  on("begin", begin);
  on("to-add", () => { forms.add.reset(); by("add-kept").replaceChildren(); added = sealing.newDraft(); show("add"); });
  on("leave", leave);
  on("leave-add", () => drop(added));
  on("send", send);
  on("save", save);
  on("correct", () => show("form"));
  on("handed-next", () => handed(true));
  on("handed-back", () => handed(false));
  for (const each of page.querySelectorAll("[data-to]")) {
    each.addEventListener("click", () => (each.dataset.to === "round" ? overview() : show(each.dataset.to)));
  }
  forms.take.addEventListener("submit", failing(readBack));
  forms.take.addEventListener("input", typing);
  by("take_files").addEventListener("change", failing(async () => { await held(); await enclose("take", draft); }));
  by("add_files").addEventListener("change", failing(() => enclose("add", added)));
  forms.back.addEventListener("submit", failing(file));
  forms.add.addEventListener("submit", failing(add));

  // Nothing that was typed is thrown away by a slip of the finger.
  window.addEventListener("beforeunload", (event) => {
    const panel = [...page.querySelectorAll("[data-panel]")].find((each) => !each.hidden);
    if (panel && ["form", "back"].includes(panel.dataset.panel)) event.preventDefault();
  });

  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(said.worker, { scope: said.site }).then(() => navigator.serviceWorker.ready)
      .then(() => { by("ready").hidden = false; }, () => {});
  }
  page.hidden = false;
  listKits().catch(() => status(said.unable));
})();
