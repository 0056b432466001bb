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
  { name: "no tokens", field: "T, tokens each", text: "0", says: /The number of virtual nodes must be at least 1/ },
  { name: "letters in a number", field: "R, to read", text: "two", says: /Type a whole number/ },
  { name: "a fraction", field: "W, to write", text: "1.5", says: /Type a whole number/ },
  { name: "a negative number", field: "Nodes", text: "-5", says: /Type a whole number/ },
  { name: "an empty number", field: "Seed", text: "", says: /Type a whole number/ },
  { name: "a huge number", field: "Seed", text: "9".repeat(40), says: /not too large/ },
  { name: "a number too large for N", field: "N, copies", text: "300", says: /./ },
];

for (const { name, field: label, text, says } of SETTINGS) {
  test(`${name} is refused at its field`, async ({ playground }) => {
    const field = await playground.unfolded(label);
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

/** What stands folded away. Some need another field first. */
const FOLDED: { field: string; text: string; with?: Record<string, string>; says: RegExp }[] = [
  { field: "Q, partitions", text: "48", says: /must be a power of two/ },
  { field: "Q, partitions", text: "4", with: { "Strategy (§6.2)": "3: Q/S tokens, Q partitions" }, says: /at least 5: one for each node/ },
  { field: "Zones", text: "10", says: /There can be 1 to 9 zones/ },
  { field: "Capacities of A, B, … (1 if empty)", text: "1 two", says: /Write numbers, as in: 1 2 1/ },
  { field: "Capacities of A, B, … (1 if empty)", text: "1 9", says: /capacity can be 1 to 8/ },
  { field: "Longest clock, in pairs", text: "0", says: /The longest clock must be at least 1/ },
  { field: "Key spaces: prefix N R W, …", text: "log/ 3", says: /Write a prefix and N R W/ },
  { field: "Key spaces: prefix N R W, …", text: "log/ 3 4 1", says: /Key space “log\/”: R can be at most N = 3/ },
  { field: "Gossip every … ms (empty: never)", text: "often", says: /Type a whole number/ },
  { field: "Gossip every … ms (empty: never)", text: "0", says: /The gossip interval must be at least 1 ms/ },
  { field: "Seeds, as in: A B", text: "A 1", says: /Write letters/ },
  { field: "Seeds, as in: A B", text: "A Z", says: /Z cannot be a seed: it is no node of the cluster/ },
  { field: "Anti-entropy every … ms (empty: never)", text: "0", says: /The anti-entropy interval must be/ },
  { field: "Levels of a Merkle tree", text: "21", says: /can be at most 20/ },
  { field: "Write buffer, flushed every … ms (empty: none)", text: "0", says: /The flush interval must be/ },
  {
    field: "Copies on disk at once",
    text: "4",
    with: { "Write buffer, flushed every … ms (empty: none)": "100" },
    says: /can be at most N = 3/,
  },
  { field: "Tombstones may go after … ms (empty: never)", text: "-1", says: /Type a whole number/ },
  { field: "Reads below … ms before background work (empty: no limit)", text: "fast", says: /Type a whole number/ },
  { field: "Latency: ms, or from–to", text: "12-2", says: /The shortest delay must not be longer/ },
  { field: "Latency: ms, or from–to", text: "fast", says: /Write milliseconds as in: 10, or 2–12/ },
  { field: "Latency: ms, or from–to", text: "100% Pareto(1, 0.2)", says: /The shape of a Pareto distribution must be/ },
  { field: "Longer between zones by … ms", text: "3600001", says: /at most an hour longer/ },
  { field: "Messages lost, %", text: "100.1", says: /Type a share from 0 to 100/ },
  { field: "Messages doubled, %", text: "1.25", says: /Type a share from 0 to 100/ },
  { field: "Messages held back, %", text: "-1", says: /Type a share from 0 to 100/ },
  { field: "All messages later by … ms", text: "3600001", says: /at most 3600000/ },
  { field: "A replica is silent after … ms", text: "", says: /Type a whole number/ },
  { field: "A request fails after … ms", text: "0", says: /The deadline of a request must be/ },
  { field: "Ask silent nodes every … ms", text: "0", says: /The probe interval must be/ },
];

for (const { field: label, text, with: others = {}, says } of FOLDED) {
  test(`“${text}” for “${label}” is refused at its field, which unfolds`, async ({ playground }) => {
    for (const [other, value] of Object.entries(others)) {
      await playground.fill(other, value);
    }
    const field = await playground.unfolded(label);
    const right = await field.inputValue();
    const complaint = await refused(playground, async () => {
      await field.fill(text);
      await field.locator("xpath=ancestor::details/summary").click();
      await expect(field).toBeHidden();
      await playground.button("Start anew with these").click();
    });
    await expect(complaint).toHaveText(says);
    await expectAt(field, complaint);
    await expect(field).toBeFocused();
    await expectToGoOn(playground);

    // It stays unfolded while it is mended.
    await field.fill(right);
    await expect(playground.complaints).toHaveCount(0);
    await expect(field).toBeVisible();
    await playground.button("Start anew with these").click();
    await expect(playground.steps).toHaveText("0");
  });
}

test("a failure detector that lives on gossip is refused without gossip", async ({ playground }) => {
  const detector = await playground.unfolded("Failure detector (§4.8.3)");
  const complaint = await refused(playground, async () => {
    await detector.selectOption({ label: "two witnesses" });
    await playground.button("Start anew with these").click();
  });
  await expect(complaint).toHaveText("This failure detector lives on gossip: turn gossip on.");
  await expectAt(detector, complaint);
  await playground.startAnew({ "Gossip every … ms (empty: never)": "1000" });
  await expect(playground.complaints).toHaveCount(0);
});

for (const [text, says] of [
  ["0", "A quorum can be 1 to N = 3."],
  ["4", "A quorum can be 1 to N = 3."],
  ["most", "Type a whole number from 1 to N, or nothing."],
]) {
  test(`a quorum of “${text}” for one request is refused at its field, which unfolds`, async ({ playground }) => {
    const field = await playground.unfolded("R or W for this request (empty: as usual)");
    const complaint = await refused(playground, async () => {
      await field.fill(text);
      await playground.element("#more-writes > summary").click();
      await expect(field).toBeHidden();
      await playground.button("Get").click();
    });
    await expect(complaint).toHaveText(says);
    await expectAt(field, complaint);
    await expectToGoOn(playground);
    await field.fill("3");
    await expect(playground.complaints).toHaveCount(0);
    await playground.button("Get").click();
    await expect(playground.headline).toContainText("Client 1 wants to get");
  });
}

const ADMINISTRATION = [
  { field: "Clock ahead by … ms", text: "soon", press: "set-skew", says: "Type a whole number; below 0 is behind." },
  { field: "Clock ahead by … ms", text: "9999999999", press: "set-skew", says: "Type a whole number; below 0 is behind." },
  { field: "Zone", text: "9", press: "join", says: "Type a whole number from 0 to 8." },
  { field: "Zone", text: "", press: "join", says: "Type a whole number from 0 to 8." },
  { field: "Capacity", text: "0", press: "join", says: "Type a whole number from 1 to 8." },
  { field: "Capacity", text: "300", press: "join", says: "Type a whole number from 1 to 8." },
];

for (const { field: label, text, press, says } of ADMINISTRATION) {
  test(`“${text}” for the administrator’s “${label}” is refused at its field`, async ({ playground }) => {
    const field = await playground.unfolded(label);
    const complaint = await refused(playground, async () => {
      await field.fill(text);
      await expect(playground.complaints).toHaveCount(0);
      await playground.press(press);
    });
    await expect(complaint).toHaveText(says);
    await expectAt(field, complaint);
    await expectToGoOn(playground);
    await field.fill("1");
    await expect(playground.complaints).toHaveCount(0);
  });
}

for (const { press, says } of [
  { press: "join", says: "Nodes join and leave by gossip: turn it on in the configuration." },
  { press: "leave", says: "Nodes join and leave by gossip: turn it on in the configuration." },
  { press: "remove-member", says: "Nodes join and leave by gossip: turn it on in the configuration." },
]) {
  test(`the administrator’s “${press}” is refused without gossip, in one sentence`, async ({ playground }) => {
    const complaint = await refused(playground, () => playground.press(press));
    await expect(complaint).toHaveText(says);
    await expectToGoOn(playground);
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
  await playground.openControls("Faults");
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
