'use strict';
/* What a realm without a browser lacks, and what would make two drawings of one chart differ. */
Math.random = () => 0.5;
globalThis.setTimeout = () => 0; /* nothing is animated or redrawn later */
globalThis.clearTimeout = () => {};
