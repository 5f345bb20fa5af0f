/**
 * The page without a network. The document itself is asked for first, so that a newer page is never held back; what it
 * is made of comes from the store. Other origins are none of its business: checkpoints have a store of their own.
 */
const prefix = 'resnet-explorer-page-';
const bucket = `${prefix}__VERSION__`;
const files = ['__FILES__'];
const page = new URL('./', self.location.href).href;

// A newer worker waits until no page of the older one is open: that one's parts must stay until then.
self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(bucket);
      await cache.addAll([page, ...files.map((file) => new URL(file, page).href)]);
    })(),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      const old = names.filter((name) => name.startsWith(prefix) && name !== bucket);
      await Promise.all(old.map((name) => caches.delete(name)));
    })(),
  );
});

async function document(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(page, { cacheName: bucket });
    if (kept) return kept;
    throw error;
  }
}

async function part(request) {
  const kept = await caches.match(request, { cacheName: bucket, ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  // A server that answers everything with the page must not fill the store with it.
  if (response.status === 200 && !response.headers.get('content-type')?.includes('text/html')) {
    const copy = response.clone();
    const cache = await caches.open(bucket);
    // No room is no reason to withhold the answer.
    await cache.put(request, copy).catch(() => undefined);
  }
  return response;
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || !url.href.startsWith(page) || request.headers.has('range')) return;
  event.respondWith(request.mode === 'navigate' ? document(request) : part(request));
});
