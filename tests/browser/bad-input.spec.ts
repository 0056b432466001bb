// What makes no sense is refused in one sentence, nothing is applied, and the session goes on.

import type { Locator } from "@playwright/test";

import { expect, test, type Playground } from "./playground";

const ONE_SENTENCE = /^[A-Z][^.!?]+\.$/;

/** What must stay as it is. */
async function state(playground: Playground): Promise<unknown> {
  return {
    steps: await playground.stepCount(),
    time: await playground.time(),
    known: await playground.slider.getAttribute("max"),
    narration: await playground.narration(),
    flights: await playground.inFlight(),
    nodes: await playground.page.locator(".stage .node").count(),
    needed: await playground.page.locator(".quorum-line").textContent(),
    replicas: await playground.page.locator("#replicas").textContent(),
  };
}

/** Does something wrong in the middle of a put; gives back the one complaint there is. */
async function refused(playground: Playground, wrong: () => Promise<void>): Promise<Locator> {
  await playground.stepUntilHeadline(/coordinates the request/);
  const before = await state(playground);
  await wrong();
  await expect(playground.complaints).toHaveCount(1);
  await expect(playground.complaints).toHaveText(ONE_SENTENCE);
  await expect(playground.complaints).toBeInViewport({ ratio: 1 });
  expect(await state(playground)).toEqual(before);
  return playground.complaints;
}

/** The complaint stands at its field, for the eye and for a screen reader. */
async function expectAt(field: Locator, complaint: Locator): Promise<void> {
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAttribute("aria-describedby", (await complaint.getAttribute("id"))!);
  await expect(field).toHaveAccessibleDescription((await complaint.textContent())!);
  const [above, below] = [(await field.boundingBox())!, (await complaint.boundingBox())!];
  expect(below.y).toBeGreaterThanOrEqual(above.y + above.height);
  expect(below.y).toBeLessThan(above.y + above.height + 12);
}

/** The session goes on as if nothing had been asked. */
async function expectToGoOn(playground: Playground): Promise<void> {
  const time = await playground.time();
  await playground.step();
  expect(await playground.time()).toBeGreaterThan(time);
}

const CLIENT_FIELDS = [
  { name: "an empty key", field: "Key", text: "", press: "Get", says: /at least one character/ },
  { name: "an empty key for a put", field: "Key", text: "", press: "Put", says: /at least one character/ },
  { name: "a key of 129 bytes", field: "Key", text: "k".repeat(129), press: "Get", says: /at most 128 bytes; this one has 129/ },
  { name: "a key of 65 letters of two bytes", field: "Key", text: "é".repeat(65), press: "Put", says: /this one has 130/ },
  { name: "a value of 1,025 bytes", field: "Value, or item", text: "v".repeat(1_025), press: "Put", says: /at most 1024 bytes; this one has 1025/ },
  { name: "an item of 1,025 bytes", field: "Value, or item", text: "v".repeat(1_025), press: "Add to cart", says: /this one has 1025/ },
  { name: "no value", field: "Value, or item", text: "", press: "Put blind", says: /Type a value first/ },
  { name: "no item", field: "Value, or item", text: "  ", press: "Take out", says: /Name an item first/ },
  { name: "two items", field: "Value, or item", text: "milk, bread", press: "Add to cart", says: /One item at a time/ },
];

for (const { name, field: label, text, press, says } of CLIENT_FIELDS) {
  test(`${name} is refused at its field`, async ({ playground }) => {
    const field = playground.field(label);
    const complaint = await refused(playground, async () => {
      await field.fill(text);
      // The picture follows the key that is typed, as far as it is one: that is no command.
      await playground.button(press).click();
    });
    await expect(complaint).toHaveText(says);
    await expectAt(field, complaint);
    await expectToGoOn(playground);

    await field.fill("eggs");
    await expect(playground.complaints).toHaveCount(0);
    await expect(field).toHaveAttribute("aria-invalid", "false");
    await playground.button(press).click();
    await expect(playground.headline).toContainText("Client 1");
    await expect(playground.headline).toContainText("eggs");
  });
}

