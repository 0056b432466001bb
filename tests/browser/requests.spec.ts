// Stepping through a put and a get, message by message.

import { expect, test, type Flight, type Playground, type Slot } from "./playground";

/** What is known of the shown request after a step. */
interface Moment {
  stage: string;
  slots: Slot[];
  flights: Flight[];
  answer: string | null;
  narration: string;
}

const ANSWERED = ["given", "late"];

async function moment(playground: Playground): Promise<Moment> {
  const answer = playground.outcome;
  return {
    stage: await playground.stage(),
    slots: await playground.slots(),
    flights: await playground.inFlight(),
    answer: (await answer.count()) ? await answer.textContent() : null,
    narration: await playground.narration(),
  };
}

/** Steps until the client has its answer and the coordinator has heard of every node. */
async function follow(playground: Playground): Promise<Moment[]> {
  const moments: Moment[] = [];
  await playground.stepUntil("the request is over", async () => {
    const now = await moment(playground);
    moments.push(now);
    return /finished/.test(now.stage) && now.flights.length === 0;
  });
  return moments;
}

const labels = (moments: Moment[]) => new Set(moments.flatMap(({ flights }) => flights.map(({ label }) => label)));
const answers = ({ slots }: Moment) => slots.filter(({ state }) => ANSWERED.includes(state)).length;

/** The slots fill one by one; the answer goes with the one that makes the quorum, not before. */
function expectQuorum(moments: Moment[], needed: number, asked: number): void {
  const waiting = moments.filter(({ slots }) => slots.length > 0);
  expect(waiting[0].slots).toHaveLength(asked);
  expect(answers(waiting[0])).toBe(1);
  for (const [index, now] of waiting.entries()) {
    expect(now.slots).toHaveLength(asked);
    if (index > 0) {
      expect([0, 1]).toContain(answers(now) - answers(waiting[index - 1]));
    }
    expect(now.answer !== null).toBe(answers(now) >= needed);
    // Before the quorum no answer is late, behind it every answer is.
    const late = now.slots.filter(({ state }) => state === "late").length;
    expect(late).toBe(Math.max(0, answers(now) - needed));
  }
  expect(answers(waiting.at(-1)!)).toBe(asked);
}

test("steps through a put: messages in flight, slots up to W, a late answer", async ({ page, playground }) => {
  await playground.step();
  await expect(playground.headline).toContainText("Client 1 adds “book”");
  await expect(page.locator("#request")).toContainText("put “book” under “cart”");
  const [asked, ...others] = await playground.inFlight();
  expect(others).toEqual([]);
  expect(asked.label).toBe("put");
  expect(asked.title).toMatch(/^put from client 1 to [A-E]$/);

  const moments = await follow(playground);

  expect(labels(moments)).toEqual(new Set(["put", "write", "stored", "written"]));
  const writes = moments.flatMap(({ flights }) => flights.filter(({ label }) => label === "write"));
  expect(new Set(writes.map(({ title }) => title)).size).toBe(2);
  expectQuorum(moments, 2, 3);
  expect(moments.some(({ narration }) => /quorum of 2 and answers the client without waiting/.test(narration))).toBe(true);
  expect(moments.some(({ narration }) => /answer comes after the quorum/.test(narration))).toBe(true);

  const last = moments.at(-1)!;
  expect(last.answer).toBe("Answer: written.");
  const late = last.slots.find(({ state }) => state === "late")!;
  expect(late.text).toMatch(/^late, \+[\d.]+ ms$/);
  // What came late is stored like the rest.
  await expect(playground.replica(late.node)).toContainText("book");
});

test("shows a put as a state machine with its deadline, in the coordinator’s disc and beside it", async ({ page, playground }) => {
  const stages = page.locator("#stages .stage-name");
  const present = page.locator("#stages [aria-current=step]");
  await playground.step();
  await expect(present).toContainText("sent by the client");
  await expect(stages).toHaveText([
    /now: sent by the client/,
    /to come: handed on, perhaps/,
    /to come: waiting for W/,
    /to come: answered/,
    /to come: finished/,
  ]);

  await playground.stepUntilHeadline(/coordinates the request/);
  await expect(present).toContainText("waiting for W");
  await expect(page.locator(".quorum-line")).toContainText("1 answered");
  await expect(page.locator(".quorum-line")).toContainText("W = 2 needed");
  await expect(page.locator(".quorum-line")).toContainText(/fails at \d+\.\d ms/);
  const coordinator = (await page.locator(".quorum-line .letter").textContent())!;
  const disc = playground.node(coordinator);
  await expect(disc).toContainText("coordinates 1.1");
  await expect(disc.locator(".slots rect")).toHaveCount(3);
  await expect(disc.locator(".slots .given")).toHaveCount(1);
  await expect(disc.locator(".slots .mark")).toHaveCount(1);

  await playground.stepUntilHeadline(/has its quorum/);
  await expect(disc.locator(".slots .given")).toHaveCount(2);
  await expect(present).toContainText("answered");

  await playground.stepUntilFinished();
  await expect(disc.locator(".slots .given")).toHaveCount(3);
  await expect(disc).toContainText("coordinated 1.1");
});

