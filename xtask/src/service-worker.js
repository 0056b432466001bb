// Keeps the playground on the device, so that it opens without a network. The names of
// all files are filled in after every build for publishing.
"use strict";

// Names of files that name their own contents: one that is kept never has to be asked for again.
const HASHED = @HASHED@;
// All others.
const PLAIN = @PLAIN@;

// Several playgrounds can be published on one server, each below a path of its own, and all keep
// their files in one place.
const SCOPE = self.registration.scope;
const PREFIX = `dynamo-playground ${SCOPE} `;
const CACHE = `${PREFIX}@BUILD@`;

const absolute = (name) => new URL(name, SCOPE).href;
const KEPT = new Set(HASHED.map(absolute));
const KEPT_OR_NEWER = new Set(PLAIN.map(absolute));
const PAGE = absolute("./");

self.addEventListener("install", (event) => {
  // All or nothing: a build of which a file is missing never takes over.
  // The browser's own cache may hold older files under names that stay the same.
  const fresh = [PAGE, ...KEPT_OR_NEWER].map((url) => new Request(url, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([...KEPT, ...fresh])));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
      await Promise.all(old.map((name) => caches.delete(name)));
      // The first visit is kept as well, without another load.
      await self.clients.claim();
    })(),
  );
});

// A newer version waits until the reader says so.
self.addEventListener("message", (event) => {
  if (event.data === "take over") {
    self.skipWaiting();
  }
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) {
    return;
  }
  const plain = url.origin + url.pathname;
  if (KEPT.has(plain)) {
    event.respondWith(keptFirst(request, plain));
  } else if (plain === PAGE || plain === `${PAGE}index.html`) {
    // Whatever stands behind the ? or the #, it is one page.
    event.respondWith(networkFirst(request, PAGE));
  } else if (KEPT_OR_NEWER.has(plain)) {
    event.respondWith(networkFirst(request, plain));
  }
});

async function keptFirst(request, name) {
  return (await match(name)) ?? fetch(request);
}

async function networkFirst(request, name) {
  try {
    const response = await fetch(request);
    if (response.ok || response.type === "opaqueredirect") {
      return response;
    }
    return (await match(name)) ?? response;
  } catch (error) {
    const kept = await match(name);
    if (kept) {
      return kept;
    }
    throw error;
  }
}

async function match(name) {
  const cache = await caches.open(CACHE);
  return cache.match(name, { ignoreVary: true });
}