const SETTINGS = [
  { name: "R above N", field: "R, to read", text: "4", says: /R can be at most N = 3/ },
  { name: "W above N", field: "W, to write", text: "9", says: /W can be at most N = 3/ },
  { name: "no copies", field: "N, copies", text: "0", says: /N must be at least 1/ },
  { name: "no write quorum", field: "W, to write", text: "0", says: /W must be at least 1/ },
  { name: "more copies than nodes", field: "N, copies", text: "6", says: /N can be at most 5: there are 5 nodes/ },
  { name: "no nodes", field: "Nodes", text: "0", says: /There can be 1 to/ },
  { name: "too many nodes", field: "Nodes", text: "1001", says: /There can be 1 to 1000 nodes/ },
  { name: "no tokens", field: "Tokens each", text: "0", says: /A node can have 1 to/ },
  { name: "letters in a number", field: "R, to read", text: "two", says: /Type a whole number/ },
  { name: "a fraction", field: "W, to write", text: "1.5", says: /Type a whole number/ },
  { name: "a negative number", field: "Nodes", text: "-5", says: /Type a whole number/ },
  { name: "an empty number", field: "Seed", text: "", says: /Type a whole number/ },
  { name: "a huge number", field: "Seed", text: "9".repeat(40), says: /not too large/ },
  { name: "a number too large for N", field: "N, copies", text: "300", says: /./ },
];

for (const { name, field: label, text, says } of SETTINGS) {
  test(`${name} is refused at its field`, async ({ playground }) => {
    const field = playground.field(label);
    const right = await field.inputValue();
    const complaint = await refused(playground, async () => {
      await field.fill(text);
      await playground.button("Start anew with these").click();
    });
    await expect(complaint).toHaveText(says);
    await expectAt(field, complaint);
    await expectToGoOn(playground);

    await field.fill(right);
    await expect(playground.complaints).toHaveCount(0);
    await playground.button("Start anew with these").click();
    await expect(playground.steps).toHaveText("0");
  });
}

test("several wrong numbers have a sentence each", async ({ playground }) => {
  await playground.field("R, to read").fill("7");
  await playground.field("W, to write").fill("0");
  await playground.button("Start anew with these").click();
  await expect(playground.complaints).toHaveCount(2);
  await expect(playground.field("R, to read")).toHaveAccessibleDescription(/^R can be at most/);
  await expect(playground.field("W, to write")).toHaveAccessibleDescription(/^W must be at least/);
});

test("the limits themselves are allowed", async ({ page, playground }) => {
  await playground.field("Key").fill("k".repeat(128));
  await playground.put("v".repeat(1_024));
  await expect(playground.complaints).toHaveCount(0);
  await expect(playground.headline).toContainText("Client 1 wants to put");
  await playground.startAnew({ "N, copies": "5", "R, to read": "1", "W, to write": "5" });
  await expect(playground.complaints).toHaveCount(0);
  await expect(page.locator("#replicas > li")).toHaveCount(5);
});

test("a split with all nodes on one side is refused in one sentence", async ({ page, playground }) => {
  const complaint = await refused(playground, () => playground.button("Split").click());
  await expect(complaint).toHaveText("Put at least one node on each side of the partition.");
  await expectToGoOn(playground);
  await expect(page.locator(".stage .cuts line")).toHaveCount(0);
  await playground.split("A");
  await expect(playground.complaints).toHaveCount(0);
  await expect(page.locator(".stage .cuts line")).toHaveCount(2);
});

test("a merge with nothing read is refused in one sentence", async ({ playground }) => {
  const complaint = await refused(playground, () => playground.button("Merge what was read").click());
  await expect(complaint).toHaveText("This client has read no version of this key; get it first.");
  await expectToGoOn(playground);
});

test("a whole network cannot be healed", async ({ playground }) => {
  await expect(playground.button("Heal")).toBeDisabled();
  await playground.split("A", "B");
  await expect(playground.button("Heal")).toBeEnabled();
  await playground.button("Heal").click();
  await expect(playground.button("Heal")).toBeDisabled();
});

test("a complaint goes away with the next command that works", async ({ playground }) => {
  await playground.button("Split").click();
  await expect(playground.complaints).toHaveCount(1);
  await playground.button("Get").click();
  await expect(playground.complaints).toHaveCount(0);
});