test("steps through a get: the versions with their clocks", async ({ page, playground }) => {
  await playground.stepUntilHeadline(/Client 1 wants to get/);
  await expect(page.locator("#request")).toContainText("get “cart”");
  const moments = await follow(playground);

  expect(labels(moments)).toEqual(new Set(["get", "read", "versions", "found"]));
  expectQuorum(moments, 2, 3);
  await expect(playground.outcome).toContainText("Answer: one version.");
  await expect(playground.outcome.locator(".value")).toHaveText("book");
  await expect(playground.outcome.locator("code")).toHaveText(/^\[\([A-E], 1\)\]$/);
  await expect(playground.outcome).toContainText(/opaque context of \d+ bytes/);
  await expect(page.locator(".stage .client").first()).toContainText("read: book");
});

test("draws every message inside the stage, with a shape and a name of its own", async ({ page, playground }) => {
  const stage = (await page.locator(".stage").boundingBox())!;
  for (let step = 1; step <= 30; step += 1) {
    await playground.step();
    const drawn = await playground.flights.evaluateAll((elements) =>
      elements.map((element) => {
        const { x, y, width, height } = element.querySelector("path")!.getBoundingClientRect();
        return { id: element.id, label: element.querySelector("text")!.textContent, x, y, width, height };
      }),
    );
    expect(new Set(drawn.map(({ id }) => id)).size).toBe(drawn.length);
    for (const { label, x, y, width, height } of drawn) {
      expect(label).toMatch(/\S/);
      expect(Math.min(width, height)).toBeGreaterThan(5);
      expect(x).toBeGreaterThanOrEqual(stage.x);
      expect(y).toBeGreaterThanOrEqual(stage.y);
      expect(x + width).toBeLessThanOrEqual(stage.x + stage.width);
      expect(y + height).toBeLessThanOrEqual(stage.y + stage.height);
    }
  }
});

test("an older request can be looked at again", async ({ page, playground }) => {
  await playground.stepUntilHeadline(/Client 1 wants to get/);
  await playground.button("Request 1.1").click();
  await expect(page.locator("#request")).toContainText("put “book”");
  await expect(playground.outcome).toHaveText("Answer: written.");
  await playground.button("newest").click();
  await expect(page.locator("#request")).toContainText("get “cart”");
});

test("says for every step what happened, and names the section of the paper for what nodes decide", async ({ playground }) => {
  const said: string[] = [];
  for (let step = 1; step <= 60; step += 1) {
    await playground.step();
    said.push(await playground.narration());
  }
  for (const sentence of said) {
    expect(sentence).toMatch(/^[A-Z]\S* .*\./);
  }
  const decided = said.filter((sentence) => /coordinates the request|quorum of|stands in for|as a hint for/.test(sentence));
  expect(decided.length).toBeGreaterThan(8);
  for (const sentence of decided) {
    expect(sentence).toMatch(/Dynamo §\d\.\d$/);
  }
});

test("a get that was handed on again shows every coordinator, each with its own slots", async ({ page, playground }) => {
  // E keeps no copy of the cart, and cannot hear that D takes up what it hands on.
  const text = JSON.stringify({
    version: 1,
    title: "Handed on again",
    seed: 51,
    commands: [
      { at_ms: 10, put: { key: "cart", value: "milk", via: "B" } },
      { at_ms: 400, cut: { from: "D", to: "E" } },
      { at_ms: 500, get: { key: "cart", via: "E" } },
    ],
  });
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
  await expect(page.locator(".story")).toHaveText("Handed on again");
  const lines = page.locator(".inspector .quorum-line");
  const again = page.locator("#taken-up-again");
  await expect(again).toHaveCount(0);
  await playground.stepUntil("a second node takes the get up", async () => (await lines.count()) === 2);
  await expect(lines.nth(0)).toContainText("has finished");
  await expect(lines.nth(1)).toContainText("fails at");
  await expect(again).toContainText("D took it up as well");
  // Each stands on the stage as well, with its own slots.
  await expect(playground.nodeButton("D")).toHaveAttribute("aria-label", /coordinated request 1\.2: 3 answered, 2 needed/);
  await expect(playground.nodeButton("E")).toHaveAttribute("aria-label", /coordinates request 1\.2: 1 answered, 2 needed/);
  await playground.stepUntil("both have finished", async () => (await lines.filter({ hasText: "has finished" }).count()) === 2);
  const words = await page.locator("#request-words").textContent();
  for (const [index, letter] of ["D", "E"].entries()) {
    await expect(lines.nth(index)).toContainText(`${letter} coordinates: 3 answered`);
    expect(words).toContain(`${letter}, has finished: 3 of R = 2 have answered.`);
  }
  await expect(page.locator(".inspector .slots").nth(0).locator("li")).toHaveCount(3);
  await expect(page.locator(".inspector .slots").nth(1).locator("li")).toHaveCount(3);
  // From there one goes to the moment at which the first one took it up.
  await page.locator(".quorum-line .taken-up").first().click();
  await expect(page.locator(".narration")).toContainText("D coordinates the request");
  await expect(lines).toHaveCount(1);
});
