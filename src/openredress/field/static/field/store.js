// What the telephone keeps: kits, and records that are only added until they have arrived.
window.Field = window.Field || {};
Field.store = (() => {
  "use strict";
  const keeper = window.indexedDB;
  let opened = null;
  const open = () => {
    opened = opened || new Promise((resolve, reject) => {
      const asked = keeper.open("openredress-field", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("kits", { keyPath: "kit" });
        asked.result.createObjectStore("records", { keyPath: "key" });
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return opened;
  };

  const all = async (name) => {
    const base = await open();
    return new Promise((resolve, reject) => {
      const asked = base.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  };

  // Answers only when it is on the device for good.
  const change = async (name, act) => {
    const base = await open();
    return new Promise((resolve, reject) => {
      const going = base.transaction(name, "readwrite", { durability: "strict" });
      act(going.objectStore(name));
      going.oncomplete = () => resolve();
      going.onerror = going.onabort = () => reject(going.error);
    });
  };

  // What was begun takes the place of what had been begun before; all else stays beside.
  const keyOf = (record) => (record.kind === "begun" ? begunOf(record.draft)
    : [record.kind, record.draft, record.revision].join(":"));
  const begunOf = (draft) => `begun:${draft}`;

  return {
    isThere: Boolean(keeper),
    kits: () => all("kits"),
    keepKit: (kit) => change("kits", (rows) => rows.put(kit)),
    removeKit: (uid) => change("kits", (rows) => rows.delete(uid)),
    records: () => all("records"),
    // `add` refuses a second one of the same name: a record is never changed. With a filing goes
    // what had been begun of it.
    keep: (record) => change("records", (rows) => {
      rows.add({ ...record, key: keyOf(record) });
      if (record.kind === "filing") rows.delete(begunOf(record.draft));
    }),
    hold: (record) => change("records", (rows) => rows.put({ ...record, key: keyOf(record) })),
    remove: (keys) => change("records", (rows) => keys.forEach((key) => rows.delete(key))),
  };
})();
