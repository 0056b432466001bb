// Where keys and their copies lie: strategies, zones, capacities.

import { expect, test, type Playground } from "./playground";

/** The drawn ring: every arc, and how many marks of virtual nodes there are. */
async function ring(playground: Playground): Promise<{ arcs: string; tokens: number }> {
  const arcs = await playground.page.locator(".stage .arc").evaluateAll((elements) =>
    elements.map((element) => `${element.getAttribute("stroke")} ${element.getAttribute("d")}`).join("\n"),
  );
  return { arcs, tokens: await playground.page.locator(".stage .token").count() };
}

/** How many bytes of ring every node keeps. */
async function metadata(playground: Playground): Promise<number> {
  const hint = await playground.page.getByText(/Each node keeps \d+ bytes of ring/).textContent();
  return Number(/\d+/.exec(hint!)![0]);
}

test("the strategies place tokens, load and metadata differently", async ({ playground }) => {
  const seen = [];
  for (const strategy of [
    "one token, as a contrast",
    "1: T random tokens",
    "2: T tokens, Q partitions",
    "3: Q/S tokens, Q partitions",
  ]) {
    await playground.startByHand({ "Strategy (§6.2)": strategy });
    const rows = await playground.figures();
    expect(rows.map(({ share }) => share).reduce((sum, share) => sum + share)).toBeCloseTo(100, 0);
    const shares = rows.map(({ share }) => share);
    seen.push({
      ...(await ring(playground)),
      each: rows.map(({ tokens }) => tokens),
      spread: Math.max(...shares) - Math.min(...shares),
      bytes: await metadata(playground),
    });
  }
  const [single, random, randomEqual, equal] = seen;
  expect(new Set(seen.map(({ arcs }) => arcs)).size).toBe(4);
  expect(single.each).toEqual([1, 1, 1, 1, 1]);
  expect(random.each).toEqual([8, 8, 8, 8, 8]);
  expect(randomEqual.each).toEqual([8, 8, 8, 8, 8]);
  // 64 partitions, dealt out as evenly as that can be.
  expect([...equal.each].sort()).toEqual([12, 13, 13, 13, 13]);
  for (const { each, tokens } of seen) {
    expect(tokens).toBe(each.reduce((sum, some) => sum + some));
  }
  // The more even, the later a strategy comes; and the last needs no positions.
  expect(single.spread).toBeGreaterThan(random.spread);
  expect(random.spread).toBeGreaterThan(equal.spread);
  expect(equal.spread).toBeLessThan(3);
  expect(single.bytes).toBeLessThan(equal.bytes);
  expect(equal.bytes).toBeLessThan(random.bytes / 4);
  expect(randomEqual.bytes).toBe(random.bytes);
});

test("the colour of the ring at a key is that of the first node of its preference list", async ({ page, playground }) => {
  const colour = (element: SVGElement | HTMLElement) => getComputedStyle(element).getPropertyValue("--node") || element.getAttribute("stroke")!;
  for (const strategy of ["1: T random tokens", "2: T tokens, Q partitions", "3: Q/S tokens, Q partitions"]) {
    await playground.startByHand({ "Strategy (§6.2)": strategy });
    for (let key = 1; key <= 12; key += 1) {
      await playground.field("Key").fill(`key ${key}`);
      await expect(page.locator("#key-title")).toHaveText(`Key “key ${key}”`);
      const [first] = await playground.preferenceList();
      const letter = page.locator(".preference .letter").first();
      const position = (await page.locator("#position").textContent())!;
      const turn = Number.parseInt(position.slice(0, 8), 16) / 2 ** 32;
      const painted = await page.locator(".stage .arc").evaluateAll((arcs, turn) => {
        const ring = (arcs[0].parentElement as unknown as SVGGElement).getBBox();
        const [x, y] = [ring.x + ring.width / 2, ring.y + ring.height / 2];
        const turns = (px: number, py: number) => (Math.atan2(px - x, y - py) / (2 * Math.PI) + 1) % 1;
        const covering = (arcs as unknown as SVGPathElement[]).find((arc) => {
          const [from, to] = [arc.getPointAtLength(0), arc.getPointAtLength(arc.getTotalLength())];
          const [start, end] = [turns(from.x, from.y), turns(to.x, to.y)];
          return (turn - start + 1) % 1 <= (end - start + 1) % 1;
        });
        return covering?.getAttribute("stroke");
      }, turn);
      expect(painted, `${strategy}, key ${key} of ${first}`).toBe((await letter.evaluate(colour)).trim());
    }
  }
});

test("copies lie in different zones as far as there are zones", async ({ playground }) => {
  await playground.startAnew({ Story: "none: all by hand", Nodes: "6", Zones: "3" });
  const zone = (node: string) => (node.charCodeAt(0) - "A".charCodeAt(0)) % 3;
  for (let key = 1; key <= 12; key += 1) {
    await playground.field("Key").fill(`key ${key}`);
    await expect(playground.page.locator("#key-title")).toHaveText(`Key “key ${key}”`);
    const primaries = (await playground.preferenceList()).slice(0, 3);
    expect(new Set(primaries.map(zone)).size, `${primaries}`).toBe(3);
  }
});

test("a node of a larger capacity has more tokens and keeps more", async ({ playground }) => {
  await playground.startByHand({ "Capacities of A, B, … (1 if empty)": "1 1 4" });
  const rows = await playground.figures();
  expect(rows.map(({ tokens }) => tokens)).toEqual([8, 8, 32, 8, 8]);
  const most = rows.reduce((one, other) => (other.share > one.share ? other : one));
  expect(most.node).toBe("C");
});
