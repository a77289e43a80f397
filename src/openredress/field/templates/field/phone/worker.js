// Keeps the shell of the telephone's page, and nothing else: no kit, no filing, no other page.
"use strict";
const FILES = {{ files|safe }};
const PAGES = {{ pages|safe }};
const KEPT = "openredress-field-" + {{ edition|safe }};

// A page that was answered by the sign-in instead is not the page.
const read = async (cache, address) => {
  const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok || answer.redirected) throw new Error("not read: " + address);
  await cache.put(address, answer);
};

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(KEPT);
    await Promise.all(FILES.map((address) => read(cache, address)));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("openredress-field-") && name !== KEPT)
      .map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

// The network first, so that a new edition is seen; what is kept where there is none.
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  const isPage = PAGES.includes(address.pathname);
  if (!isPage && !FILES.includes(address.pathname)) return;
  event.respondWith((async () => {
    const cache = await caches.open(KEPT);
    const kept = await cache.match(address.pathname, { ignoreVary: true });
    if (!isPage && kept) return kept;
    try {
      const answer = await fetch(event.request);
      if (answer.ok && !answer.redirected) await cache.put(address.pathname, answer.clone());
      return answer.ok ? answer : kept || answer;
    } catch (error) {
      return kept || Response.error();
    }
  })());
});
