'use strict';
/* The page in which the page's own programs find themselves here: whatever they ask for is there and does nothing. */
(() => {
  const nothing = new Proxy(function () {}, {
    get: (target, key) => key === Symbol.toPrimitive ? () => '' : nothing,
    apply: () => nothing,
    construct: () => nothing,
  });
  return new Proxy({}, { has: () => true, get: (target, key) => typeof key === 'symbol' ? undefined : globalThis[key] ?? nothing });
})();
