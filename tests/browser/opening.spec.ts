// What the page shows before anything has happened.

import { createHash } from "node:crypto";

import { expect, test } from "./playground";

const md5 = (text: string) => createHash("md5").update(text).digest("hex");

test("opens paused at the start of the shopping-cart story, on five nodes at (3, 2, 2)", async ({ page, playground }) => {
  await expect(page.getByRole("heading", { level: 1 })).toContainText("The shopping cart");
  await expect(playground.headline).toContainText("Paused at the start");
  await expect(playground.steps).toHaveText("0");
  await expect(playground.clock).toHaveText("0.0 ms");
  await expect(playground.button("Play")).toBeEnabled();
  await expect(page.getByRole("group", { name: /A ring of 5 nodes/ }).locator(".node")).toHaveCount(5);
  await playground.openControls("Setup");
  for (const [label, value] of [
    ["N, copies", "3"],
    ["R, to read", "2"],
    ["W, to write", "2"],
    ["Nodes", "5"],
  ]) {
    await expect(playground.field(label)).toHaveValue(value);
  }
  await expect(playground.field("Story")).toHaveValue("story");
});

test("places the key at its MD5 and numbers the nodes that its walk meets", async ({ page, playground }) => {
  const position = md5("cart");
  await expect(page.locator("#position")).toHaveText(position);
  await expect(page.locator(".stage .key-name")).toContainText("cart");
  await expect(page.locator(".stage .key-name")).toContainText(position.slice(0, 8));

  // The pin stands on the ring where that share of the circle ends, clockwise from the top.
  const pin = (await page.locator(".stage .pin").getAttribute("transform"))!.match(/[\d.]+/g)!.map(Number);
  const centre = await page.locator(".stage .ring").evaluate((ring) => {
    const { x, y, width, height } = (ring as SVGGElement).getBBox();
    return { x: x + width / 2, y: y + height / 2 };
  });
  const turn = Math.atan2(pin[0] - centre.x, centre.y - pin[1]) / (2 * Math.PI);
  expect((turn + 1) % 1).toBeCloseTo(Number.parseInt(position.slice(0, 8), 16) / 2 ** 32, 2);

  // Walk the virtual nodes once more, from their positions as the page gives them.
  const titles = await page.locator(".stage .token title").allTextContents();
  const tokens = titles
    .map((title) => title.match(/^A virtual node of (\w) at ([0-9a-f]{8})…$/)!)
    .map(([, node, start]) => ({ node, start }));
  expect(tokens).toHaveLength(5 * 8);
  tokens.sort((one, other) => (one.start < other.start ? -1 : 1));
  const first = tokens.findIndex((token) => token.start >= position.slice(0, 8));
  const met = [...tokens.slice(first), ...tokens.slice(0, first)].map((token) => token.node);
  const expected = [...new Set(met)];
  expect(await playground.preferenceList()).toEqual(expected);

  // Every node wears its number, and only the first three are primaries.
  for (const [index, node] of expected.entries()) {
    await expect(playground.node(node).locator("text.rank")).toHaveText(String(index + 1));
    const role = index < 3 ? `number ${index + 1} of the key’s preference list` : "a fallback for the key";
    await expect(playground.nodeButton(node)).toHaveAccessibleName(new RegExp(role));
  }
  await expect(page.locator("#replicas > li")).toHaveCount(3);
});

test("another key has another place", async ({ page, playground }) => {
  await playground.field("Key").fill("Schlüssel 🔑");
  await expect(page.locator("#position")).toHaveText(md5("Schlüssel 🔑"));
});

test("tells the story to its end: two carts in conflict, then one", async ({ page, playground }) => {
  test.slow();
  await playground.stepUntilHeadline(/The network splits/);
  await expect(page.getByRole("group", { name: /The network is split/ })).toBeVisible();
  await playground.stepUntilHeadline(/to 2 siblings/);
  await expect(page.locator("#conflict")).toContainText("Neither descends from the other");
  await playground.stepToTheEnd();
  const primaries = (await playground.preferenceList()).slice(0, 3);
  for (const node of primaries) {
    await expect(playground.replica(node).locator(".versions li")).toHaveCount(1);
    await expect(playground.replica(node).locator(".value")).toHaveText("book, pen, lamp, mug");
  }
  await expect(page.locator("#conflict")).toHaveCount(0);
});
