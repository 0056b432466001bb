// Stands in the page itself, before all else: it tells in a sentence when the playground cannot
// start, or can go on no longer. That must not depend on anything that may be missing then.
"use strict";

(() => {
  // The page's policy lets no text become script or markup. The service worker's address is the one
  // text that has to become a script: no other does.
  if (window.trustedTypes) {
    trustedTypes.createPolicy("default", {
      createScriptURL: (address) => (address === "service-worker.js" ? address : null),
    });
  }

  const AGAIN = "Load the page again to go on.";

  /** Why the playground did not start. */
  function reason(error) {
    if (typeof WebAssembly !== "object") {
      return "The playground’s nodes are a WebAssembly program, and this browser runs none: it is too old, or is set up so.";
    }
    if (error instanceof RangeError || /memory/i.test(error?.message ?? "")) {
      return `The browser has too little memory for the playground. Close other pages or programs. ${AGAIN}`;
    }
    return `The playground did not start: a part of it could not be loaded. Is the network there? ${AGAIN}`;
  }

  /** Puts the sentence in the place of the line that says that the page is loading, or in front of all. */
  function show(text) {
    if (document.querySelector("#app > [role=alert], body > .stopped")) {
      return;
    }
    const line = document.querySelector("#app > .loading") ?? document.createElement("p");
    line.setAttribute("role", "alert");
    line.textContent = text;
    if (!line.isConnected) {
      line.className = "stopped";
      document.body.append(line);
    }
  }

  function failed(error) {
    if (document.querySelector("#app > .loading")) {
      show(reason(error));
    } else if (error?.isMissingPart) {
      show(`A part of the playground could not be loaded. Is the network there? ${AGAIN}`);
    } else if (error instanceof WebAssembly.RuntimeError) {
      show(`The playground has stopped: it ran out of memory, or there is a mistake in it. ${AGAIN}`);
    }
  }

  // A script that cannot be loaded tells only itself, on the way down to it.
  addEventListener("error", (event) => {
    if (event.error || event.target?.tagName === "SCRIPT") {
      failed(event.error);
    }
  }, true);
  addEventListener("unhandledrejection", (event) => failed(event.reason));
})();
