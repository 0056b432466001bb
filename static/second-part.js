// The program comes in two parts. The first can draw the first picture; the second has all else, and comes
// with the styles of what it draws. It is fetched as soon as that picture stands. What a person
// does before it is there waits for it. Without a word in the page of where the second part lies, the
// program is in one piece.
"use strict";

(() => {
  const named = (name) => document.querySelector(`meta[name="${name}"]`)?.content;
  const address = () => named("second-part");
  let first;
  let isThere = false;
  let firstPictureStands = false;
  let coming;
  let tellIt;
  const there = new Promise((tell) => (tellIt = tell));

  /** What a person does. The program's answer to it may be in the second part. */
  const DEEDS = ["click", "input", "change", "submit", "keydown", "paste", "drop", "hashchange", "resize"];
  /** What goes by, and need not be caught up with. */
  const PASSING = [
    ...["keyup", "pointerdown", "pointermove", "pointerup", "pointercancel", "pointerover", "pointerleave"],
    ...["wheel", "scroll", "focus", "toggle", "dragover", "pagehide", "beforeprint", "afterprint"],
  ];
  /** What the browser does by itself it does when that is done again, or not at all. */
  const PUT_OFF = ["click", "submit", "dragover", "drop"];
  const early = [];

  /** Puts the second part to the first. It finds there all that it wants, and makes itself known. */
  function join(module) {
    if (!isThere) {
      new WebAssembly.Instance(module, { "": first });
      isThere = true;
      tellIt();
      // The program may be in the midst of a call.
      queueMicrotask(catchUp);
    }
  }

  /** What an event tells. What is pasted or dropped can be had only while that is told. */
  function told(event) {
    const given = event.clipboardData ?? event.dataTransfer;
    if (!given) {
      return event;
    }
    const copy = new DataTransfer();
    for (const file of given.files) {
      copy.items.add(file);
    }
    copy.setData("text/plain", given.getData("text/plain"));
    return { bubbles: true, cancelable: true, clipboardData: copy, dataTransfer: copy };
  }

  /** Keeps from the program what comes before the second part is there. */
  function keep(event) {
    if (isThere) {
      return;
    }
    event.stopImmediatePropagation();
    if (PUT_OFF.includes(event.type)) {
      event.preventDefault();
    }
    if (DEEDS.includes(event.type)) {
      early.push([event.target, event.constructor, event.type, told(event)]);
      come().catch((cause) => {
        throw missing(cause);
      });
    }
  }

  /** Does again what was done too early. */
  function catchUp() {
    for (const type of [...DEEDS, ...PASSING]) {
      removeEventListener(type, keep, true);
    }
    for (const [target, Kind, type, what] of early.splice(0)) {
      target.dispatchEvent(new Kind(type, what));
    }
  }

  /** The styles of what the second part draws. */
  async function styles() {
    const href = named("later-styles");
    const present = [...document.querySelectorAll('link[rel="stylesheet"]')];
    if (href && !present.some((link) => link.getAttribute("href") === href)) {
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
      await new Promise((done, failed) => {
        link.onload = done;
        link.onerror = () => {
          link.remove();
          failed(new Error("its styles cannot be had"));
        };
        // What comes later goes before.
        present.at(-1).after(link);
      });
    }
  }

  async function inTheBackground() {
    const program = async () => (await fetch(address(), { priority: "low" })).arrayBuffer();
    const [bytes] = await Promise.all([program(), styles()]);
    join(await WebAssembly.compile(bytes));
  }

  /** Waits until the browser has drawn what stands: nothing should take its time before that. */
  function drawn() {
    return new Promise((done) => {
      requestAnimationFrame(() => setTimeout(done));
      // A page that nobody sees is not drawn.
      setTimeout(done, 250);
    });
  }

  /** Brings it, once at a time. */
  function come() {
    coming ??= inTheBackground().finally(() => (coming = undefined));
    return coming;
  }

  /** `starting.js` tells it. */
  function missing(cause) {
    return Object.assign(new Error("the second part of the program cannot be had", { cause }), { isMissingPart: true });
  }

  /** Everything waits for it, as the program is in the midst of a call. */
  function atOnce() {
    try {
      load();
    } catch (cause) {
      throw missing(cause);
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
    styles().catch(() => {});
  }

  globalThis.secondPart = {
    hold(exports) {
      first = exports;
      if (address()) {
        for (const type of [...DEEDS, ...PASSING]) {
          addEventListener(type, keep, { capture: true, passive: false });
        }
      } else {
        isThere = true;
        tellIt();
      }
    },
    isThere: () => isThere,
    /** Comes true when it is there, whoever brings it. */
    there: () => there,
    async come() {
      if (!isThere) {
        firstPictureStands = true;
        await come();
      }
    },
    bring(now) {
      if (isThere) {
        return;
      }
      if (now) {
        // For tests: nothing that the first picture takes should have to be waited for.
        document.documentElement.toggleAttribute("data-waited-for-second-part", !firstPictureStands);
        atOnce();
      } else {
        firstPictureStands = true;
        // If that fails, it is tried again when something of it is wanted, and then the page tells.
        drawn().then(() => isThere || come()).catch(() => {});
      }
    },
  };
})();
