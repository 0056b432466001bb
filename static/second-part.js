// The program comes in two parts. The first can draw the first picture; the second has all else. It is
// fetched as soon as that picture stands, and at once when anything of it is wanted earlier. Without a
// word in the page of where the second part lies, the program is in one piece.
"use strict";

(() => {
  const address = () => document.querySelector('meta[name="second-part"]')?.content;
  let first;
  let isThere = false;
  let firstPictureStands = false;

  /** Puts the second part to the first. It finds there all that it wants, and makes itself known. */
  function join(module) {
    if (!isThere) {
      new WebAssembly.Instance(module, { "": first });
      isThere = true;
    }
  }

  async function inTheBackground() {
    const answer = await fetch(address(), { priority: "low" });
    join(await WebAssembly.compile(await answer.arrayBuffer()));
  }

  /** Everything waits for it, as the program is in the midst of a call. */
  function atOnce() {
    try {
      load();
    } catch (cause) {
      // `starting.js` tells it.
      throw Object.assign(new Error("the second part of the program cannot be had", { cause }), {
        isMissingPart: true,
      });
    }
  }

  function load() {
    const request = new XMLHttpRequest();
    request.open("GET", address(), false);
    // A request that everything waits for can only give text: here a letter for each byte.
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    if (request.status !== 200) {
      throw new Error(`its server says ${request.status}`);
    }
    const bytes = Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0) & 255);
    join(new WebAssembly.Module(bytes));
  }

  globalThis.secondPart = {
    hold(exports) {
      first = exports;
    },
    async come() {
      if (!isThere && address()) {
        firstPictureStands = true;
        await inTheBackground();
      }
    },
    bring(now) {
      if (isThere || !address()) {
        return;
      }
      if (now) {
        // For tests: nothing that the first picture takes should have to be waited for.
        document.documentElement.toggleAttribute("data-waited-for-second-part", !firstPictureStands);
        atOnce();
      } else {
        firstPictureStands = true;
        // If that fails, it is tried again when something of it is wanted, and then the page tells.
        inTheBackground().catch(() => {});
      }
    },
  };
})();
